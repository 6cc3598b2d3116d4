import { describe, expect, it } from 'vitest'
import { accessFor } from './access.ts'

const access = accessFor({
  consoles: ['console-1', 'console-10'],
  bridges: [
    { id: 'bridge-1', consoles: ['console-2'], devices: [{ kind: 'camera', id: 'camera-1' }] },
    { id: 'bridge-2', consoles: [], devices: [{ kind: 'camera', id: 'camera-2' }] },
  ],
})
const topic = (tail: string) => `chamber/v1/${tail}`

describe('a console', () => {
  it('speaks below its own id, and only upwards', () => {
    for (const leaf of ['event', 'reported', 'online'])
      expect(access.mayPublish('console-1', topic(`console/console-1/${leaf}`))).toBe(true)
    expect(access.mayPublish('console-1', topic('console/console-1/desired'))).toBe(false)
    expect(access.mayPublish('console-1', topic('console/console-1/event/more'))).toBe(false)
  })

  it('never speaks for another, nor as another kind of device', () => {
    for (const other of ['console-10', 'console-2', 'console-'])
      expect(access.mayPublish('console-1', topic(`console/${other}/event`))).toBe(false)
    expect(access.mayPublish('console-1', topic('reader/console-1/event'))).toBe(false)
    expect(access.mayPublish('console-1', '$SYS/anything')).toBe(false)
  })

  it('hears its own desired state and nothing else', () => {
    for (const leaf of ['desired', 'order'])
      expect(access.maySubscribe('console-1', topic(`console/console-1/${leaf}`))).toBe(true)
    for (const filter of [
      topic('console/console-10/desired'),
      topic('console/+/desired'),
      topic('console/console-1/+'),
      topic('console/console-1/event'),
      topic('#'),
      '#',
      '+/+/+/+/+',
    ])
      expect(access.maySubscribe('console-1', filter), filter).toBe(false)
  })
})

describe('a bridge', () => {
  it('speaks and hears for itself and the consoles on its cables', () => {
    expect(access.mayPublish('bridge-1', topic('bridge/bridge-1/reported'))).toBe(true)
    expect(access.mayPublish('bridge-1', topic('console/console-2/event'))).toBe(true)
    expect(access.maySubscribe('bridge-1', topic('console/console-2/desired'))).toBe(true)
    expect(access.mayPublish('bridge-1', topic('console/console-1/event'))).toBe(false)
    expect(access.maySubscribe('bridge-1', topic('console/+/desired'))).toBe(false)
  })

  it('speaks and hears for its own devices, and for no other bridge’s', () => {
    for (const leaf of ['event', 'reported', 'online'])
      expect(access.mayPublish('bridge-1', topic(`camera/camera-1/${leaf}`))).toBe(true)
    for (const leaf of ['desired', 'order'])
      expect(access.maySubscribe('bridge-1', topic(`camera/camera-1/${leaf}`))).toBe(true)
    expect(access.mayPublish('bridge-1', topic('camera/camera-1/order'))).toBe(false)
    expect(access.mayPublish('bridge-1', topic('camera/camera-2/reported'))).toBe(false)
    expect(access.mayPublish('bridge-1', topic('display/camera-1/reported'))).toBe(false)
    expect(access.maySubscribe('bridge-1', topic('camera/camera-2/desired'))).toBe(false)
  })

  it('leaves its consoles no connection of their own', () => {
    expect(access.users.has('console-2')).toBe(false)
    expect(access.mayPublish('console-2', topic('console/console-2/event'))).toBe(false)
  })
})

describe('the controller', () => {
  it('speaks and hears everything of the contract, and nothing outside it', () => {
    expect(access.mayPublish('controller', topic('console/console-1/desired'))).toBe(true)
    expect(access.maySubscribe('controller', topic('+/+/event'))).toBe(true)
    expect(access.maySubscribe('controller', '#')).toBe(false)
    expect(access.mayPublish('controller', '$SYS/x')).toBe(false)
  })
})

it('knows nobody else', () => {
  expect(access.mayPublish('stranger', topic('console/stranger/event'))).toBe(false)
  expect(access.maySubscribe('', topic('console/console-1/desired'))).toBe(false)
})

it('refuses two users of one name', () => {
  expect(() => accessFor({ consoles: ['controller'], bridges: [] })).toThrow(RangeError)
  expect(() => accessFor({ consoles: ['a'], bridges: [{ id: 'a', consoles: [] }] })).toThrow(
    RangeError,
  )
})
