import { beforeEach, describe, expect, it, vi } from 'vitest'
import { initialState } from '../core/state.ts'
import type { DeviceReported } from '../protocol/devices.ts'
import { DeviceRoom } from './device-room.ts'

const reported = (change: Partial<DeviceReported> = {}): DeviceReported => ({
  ...{ revision: 0, standing: 'as-desired', until: null, state: null, abilities: [] },
  ...{ identity: { maker: '', model: '', firmware: '', serial: '' }, problem: null },
  health: {
    ...{ latencyMs: null, sent: 0, failures: 0, failurePermille: 0, frames: 0, badFrames: 0 },
    ...{ hangUps: 0, falls: 0, lastFrameAt: null },
  },
  ...change,
})

describe('devices beside consoles, at the controller', () => {
  let now: number
  let beats: (() => void)[]
  const submit = vi.fn()
  const desireDevice = vi.fn()
  const orderDevice = vi.fn()
  let room: DeviceRoom

  beforeEach(() => {
    vi.resetAllMocks()
    now = 1_000_000
    beats = []
    submit.mockResolvedValue({ ok: true, seq: 1 })
    orderDevice.mockReturnValue(true)
    const device = { id: 'left', kind: 'display', driver: 'pjlink', bridge: 'bridge-1' } as const
    room = new DeviceRoom({
      engine: { state: initialState, submit },
      devices: { desireDevice, orderDevice },
      clock: { now: () => now },
      scheduler: { every: (_, run) => (beats.push(run), () => undefined) },
      room: [{ device, standing: { power: 'on', input: 'digital-1' } }],
    })
    room.start()
  })
  const beat = () => beats.forEach((run) => run())

  it('are told what the chamber’s file says, and what is desired over it', () => {
    expect(desireDevice).toHaveBeenLastCalledWith(
      ...['display', 'left', { power: 'on', input: 'digital-1' }, 1_000_000],
    )
    room.desire('display', 'left', { input: 'digital-2' })
    expect(desireDevice).toHaveBeenLastCalledWith(
      ...['display', 'left', { power: 'on', input: 'digital-2' }, 1_000_001],
    )
    room.desire('camera', 'left', { tally: 'on-air' })
    expect(desireDevice).toHaveBeenCalledTimes(2)
  })

  it('are shown as ordered and as reported, with news of each change', () => {
    const changed = vi.fn()
    room.onChanged(changed)
    room.onDeviceOnline('left', true)
    room.onDeviceReported('left', reported())
    room.onDeviceOnline('nobody', true)
    expect(changed).toHaveBeenCalledTimes(2)
    expect(room.view().devices['left']).toMatchObject({
      ...{ id: 'left', online: true, aim: { power: 'on' }, reported: { standing: 'as-desired' } },
    })
    expect(room.view()).toBe(room.view())
  })

  it('raise a fault while they are quarantined', () => {
    const problem = { code: 'device-flaps', text: 'It came and went.' }
    room.onDeviceReported('left', reported({ standing: 'quarantined', problem }))
    beat()
    expect(submit).toHaveBeenCalledWith(
      expect.objectContaining({
        ...{ type: 'RaiseFault', code: 'device-quarantined', detail: problem.text },
        source: { kind: 'device', id: 'left' },
      }),
      expect.anything(),
      expect.anything(),
    )
  })

  it('answer an order, or somebody says that they did not', async () => {
    const tested = room.order('left', { type: 'test' })
    const sent = orderDevice.mock.lastCall?.[2] as { order: string }
    room.onDeviceEvent('left', { type: 'done', order: sent.order, problem: null })
    await expect(tested).resolves.toBeNull()

    const identified = room.order('left', { type: 'identify' })
    now += 10_000
    beat()
    await expect(identified).resolves.toMatchObject({ code: 'bridge-silent' })

    orderDevice.mockReturnValue(false)
    await expect(room.order('left', { type: 'test' })).resolves.toMatchObject({
      code: 'bridge-silent',
    })
    await expect(room.order('nobody', { type: 'test' })).resolves.toMatchObject({
      code: 'device-unknown',
    })
  })
})
