import { Compile } from 'typebox/compile'
import type { DeviceHandlers } from '../../engine/ports.ts'
import {
  BridgeReported,
  ConsoleEvent,
  ConsoleReported,
  Online,
} from '../../protocol/device-messages.ts'
import type { ConsoleId, DeviceId } from '../../protocol/ids.ts'
import { parseTopic } from '../../protocol/topics.ts'

export interface KnownDevices {
  consoles: ReadonlySet<ConsoleId>
  bridges: ReadonlySet<DeviceId>
}

const isConsoleEvent = Compile(ConsoleEvent)
const isConsoleReported = Compile(ConsoleReported)
const isOnline = Compile(Online)
const isBridgeReported = Compile(BridgeReported)

/**
 * Checks one message from the broker against the contract and hands it on. Returns a promise that
 * resolves when it is decided; null when there is nothing to wait for.
 */
export function handleMessage(
  topic: string,
  payload: Buffer,
  known: KnownDevices,
  handlers: DeviceHandlers,
): Promise<void> | null {
  const parsed = parseTopic(topic)
  if (parsed === null) return complain(handlers, topic, 'topic-unknown')
  const { kind, id, leaf } = parsed
  const isKnown =
    (kind === 'console' && known.consoles.has(id)) || (kind === 'bridge' && known.bridges.has(id))
  if (!isKnown) return complain(handlers, topic, 'device-unknown')
  const message = parseJson(payload)

  switch (`${kind}/${leaf}`) {
    case 'console/event':
      if (isConsoleEvent.Check(message)) return handlers.onConsoleEvent(id, message)
      break
    case 'console/reported':
      if (isConsoleReported.Check(message)) {
        handlers.onConsoleReported(id, message)
        return null
      }
      break
    case 'console/online':
      if (isOnline.Check(message)) {
        handlers.onConsoleOnline(id, message.online)
        return null
      }
      break
    case 'bridge/reported':
      if (isBridgeReported.Check(message)) {
        handlers.onBridgeReported(id, message)
        return null
      }
      break
    case 'bridge/online':
      if (isOnline.Check(message)) {
        handlers.onBridgeOnline(id, message.online)
        return null
      }
      break
    default:
      return complain(handlers, topic, 'topic-unknown')
  }
  return complain(handlers, topic, 'message-malformed')
}

const DETAILS = {
  'topic-unknown': 'This topic is not of the contract; the message was ignored.',
  'device-unknown': 'The chamber has no such device; the message was ignored.',
  'message-malformed': 'The message does not fit its schema (docs/mqtt.md); it was ignored.',
} as const

function complain(handlers: DeviceHandlers, topic: string, code: keyof typeof DETAILS): null {
  const client = topic.split('/')[3] ?? ''
  handlers.onMisbehaviour({ client, topic, code, detail: DETAILS[code] })
  return null
}

/** undefined, which fits no schema, where it is not JSON. */
function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString())
  } catch {
    return undefined
  }
}
