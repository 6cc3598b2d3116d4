import type Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { DeviceHandlers, RoomDeviceHandlers } from '../../engine/ports.ts'
import {
  BridgeReported,
  ConsoleEvent,
  ConsoleReported,
  Online,
} from '../../protocol/device-messages.ts'
import type { ConsoleId, DeviceId } from '../../protocol/ids.ts'
import {
  DEVICE_SCHEMAS,
  type DeviceEvent,
  type DeviceReported,
  type RoomDeviceKind,
} from '../../protocol/devices.ts'
import { parseTopic, type DeviceKind, type TopicLeaf } from '../../protocol/topics.ts'
import { calmReports, type Misbehaviour } from '../broker/misbehaviour.ts'

export interface KnownDevices {
  consoles: ReadonlySet<ConsoleId>
  bridges: ReadonlySet<DeviceId>
  /** Devices beside consoles, with their kinds. */
  devices: ReadonlyMap<DeviceId, DeviceKind>
}

const isConsoleEvent = Compile(ConsoleEvent)
const isConsoleReported = Compile(ConsoleReported)
const isOnline = Compile(Online)
const isBridgeReported = Compile(BridgeReported)
interface Checks {
  reported: { Check(value: unknown): value is DeviceReported }
  event: { Check(value: unknown): value is DeviceEvent }
}
const checksOf = <R extends Type.TSchema, E extends Type.TSchema>(schemas: {
  reported: R
  event: E
}) => ({ reported: Compile(schemas.reported), event: Compile(schemas.event) })
const roomDeviceChecks: Record<RoomDeviceKind, Checks> = {
  camera: checksOf(DEVICE_SCHEMAS.camera),
  display: checksOf(DEVICE_SCHEMAS.display),
  mixer: checksOf(DEVICE_SCHEMAS.mixer),
  switcher: checksOf(DEVICE_SCHEMAS.switcher),
  lamp: checksOf(DEVICE_SCHEMAS.lamp),
  reader: checksOf(DEVICE_SCHEMAS.reader),
  panel: checksOf(DEVICE_SCHEMAS.panel),
}
const deviceChecks = new Map<string, Checks>(Object.entries(roomDeviceChecks))

const DETAILS = {
  'topic-unknown': 'This topic is not of the contract; the message was ignored.',
  'device-unknown': 'The chamber has no such device; the message was ignored.',
  'message-malformed': 'The message does not fit its schema (docs/mqtt.md); it was ignored.',
  'event-not-decided': 'The controller failed on this event and did not acknowledge it.',
} as const

/** Checks what comes from the broker against the contract and hands it on. */
export class Inbound {
  readonly #known: KnownDevices
  readonly #handlers: DeviceHandlers
  readonly #devices: RoomDeviceHandlers | null
  readonly #report: (report: Misbehaviour) => void

  /** Without `devices`, what devices beside consoles say is checked and dropped. */
  constructor(
    known: KnownDevices,
    handlers: DeviceHandlers,
    devices: RoomDeviceHandlers | null = null,
  ) {
    this.#known = known
    this.#handlers = handlers
    this.#devices = devices
    this.#report = calmReports((report) => handlers.onMisbehaviour(report))
  }

  /** The promise resolves when the message is decided; null when there is nothing to wait for. */
  handle(topic: string, payload: Buffer | string): Promise<void> | null {
    const parsed = parseTopic(topic)
    if (parsed === null) return this.complain(topic, 'topic-unknown')
    const { kind, id, leaf } = parsed
    const message = parseJson(payload)
    if (kind === 'console' && this.#known.consoles.has(id))
      return this.#fromConsole(topic, id, leaf, message)
    if (kind === 'bridge' && this.#known.bridges.has(id))
      return this.#fromBridge(topic, id, leaf, message)
    if (this.#known.devices.get(id) === kind)
      return this.#fromDevice(topic, kind, id, leaf, message)
    return this.complain(topic, 'device-unknown')
  }

  complain(topic: string, code: keyof typeof DETAILS): null {
    const client = topic.split('/')[3] ?? ''
    this.#report({ client, topic, code, detail: DETAILS[code] })
    return null
  }

  #fromConsole(
    topic: string,
    id: ConsoleId,
    leaf: TopicLeaf,
    message: unknown,
  ): Promise<void> | null {
    if (leaf === 'event' && isConsoleEvent.Check(message))
      return this.#handlers.onConsoleEvent(id, message)
    if (leaf === 'reported' && isConsoleReported.Check(message))
      this.#handlers.onConsoleReported(id, message)
    else if (leaf === 'online' && isOnline.Check(message))
      this.#handlers.onConsoleOnline(id, message.online)
    else this.complain(topic, 'message-malformed')
    return null
  }

  #fromDevice(
    topic: string,
    kind: DeviceKind,
    id: DeviceId,
    leaf: TopicLeaf,
    message: unknown,
  ): null {
    const devices = this.#devices
    const checks = deviceChecks.get(kind)
    if (leaf === 'reported' && checks?.reported.Check(message))
      devices?.onDeviceReported(id, message)
    else if (leaf === 'event' && checks?.event.Check(message)) devices?.onDeviceEvent(id, message)
    else if (leaf === 'online' && isOnline.Check(message))
      devices?.onDeviceOnline(id, message.online)
    else this.complain(topic, 'message-malformed')
    return null
  }

  #fromBridge(topic: string, id: DeviceId, leaf: TopicLeaf, message: unknown): null {
    if (leaf === 'reported' && isBridgeReported.Check(message))
      this.#handlers.onBridgeReported(id, message)
    else if (leaf === 'online' && isOnline.Check(message))
      this.#handlers.onBridgeOnline(id, message.online)
    else this.complain(topic, 'message-malformed')
    return null
  }
}

/** undefined, which fits no schema, where it is not JSON. */
function parseJson(payload: Buffer | string): unknown {
  try {
    return JSON.parse(payload.toString())
  } catch {
    return undefined
  }
}
