import type { AedesPublishPacket } from 'aedes'
import { expect, it } from 'vitest'
import { TopicEmitter } from './topic-emitter.ts'

function packet(topic: string): AedesPublishPacket {
  return {
    cmd: 'publish',
    topic,
    payload: '',
    qos: 1,
    dup: false,
    retain: false,
    brokerId: 'b',
    brokerCounter: 1,
  }
}

it('never waits for whoever listens to a whole topic, and waits for a pattern', () => {
  const emitter = new TopicEmitter()
  let finish = () => {}
  emitter.on('a/b', () => {})
  emitter.on('a/+', (_packet, done) => (finish = done))
  let isDone = false
  emitter.emit(packet('a/b'), () => (isDone = true))
  expect(isDone).toBe(false)
  finish()
  expect(isDone).toBe(true)
})

it.each([
  ['a/+/c', 'a/b/c', true],
  ['a/+/c', 'a/b/d', false],
  ['a/+', 'a', false],
  ['a/+', 'a/b/c', false],
  ['a/#', 'a/b/c', true],
  ['a/#', 'a', true],
  ['a/#', 'b/a', false],
  ['#', '$SYS/x', false],
])('matches %s with %s: %s', (filter, topic, expected) => {
  const emitter = new TopicEmitter()
  let heard = false
  emitter.on(filter, (_packet, done) => {
    heard = true
    done()
  })
  emitter.emit(packet(topic))
  expect(heard).toBe(expected)
})

it('forgets a listener that is removed', () => {
  const emitter = new TopicEmitter()
  const heard: string[] = []
  const listener = ({ topic }: AedesPublishPacket, done: () => void) => {
    heard.push(topic)
    done()
  }
  for (const filter of ['a', '+']) {
    emitter.on(filter, listener)
    emitter.removeListener(filter, listener)
  }
  emitter.emit(packet('a'))
  expect(heard).toEqual([])
})
