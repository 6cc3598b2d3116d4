import { afterEach, expect, test } from 'vitest'
import { FloorClock } from '../../controller/engine/floor-clock.ts'
import { ChamberEngine } from '../../controller/engine/engine.ts'
import { MemoryRecord } from '../../controller/adapters/record/memory-record.ts'
import { DESK } from '../core/given.ts'
import { HandTime } from './hand-time.ts'
import { openEngine } from './house-engine.ts'

const stops: (() => void)[] = []
afterEach(() => stops.splice(0).forEach((stop) => stop()))

const MINUTE = 60_000
const grant = { type: 'GrantFloor', member: 'm1' } as const

async function speaking() {
  const time = new HandTime()
  const { engine, record } = await openEngine({ members: 4, policy: { speechMs: MINUTE } }, 4, time)
  const watch = (watched: ChamberEngine) => {
    const floor = new FloorClock({ engine: watched, clock: time, scheduler: time })
    floor.start()
    stops.push(() => floor.stop())
    return floor
  }
  await engine.submit(grant, DESK, '')
  return { time, engine, record, watch }
}
const toldOf = ({ state }: ChamberEngine) => state.floor.speakers.map(({ time }) => time)

test('a speaker is warned 30 s before the end, and told when the time is up, once', async () => {
  const { time, engine, watch } = await speaking()
  watch(engine)
  time.pass(29_999)
  expect(toldOf(engine)).toEqual(['running'])
  time.pass(1)
  await expect.poll(() => toldOf(engine)).toEqual(['warned'])
  await expect.poll(() => time.waiting).toBe(1)
  time.pass(30_000)
  await expect.poll(() => toldOf(engine)).toEqual(['up'])
  expect(time.waiting).toBe(0)
})

test('a pause stops the timer, and what is left is waited for when it goes on', async () => {
  const { time, engine, watch } = await speaking()
  watch(engine)
  time.pass(20_000)
  await engine.submit({ type: 'PauseSpeech', member: 'm1' }, DESK, '')
  expect(time.waiting).toBe(0)
  time.pass(10 * MINUTE)
  await engine.submit({ type: 'ResumeSpeech', member: 'm1' }, DESK, '')
  time.pass(9_999)
  expect(toldOf(engine)).toEqual(['running'])
  time.pass(1)
  await expect.poll(() => toldOf(engine)).toEqual(['warned'])
})

test('a controller that stopped in between calls the time that ran out meanwhile', async () => {
  const { time, engine, record, watch } = await speaking()
  watch(engine).stop()
  await engine.stop()
  time.pass(2 * MINUTE)
  const again = new ChamberEngine({ record: new MemoryRecord(record.disk), clock: time })
  await again.start()
  watch(again)
  time.pass(1)
  await expect.poll(() => time.waiting).toBe(1)
  time.pass(1)
  await expect.poll(() => toldOf(again)).toEqual(['up'])
})

test('where the record does not take it, it is tried again', async () => {
  const { time, engine, record, watch } = await speaking()
  watch(engine)
  record.failNext = 'lost'
  time.pass(30_000)
  await expect.poll(() => engine.recordHealth.healthy).toBe(false)
  await expect.poll(() => time.waiting).toBe(1)
  time.pass(1000)
  await expect.poll(() => toldOf(engine)).toEqual(['warned'])
})
