import { PassThrough } from 'node:stream'
import type { PublishPacket } from 'aedes'
import { parser, type Packet } from 'mqtt-packet'
import { beforeEach, expect, it, vi } from 'vitest'
import { CONTROLLER_USER } from '../../protocol/credentials.ts'
import { topicOf, type TopicLeaf } from '../../protocol/topics.ts'
import { SessionStore } from './session-store.ts'
import { StraightWay } from './straight-way.ts'

let way: StraightWay
let controller: ReturnType<typeof connected>

function connected(id: string) {
  const conn = new PassThrough({ highWaterMark: 1000 })
  const read = (): Packet[] => {
    const packets: Packet[] = []
    const reader = parser()
    reader.on('packet', (packet) => packets.push(packet))
    const bytes: unknown = conn.read()
    if (Buffer.isBuffer(bytes)) reader.parse(bytes)
    return packets
  }
  return { client: { id, conn }, conn, read }
}

function message(leaf: TopicLeaf, messageId: number, payload = leaf as string): PublishPacket {
  const topic = topicOf('console', 'c1', leaf)
  return { cmd: 'publish', topic, payload, qos: 1, dup: false, retain: leaf !== 'event', messageId }
}

beforeEach(() => {
  way = new StraightWay(new SessionStore())
  controller = connected(CONTROLLER_USER)
  const leaves = ['event', 'reported']
  const filters = leaves.map((leaf) => ({ topic: `chamber/v1/+/+/${leaf}`, qos: 1 as const }))
  way.subscribed(controller.client, filters)
})

it('acknowledges an event when the controller has, a report at once', () => {
  const console = connected('c1')
  way.carry(console.client, message('event', 7))
  way.carry(console.client, message('reported', 8))
  expect(console.read()).toMatchObject([{ cmd: 'puback', messageId: 8 }])
  const [event] = controller.read()
  expect(event).toMatchObject({ cmd: 'publish', topic: 'chamber/v1/console/c1/event' })
  way.decided(event?.messageId ?? 0)
  expect(console.read()).toMatchObject([{ cmd: 'puback', messageId: 7 }])
})

it('never acknowledges an event that went with the controller', () => {
  const console = connected('c1')
  way.carry(console.client, message('event', 7))
  const [event] = controller.read()
  way.gone(controller.client, [])
  way.decided(event?.messageId ?? 0)
  way.carry(console.client, message('event', 8))
  expect(console.read()).toEqual([])
})

it('gives no id to two events under way', () => {
  const console = connected('c1')
  way.carry(console.client, message('event', 1, ''))
  const [first] = controller.read()
  for (let n = 0; n < 65_534; n++) {
    way.carry(console.client, message('reported', 2, ''))
    if (n % 10 === 0) controller.read()
  }
  controller.read()
  way.carry(console.client, message('event', 3, ''))
  const [second] = controller.read()
  expect(second?.messageId).not.toBe(first?.messageId)
})

it('leaves what a slow console is to hear to aedes, and nothing for one that is gone', () => {
  const console = connected('c1')
  const topic = topicOf('console', 'c1', 'desired')
  way.subscribed(console.client, [{ topic, qos: 1 }])
  expect(way.carry(controller.client, message('desired', 1, 'x'.repeat(2000)))).toBe(true)
  expect(way.carry(controller.client, message('desired', 2))).toBe(false)
  way.gone(console.client, [topic])
  expect(way.carry(controller.client, message('desired', 3))).toBe(true)
})

it('lets devices wait for a controller that is behind, and go on without one', async () => {
  const goOn = vi.fn()
  way.whenControllerReads(goOn)
  expect(goOn).toHaveBeenCalledTimes(1)
  way.carry(connected('c1').client, message('event', 7, 'x'.repeat(2000)))
  way.whenControllerReads(goOn)
  expect(goOn).toHaveBeenCalledTimes(1)
  controller.read()
  await vi.waitFor(() => expect(goOn).toHaveBeenCalledTimes(2))
  way.carry(connected('c1').client, message('event', 7, 'x'.repeat(2000)))
  way.whenControllerReads(goOn)
  way.gone(controller.client, [])
  expect(goOn).toHaveBeenCalledTimes(3)
})
