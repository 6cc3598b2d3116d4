import { describe, expect, it } from 'vitest'
import type { CameraView } from '../../controller/protocol/device-kinds.ts'
import type { BridgeTime } from '../bridge-time.ts'
import { CameraMovement } from './camera-movement.ts'
import { planView } from './camera-view.ts'
import { HeldDrive } from './held-drive.ts'

const preset = (number: number): CameraView => ({ kind: 'preset', preset: number })
const drive = (pan: number): CameraView => ({ kind: 'drive', pan, tilt: 0, zoom: 0 })

describe('a movement', () => {
  const begin = () => {
    let now = 0
    const movement = new CameraMovement({ now: () => now }, [2, 2])
    const readAt = (at: number, ...where: number[]) => {
      now = at
      movement.read(where)
      return movement.now()
    }
    return { movement, readAt }
  }

  it('is over when two readings agree, and not before it can have begun', () => {
    const { movement, readAt } = begin()
    movement.begin(preset(3))
    expect(readAt(100, 0, 0)).toMatchObject({ moving: true, preset: null })
    expect(readAt(600, 0, 0).moving).toBe(true)
    expect(readAt(1600, 50, 0).moving).toBe(true)
    expect(readAt(2100, 51, 0)).toMatchObject({ moving: false, preset: 3 })
  })

  it('is over sooner when the camera says so, however early', () => {
    const { movement, readAt } = begin()
    movement.begin(preset(3))
    movement.saidToBeOver()
    expect(readAt(20, 0, 0).moving).toBe(true)
    expect(readAt(100, 0, 0).moving).toBe(true)
    expect(readAt(520, 30, 0).moving).toBe(true)
    expect(readAt(1020, 30, 0)).toMatchObject({ moving: false, preset: 3 })
  })

  it('ends at last where readings never agree, or there are none', () => {
    const { movement, readAt } = begin()
    movement.begin(preset(3))
    for (let at = 0; at < 15_000; at += 500) expect(readAt(at, at, at).moving).toBe(true)
    expect(readAt(15_000, 9, 9).moving).toBe(false)
    movement.begin(preset(4))
    movement.read(null)
    expect(movement.now().moving).toBe(true)
    movement.saidToBeOver()
    movement.read(null)
    expect(movement.now()).toMatchObject({ moving: false, preset: 4 })
  })

  it('to a preset is undone by whoever moves the camera away, and not by its trembling', () => {
    const { movement, readAt } = begin()
    movement.begin(preset(3))
    movement.saidToBeOver()
    readAt(500, 10, 10)
    readAt(1000, 10, 10)
    expect(readAt(6000, 12, 9).preset).toBe(3)
    expect(readAt(11_000, 14, 10).preset).toBeNull()
    expect(readAt(16_000, 10, 10).preset).toBe(3)
  })
})

describe('a view', () => {
  const still = { told: null, moving: false, preset: null }

  it('is told where the camera is elsewhere, waited for while it turns, and left alone there', () => {
    expect(planView(preset(1), null, still)).toHaveLength(1)
    const turning = { told: preset(1), moving: true, preset: null }
    expect(planView(preset(1), null, turning)).toEqual([{ waitFor: expect.any(String) as string }])
    expect(planView(preset(2), null, turning)).toHaveLength(1)
    expect(planView(preset(1), null, { told: preset(1), moving: false, preset: 1 })).toEqual([])
    const position = { pan: 0, tilt: 0, zoom: 0 }
    const view = { kind: 'position', pan: 40, tilt: -40, zoom: 90 } as const
    expect(planView(view, position, still)).toEqual([])
    expect(planView({ ...view, pan: 60 }, position, still)).toHaveLength(1)
  })

  it('that is a drive is told once; a camera of which nothing is known is stopped', () => {
    expect(planView(drive(5), null, still)).toHaveLength(1)
    expect(planView(drive(5), null, { ...still, told: drive(5), moving: true })).toEqual([])
    expect(planView(drive(0), null, still)).toHaveLength(1)
    expect(planView(drive(0), null, { ...still, told: drive(0) })).toEqual([])
  })
})

describe('a drive', () => {
  it('ends 1 s after it was last desired, and never begins for a camera that is away', () => {
    const timers: { ms: number; run: () => void; isOff: boolean }[] = []
    const time: BridgeTime = {
      now: () => 0,
      epoch: () => 0,
      after(ms, run) {
        const timer = { ms, run, isOff: false }
        timers.push(timer)
        return () => void (timer.isOff = true)
      },
    }
    const passed: unknown[] = []
    const held = new HeldDrive(time, ({ aim }) => passed.push(aim.view))
    held.desire({ revision: 1, aim: { view: drive(5) } }, true)
    held.desire({ revision: 2, aim: { view: drive(5) } }, true)
    expect(timers.map(({ ms, isOff }) => [ms, isOff])).toEqual([
      [1000, true],
      [1000, false],
    ])
    timers[1]?.run()
    expect(passed).toEqual([drive(5), drive(5), drive(0)])
    held.desire({ revision: 3, aim: { view: drive(5) } }, false)
    expect(passed.at(-1)).toEqual(drive(0))
    expect(timers).toHaveLength(2)
  })
})
