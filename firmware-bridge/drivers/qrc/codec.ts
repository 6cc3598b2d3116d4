import Type from 'typebox'
import { Compile } from 'typebox/compile'

/**
 * Q-SYS Remote Control (QSC, "QRC Commands", help.qsys.com): JSON-RPC 2.0 in UTF-8, each message
 * ended by a null byte. Pure. Methods are named as there.
 */

/** All changes of a group with 1,024 controls, and as much again. */
const MAX_FRAME = 512 * 1024

export interface QrcRequest {
  id: number
  method: string
  params: unknown
}

export type QrcHeard =
  | { type: 'result'; id: number; result: unknown }
  | { type: 'error'; id: number | null; code: number; message: string }
  /** What the Core says by itself: `EngineStatus`, `ChangeGroup.Poll`. */
  | { type: 'notice'; method: string; params: unknown }
  | { type: 'bad-frame' }

export const encodeRequest = (request: QrcRequest): string =>
  `${JSON.stringify({ jsonrpc: '2.0', ...request })}\0`

const Failure = Type.Object({ code: Type.Number(), message: Type.Optional(Type.String()) })
const Message = Compile(
  Type.Object({
    id: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
    method: Type.Optional(Type.String({ maxLength: 80 })),
    params: Type.Optional(Type.Unknown()),
    result: Type.Optional(Type.Unknown()),
    error: Type.Optional(Failure),
  }),
)

/** Cuts what a Core sends into messages. Keeps one of 512 KiB at most. */
export class QrcReader {
  #parts: Uint8Array[] = []
  #length = 0
  #isOverlong = false

  /** What these bytes complete, in their order. Never throws, whatever the bytes. */
  push(chunk: Uint8Array): QrcHeard[] {
    const heard: QrcHeard[] = []
    let from = 0
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, from)) {
      this.#keep(chunk.subarray(from, end))
      const message = this.#endOfFrame()
      if (message !== null) heard.push(message)
      from = end + 1
    }
    this.#keep(chunk.subarray(from))
    return heard
  }

  /** Forgets a half-received message. */
  reset(): void {
    this.#parts = []
    this.#length = 0
    this.#isOverlong = false
  }

  #keep(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    if (this.#length + bytes.length > MAX_FRAME) {
      this.#isOverlong = true
      this.#parts = []
      return
    }
    this.#length += bytes.length
    this.#parts.push(bytes.slice())
  }

  #endOfFrame(): QrcHeard | null {
    const text = new TextDecoder().decode(joined(this.#parts)).trim()
    const isOverlong = this.#isOverlong
    this.reset()
    if (isOverlong) return { type: 'bad-frame' }
    return text === '' ? null : messageOf(text)
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function messageOf(text: string): QrcHeard {
  const message = parsed(text)
  if (!Message.Check(message)) return { type: 'bad-frame' }
  const { id, method, params, result, error } = message
  if (error)
    return { type: 'error', id: id ?? null, code: error.code, message: error.message ?? '' }
  if (method !== undefined) return { type: 'notice', method, params }
  return id === undefined || id === null ? { type: 'bad-frame' } : { type: 'result', id, result }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

/** One control of a component, or a Named Control where `component` is null. */
export interface ControlValue {
  component: string | null
  name: string
  /** A number, true or false, or text: as the control is. */
  value: number | boolean | string
}

const Value = Type.Object({
  Name: Type.String(),
  Component: Type.Optional(Type.String()),
  Value: Type.Union([Type.Number(), Type.Boolean(), Type.String()]),
})
const Values = Compile(Type.Array(Value))
const ComponentValues = Compile(Type.Object({ Name: Type.String(), Controls: Type.Array(Value) }))
const Changes = Compile(Type.Object({ Id: Type.String(), Changes: Type.Array(Value) }))

/** The result of `Control.Get` or `Component.Get`; null where it is none. */
export function valuesOf(result: unknown): ControlValue[] | null {
  if (Values.Check(result)) return result.map((it) => valueOf(it))
  if (!ComponentValues.Check(result)) return null
  return result.Controls.map((it) => valueOf(it, result.Name))
}

/** The parameters of `ChangeGroup.Poll`; null where they are none. */
export const changesOf = (params: unknown): ControlValue[] | null =>
  Changes.Check(params) ? params.Changes.map((it) => valueOf(it)) : null

const valueOf = (
  { Name, Component, Value: value }: Type.Static<typeof Value>,
  component = Component ?? null,
): ControlValue => ({ component, name: Name, value })

export interface EngineStatus {
  platform: string
  design: string
  /** 'Active', 'Standby' or 'Idle'. */
  state: string
}

const Status = Compile(
  Type.Object({
    Platform: Type.Optional(Type.String()),
    DesignName: Type.Optional(Type.String()),
    State: Type.String(),
  }),
)

/** The result of `StatusGet`; null where it is none. */
export const statusOf = (result: unknown): EngineStatus | null =>
  Status.Check(result)
    ? { platform: result.Platform ?? '', design: result.DesignName ?? '', state: result.State }
    : null
