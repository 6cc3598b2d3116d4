import type { ConsoleId, DeviceId } from '../../protocol/ids.ts'
import { CONTROLLER_USER } from '../../protocol/credentials.ts'
import { TOPIC_ROOT, topicOf, type DeviceKind, type TopicLeaf } from '../../protocol/topics.ts'

/** Who may connect to the broker. A console on a bridge's cable has no connection of its own. */
export interface Principals {
  consoles: readonly ConsoleId[]
  bridges: readonly {
    id: DeviceId
    consoles: readonly ConsoleId[]
    /** Devices beside consoles that it has drivers for. */
    devices?: readonly { kind: DeviceKind; id: DeviceId }[]
  }[]
}

/** Who may say and hear what. Pure; the same rules are written out for Mosquitto. */
export interface Access {
  /** Every user name there is, the controller's included. */
  readonly users: ReadonlySet<string>
  mayPublish(user: string, topic: string): boolean
  maySubscribe(user: string, filter: string): boolean
  /** The topics of one device user, none of them a pattern; empty for the controller. */
  topicsOf(user: string): DeviceTopics
}

export interface DeviceTopics {
  publish: ReadonlySet<string>
  subscribe: ReadonlySet<string>
}

const UP: readonly TopicLeaf[] = ['event', 'reported', 'online']
const DOWN: readonly TopicLeaf[] = ['desired', 'order']
const NOTHING: DeviceTopics = { publish: new Set(), subscribe: new Set() }

/**
 * A device speaks below its own id and hears its own `desired` and `order`; a bridge also does so for
 * the consoles and other devices on its cables. Wildcards are the controller's alone: a device's filters are compared
 * with whole topics. Throws where two users would have one name.
 */
export function accessFor(principals: Principals): Access {
  const devices = new Map<string, DeviceTopics>()
  const add = (user: string, topics: DeviceTopics) => {
    if (user === CONTROLLER_USER || devices.has(user))
      throw new RangeError(`Two users of the broker would be called ${user}: rename one of them.`)
    devices.set(user, topics)
  }
  for (const id of principals.consoles) add(id, topicsOfDevices([['console', id]]))
  for (const { id, consoles, devices: others = [] } of principals.bridges) {
    const onCable = consoles.map((console) => ['console', console] as const)
    const beside = others.map((device) => [device.kind, device.id] as const)
    add(id, topicsOfDevices([['bridge', id], ...onCable, ...beside]))
  }

  const topicsFor = (user: string) => devices.get(user) ?? NOTHING
  return {
    users: new Set([CONTROLLER_USER, ...devices.keys()]),
    topicsOf: topicsFor,
    mayPublish: (user, topic) =>
      user === CONTROLLER_USER
        ? topic.startsWith(`${TOPIC_ROOT}/`)
        : topicsFor(user).publish.has(topic),
    maySubscribe: (user, filter) =>
      user === CONTROLLER_USER
        ? filter.startsWith(`${TOPIC_ROOT}/`)
        : topicsFor(user).subscribe.has(filter),
  }
}

function topicsOfDevices(devices: (readonly [DeviceKind, DeviceId])[]): DeviceTopics {
  return {
    publish: new Set(devices.flatMap(([kind, id]) => UP.map((leaf) => topicOf(kind, id, leaf)))),
    subscribe: new Set(
      devices.flatMap(([kind, id]) => DOWN.map((leaf) => topicOf(kind, id, leaf))),
    ),
  }
}
