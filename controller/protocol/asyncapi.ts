import type Type from 'typebox'
import {
  BridgeReported,
  ConsoleDesired,
  ConsoleEvent,
  ConsoleReported,
  Online,
} from './device-messages.ts'
import { DEVICE_SCHEMAS, DeviceOrder, type RoomDeviceKind } from './devices.ts'
import { ID_PATTERN } from './ids.ts'
import { TOPIC_ROOT, type DeviceKind, type TopicLeaf } from './topics.ts'

/** One kind of message of the MQTT contract, as a device sees it. */
export interface DeviceMessage {
  kind: DeviceKind
  leaf: TopicLeaf
  /** What the device does with it. */
  action: 'send' | 'receive'
  retain: boolean
  summary: string
  schema: Type.TSchema
  examples: readonly unknown[]
}

/** Of consoles and bridges. */
const CONSOLE_MESSAGES: readonly DeviceMessage[] = [
  {
    kind: 'console',
    leaf: 'event',
    action: 'send',
    retain: false,
    summary:
      'A key was pressed, or a card put in or taken out. A repeat of a pressId changes nothing.',
    schema: ConsoleEvent,
    examples: [
      { type: 'press', pressId: '7f3a.12', at: 1779696000000, key: 'choice-1', ballot: 'b-3' },
      { type: 'press', pressId: '7f3a.13', at: 1779696004000, key: 'talk', ballot: null },
      { type: 'card', pressId: '7f3a.14', at: 1779696009000, card: '04A1B2C3', inserted: true },
    ],
  },
  {
    kind: 'console',
    leaf: 'desired',
    action: 'receive',
    retain: true,
    summary: 'What the console should do and show. Only a higher revision replaces what it shows.',
    schema: ConsoleDesired,
    examples: [
      {
        revision: 41,
        aim: {
          microphone: 'closed',
          talk: 'asking',
          place: 2,
          present: true,
          ballot: { id: 'b-3', choices: 4, recorded: 1 },
        },
      },
    ],
  },
  {
    kind: 'console',
    leaf: 'reported',
    action: 'send',
    retain: true,
    summary:
      'What the console really does, with the revision it has applied; at most ten a second.',
    schema: ConsoleReported,
    examples: [{ revision: 41, microphone: 'closed', firmware: '2.1.0', problem: null }],
  },
  {
    kind: 'console',
    leaf: 'online',
    action: 'send',
    retain: true,
    summary: 'True after each connection; false is the last will.',
    schema: Online,
    examples: [{ online: true }, { online: false }],
  },
  {
    kind: 'bridge',
    leaf: 'reported',
    action: 'send',
    retain: true,
    summary: 'The lines of a bridge and what was counted on them; at most once a second.',
    schema: BridgeReported,
    examples: [
      {
        version: '0.1.0',
        lines: [
          {
            id: 'line-1',
            state: 'up',
            consoles: 24,
            silent: ['console-A1-03'],
            frames: 91200,
            badFrames: 3,
            strayFrames: 0,
            noiseBytes: 17,
            repeats: 1,
            rollsGivenUp: 0,
            hangUps: 0,
            roundMs: 9,
          },
        ],
      },
    ],
  },
  {
    kind: 'bridge',
    leaf: 'online',
    action: 'send',
    retain: true,
    summary: 'True after each connection; false is the last will.',
    schema: Online,
    examples: [{ online: true }],
  },
]

/** Of a device that nobody has heard yet: the same for every kind. */
const silent = {
  ...{ revision: 0, standing: 'absent', until: null, state: null, abilities: [] },
  identity: { maker: '', model: '', firmware: '', serial: '' },
  problem: { code: 'port-unavailable', text: 'tcp://10.0.0.4:4352 cannot be reached.' },
  health: {
    ...{ latencyMs: null, sent: 0, failures: 0, failurePermille: 0, frames: 0, badFrames: 0 },
    ...{ hangUps: 0, falls: 0, lastFrameAt: null },
  },
}

/** Of devices beside consoles: each kind has the same messages, with an aim and a state of its own. */
const roomDeviceMessages = (kind: RoomDeviceKind): DeviceMessage[] => {
  const { desired, reported, event } = DEVICE_SCHEMAS[kind]
  const send = { kind, action: 'send', retain: true } as const
  const receive = { kind, action: 'receive' } as const
  return [
    {
      ...{ ...send, leaf: 'event', retain: false, schema: event },
      summary: `What happened at a ${kind}; 'done' answers an order.`,
      examples: [{ type: 'done', order: 'o-1', problem: null }],
    },
    {
      ...{ ...receive, leaf: 'desired', retain: true, schema: desired },
      summary: `What a ${kind} should be. What the aim leaves out stays as it is.`,
      examples: [{ revision: 1, aim: {} }],
    },
    {
      ...{ ...receive, leaf: 'order', retain: false, schema: DeviceOrder },
      summary: 'Something to do once.',
      examples: [{ type: 'identify', order: 'o-1' }],
    },
    {
      ...{ ...send, leaf: 'reported', schema: reported },
      summary: `What a ${kind} really is, and how it fares; at most ten a second.`,
      examples: [silent],
    },
    {
      ...{ ...send, leaf: 'online', schema: Online },
      summary: 'Whether it answers.',
      examples: [{ online: true }],
    },
  ]
}
const ROOM_DEVICE_KINDS = Object.keys(DEVICE_SCHEMAS) as RoomDeviceKind[]

/** Every message of the contract. */
export const DEVICE_MESSAGES: readonly DeviceMessage[] = [
  ...CONSOLE_MESSAGES,
  ...ROOM_DEVICE_KINDS.flatMap(roomDeviceMessages),
]

const QOS = 1

/** The MQTT contract as an AsyncAPI 3.0 document, from a device's side. */
export function asyncApi() {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Sapha: devices of a chamber over MQTT',
      version: '1.0.0',
      description:
        'Written from the side of a device: it sends events and reports, and receives what is desired. Generated from the schemas by which both ends check every message; docs/mqtt.md tells how to attach a device.',
    },
    defaultContentType: 'application/json',
    servers: {
      controller: {
        host: 'controller:1883',
        protocol: 'mqtt',
        protocolVersion: '3.1.1',
        description: 'The broker inside the controller, or a broker of your own.',
        security: [{ $ref: '#/components/securitySchemes/device' }],
      },
    },
    channels: Object.fromEntries(DEVICE_MESSAGES.map((each) => [nameOf(each), channelOf(each)])),
    operations: Object.fromEntries(
      DEVICE_MESSAGES.map((each) => [`${each.action}-${nameOf(each)}`, operationOf(each)]),
    ),
    components: {
      securitySchemes: {
        device: {
          type: 'userPassword',
          description:
            "User name and client id are the device's id; the controller makes the password.",
        },
      },
      messages: Object.fromEntries(DEVICE_MESSAGES.map((each) => [nameOf(each), messageOf(each)])),
    },
  }
}

const nameOf = ({ kind, leaf }: DeviceMessage) => `${kind}-${leaf}`

function channelOf(message: DeviceMessage) {
  const name = nameOf(message)
  return {
    address: `${TOPIC_ROOT}/${message.kind}/{id}/${message.leaf}`,
    parameters: { id: { description: `The ${message.kind}'s id, ${ID_PATTERN}` } },
    messages: { [name]: { $ref: `#/components/messages/${name}` } },
  }
}

function operationOf(message: DeviceMessage) {
  return {
    action: message.action,
    channel: { $ref: `#/channels/${nameOf(message)}` },
    summary: message.summary,
    bindings: { mqtt: { qos: QOS, retain: message.retain, bindingVersion: '0.2.0' } },
  }
}

function messageOf({ summary, schema, examples }: DeviceMessage) {
  return { summary, payload: schema, examples: examples.map((payload) => ({ payload })) }
}
