import { hash } from 'node:crypto'
import { canonical } from '../../controller/adapters/record/canonical.ts'
import {
  checkpointHead,
  checkpointNote,
  type SigningKey,
} from '../../controller/adapters/witness/signed-note.ts'

/** What somebody makes of a bundle who wants it to say something else. */

export interface BundleEvent {
  at: number
  cause: Record<string, unknown>
  data: Record<string, unknown>
  seq: number
  type: string
  version: number
}

export type Line =
  | { kind: 'event'; body: BundleEvent; hash: string }
  | { kind: 'other'; value: Record<string, unknown> }

export function linesOf(bundle: string): Line[] {
  return bundle
    .trimEnd()
    .split('\n')
    .map((text): Line => {
      const value = JSON.parse(text) as Record<string, unknown>
      if (!('body' in value)) return { kind: 'other', value }
      return { kind: 'event', body: value['body'] as BundleEvent, hash: String(value['hash']) }
    })
}

export const textOf = (lines: readonly Line[]): string =>
  lines
    .map((line) =>
      line.kind === 'other'
        ? `${canonical(line.value)}\n`
        : `{"body":${canonical(line.body)},"hash":"${line.hash}"}\n`,
    )
    .join('')

export const eventsOf = (lines: readonly Line[]): BundleEvent[] =>
  lines.flatMap((line) => (line.kind === 'event' ? [structuredClone(line.body)] : []))

/**
 * A bundle of these events in which everything that can be computed without a key is right: numbers,
 * chain, head, counts. With the key the checkpoints are signed anew as well, else they stay.
 */
export function forge(
  lines: readonly Line[],
  events: readonly BundleEvent[],
  key: SigningKey | null,
): string {
  const header = lines[0]
  if (header?.kind !== 'other') throw new Error('no header')
  let previous = String(header.value['previous'])
  const chained = events.map((body): Line => {
    previous = hash('sha256', `${previous}${canonical(body)}`)
    return { kind: 'event', body, hash: previous }
  })
  const heads = new Map(
    chained.flatMap((line) => (line.kind === 'event' ? [[line.body.seq, line.hash]] : [])),
  )
  const notes = lines.flatMap((line) =>
    line.kind === 'other' && 'checkpoint' in line.value ? [String(line.value['checkpoint'])] : [],
  )
  const signed = notes.flatMap((note) => {
    const { seq = 0 } = checkpointHead(note) ?? {}
    const head = heads.get(seq)
    if (key === null) return [note]
    return head === undefined ? [] : [checkpointNote({ seq, hash: head }, key)]
  })
  const keys = lines.filter((line) => line.kind === 'other' && 'key' in line.value)
  const value = {
    ...header.value,
    ...{ batches: 0, checkpoints: signed.length, events: events.length },
    head: { seq: events.at(-1)?.seq ?? 0, hash: previous },
  }
  const checkpoints = signed.map((checkpoint): Line => ({ kind: 'other', value: { checkpoint } }))
  return textOf([{ kind: 'other', value }, ...keys, ...chained, ...checkpoints])
}

type Path = (string | number)[]

/** Where every value and every key of it is. */
export function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...path, key]))]
}

/** The same with the value there changed to another of its kind; what it was is nowhere left. */
export function changedAt<T>(value: T, path: Path): T {
  const copy = structuredClone(value)
  const last = path.at(-1)
  if (last === undefined) return copy
  let place: unknown = copy
  for (const key of path.slice(0, -1)) place = (place as Record<string, unknown>)[key]
  const object = place as Record<string, unknown>
  object[last] = other(object[last])
  return copy
}

/** The same without the field or entry there. */
export function withoutAt<T>(value: T, path: Path): T {
  const copy = structuredClone(value)
  const last = path.at(-1)
  let place: unknown = copy
  for (const key of path.slice(0, -1)) place = (place as Record<string, unknown>)[key]
  if (Array.isArray(place)) place.splice(Number(last), 1)
  else if (last !== undefined) delete (place as Record<string, unknown>)[last]
  return copy
}

function other(value: unknown): unknown {
  if (typeof value === 'number') return value + 1
  if (typeof value === 'boolean') return !value
  if (typeof value === 'string') return `${value.slice(0, -1)}${value.endsWith('x') ? 'y' : 'x'}`
  if (Array.isArray(value)) return [...(value as unknown[]), 'x']
  return value === null ? 'x' : { ...(value as object), x: 1 }
}
