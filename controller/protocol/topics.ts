import { ID_PATTERN } from './id-pattern.ts'
import type { DeviceId } from './ids.ts'

/** MQTT contract v1: `chamber/v1/<kind>/<id>/<leaf>`. */
export const TOPIC_ROOT = 'chamber/v1'

export const DEVICE_KINDS = [
  'console',
  'reader',
  'camera',
  'display',
  'mixer',
  'switcher',
  'lamp',
  'panel',
  'bridge',
] as const
export type DeviceKind = (typeof DEVICE_KINDS)[number]

/**
 * `event`, `reported`, `online` go up (device to controller), `desired` and `order` come down. An
 * order is done once and never retained.
 */
export const TOPIC_LEAVES = ['event', 'reported', 'desired', 'order', 'online'] as const
export type TopicLeaf = (typeof TOPIC_LEAVES)[number]

export interface DeviceTopic {
  kind: DeviceKind
  id: DeviceId
  leaf: TopicLeaf
}

export function topicOf(kind: DeviceKind, id: DeviceId, leaf: TopicLeaf): string {
  return `${TOPIC_ROOT}/${kind}/${id}/${leaf}`
}

const idPattern = new RegExp(ID_PATTERN)
const isKind = (text: string): text is DeviceKind =>
  (DEVICE_KINDS as readonly string[]).includes(text)
const isLeaf = (text: string): text is TopicLeaf =>
  (TOPIC_LEAVES as readonly string[]).includes(text)

/** The parts of a topic of the contract, or null where it is not one. */
export function parseTopic(topic: string): DeviceTopic | null {
  const [root, version, kind, id, leaf, ...rest] = topic.split('/')
  if (`${root}/${version}` !== TOPIC_ROOT || rest.length > 0) return null
  if (kind === undefined || id === undefined || leaf === undefined) return null
  if (!isKind(kind) || !isLeaf(leaf) || !idPattern.test(id)) return null
  return { kind, id, leaf }
}
