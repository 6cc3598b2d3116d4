import { describe, expect, it } from 'vitest'
import { atEnd, soon } from '../../../tests/bridge/at-the-device.ts'
import type { ConsoleAim } from '../../../controller/protocol/device-messages.ts'
import { DrivenDevice } from '../../../tests/bridge/driven-device.ts'
import {
  SimulatedCentralUnit,
  type CentralUnitHabits,
} from '../../../tests/simulated/shure-dcs/central-unit.ts'
import { shureDcs } from './driver.ts'

const aim = (change: Partial<ConsoleAim> = {}): ConsoleAim => ({
  ...{ microphone: 'closed', talk: 'off', place: 0, present: true, ballot: null },
  ...change,
})

async function connect(habits: CentralUnitHabits = {}) {
  const unit = new SimulatedCentralUnit([211, 212], habits)
  await unit.start()
  atEnd(() => unit.stop())
  const seat = (place: string) => ({ model: 'dcs-6000', place })
  const device = new DrivenDevice(
    shureDcs,
    `tcp://127.0.0.1:${unit.port}`,
    ...[seat('211'), seat('212')],
  )
  atEnd(() => device.stop())
  device.start()
  return { unit, device }
}

describe('a seat of a Shure DIS system', () => {
  it.each([false, true])('says what it is first (status without an end: %s)', async (endless) => {
    const { unit, device } = await connect({ endless })
    unit.open.add(212)
    await soon(() => expect(device.report('device-2')?.state).toBeTruthy())
    expect(device.report('device-2')).toMatchObject({ revision: 0, problem: null })
    expect(device.report()?.state?.microphone).toBe('closed')
    expect(device.online('device-2')).toBe(true)
    expect(unit.commands).toEqual([])
    expect(device.events).toEqual([])
  })

  it('has its microphone opened and closed, which is no press', async () => {
    const { unit, device } = await connect()
    const revision = device.desire(aim({ microphone: 'open', talk: 'on-air' }), 'device-2')
    await soon(() => expect(device.report('device-2')?.revision).toBe(revision))
    expect([...unit.open]).toEqual([212])
    const closed = device.desire(aim(), 'device-2')
    await soon(() => expect(device.report('device-2')?.revision).toBe(closed))
    expect(unit.commands).toEqual(['mic_on 212', 'mic_off 212'])
    expect(device.events).toEqual([])
  })

  it('presses when it asks, and stays in the list only while the chamber has it there', async () => {
    const { unit, device } = await connect()
    const revision = device.desire(aim(), 'device-2')
    await soon(() => expect(device.report('device-2')?.revision).toBe(revision))
    unit.press(212)
    await soon(() => expect(device.events).toHaveLength(1))
    expect(device.events[0]).toMatchObject({
      ...{ unit: 'device-2', event: { type: 'press', key: 'talk', ballot: null } },
    })
    // The chamber did not take it up: the lamp of the seat goes out again.
    await soon(() => expect([...unit.requests]).toEqual([]))
    const asking = device.desire(aim({ talk: 'asking', place: 1 }), 'device-2')
    await soon(() => expect(device.report('device-2')?.revision).toBe(asking))
    expect([...unit.requests]).toEqual([212])
    expect(device.events).toHaveLength(1)
  })

  it('that closes its own microphone presses, and is not opened again before the chamber answers', async () => {
    const { unit, device } = await connect()
    const revision = device.desire(aim({ microphone: 'open', talk: 'on-air' }), 'device-2')
    await soon(() => expect(device.report('device-2')?.revision).toBe(revision))
    unit.press(212)
    await soon(() => expect(device.events).toHaveLength(1))
    const closed = device.desire(aim(), 'device-2')
    await soon(() => expect(device.report('device-2')?.revision).toBe(closed))
    expect(unit.commands).toEqual(['mic_on 212'])
  })

  it('tells that it took the commands and did nothing, and which seat is none', async () => {
    const { device } = await connect({ deaf: true })
    device.desire(aim({ microphone: 'open' }), 'device-2')
    await soon(() => expect(device.report('device-2')?.problem?.code).toBe('does-not-follow'))
    await expect(device.order({ type: 'identify', order: 'order-1' })).rejects.toMatchObject({
      code: 'order-unsupported',
    })
  })

  it('comes back after the plug was pulled, and is made as desired again', async () => {
    const { unit, device } = await connect()
    const revision = device.desire(aim({ microphone: 'open' }), 'device-2')
    await soon(() => expect(device.report('device-2')?.revision).toBe(revision))
    await unit.stop()
    await soon(() => expect(device.online('device-2')).toBe(false))
    unit.open.clear()
    await unit.start()
    await soon(() => expect([...unit.open]).toEqual([212]))
    expect(device.events).toEqual([])
    expect(device.health().hangUps).toBe(1)
  })

  it('whose system talks nonsense and answers nothing is as desired at last', async () => {
    const { unit, device } = await connect()
    await soon(() => expect(device.report('device-2')?.state).toBeTruthy())
    unit.say('\0\xff???\r\nmic_on 0\r\n')
    await soon(() => expect(device.health().badFrames).toBeGreaterThanOrEqual(2))
    unit.mute = true
    const revision = device.desire(aim({ microphone: 'open' }), 'device-2')
    await soon(() => expect(device.report('device-2')?.problem?.code).toBe('no-answer'))
    unit.mute = false
    await soon(() => expect(device.report('device-2')?.revision).toBe(revision))
  })
})
