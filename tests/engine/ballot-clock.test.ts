import { afterEach, expect, test } from 'vitest'
import { BallotClock } from '../../controller/engine/ballot-clock.ts'
import { ChamberEngine } from '../../controller/engine/engine.ts'
import { MemoryRecord } from '../../controller/adapters/record/memory-record.ts'
import { DESK, openBallot } from '../core/given.ts'
import { HandTime } from './hand-time.ts'
import { openEngine } from './house-engine.ts'

const stops: (() => void)[] = []
afterEach(() => stops.splice(0).forEach((stop) => stop()))

async function closingHouse(lateWindowMs = 500) {
  const time = new HandTime()
  const { engine, record } = await openEngine({ members: 4, policy: { lateWindowMs } })
  const watch = (watched: ChamberEngine) => {
    const ballots = new BallotClock({ engine: watched, clock: time, scheduler: time })
    ballots.start()
    stops.push(() => ballots.stop())
    return ballots
  }
  await engine.submit(openBallot(), DESK, '')
  return { time, engine, record, watch }
}
const close = { type: 'CloseBallot', ballot: 'b1' } as const

test('a vote is closed when its late window is over, and not before', async () => {
  const { time, engine, watch } = await closingHouse()
  watch(engine)
  await engine.submit(close, DESK, '')
  time.pass(499)
  await engine.submit({ type: 'MuteAll' }, DESK, '')
  expect(engine.state.ballot?.state).toBe('closing')
  time.pass(1)
  await expect.poll(() => engine.state.ballot?.state).toBe('closed')
  expect(time.waiting).toBe(0)
})

test('a clock that is set in the meantime makes it neither shorter nor longer', async () => {
  const { time, engine, watch } = await closingHouse()
  watch(engine)
  await engine.submit(close, DESK, '')
  time.pass(100, 10_000)
  await engine.submit({ type: 'MuteAll' }, DESK, '')
  expect(engine.state.ballot?.state).toBe('closing')
  time.pass(400, -60_000)
  await expect.poll(() => engine.state.ballot?.state).toBe('closed')
})

test('a controller that stopped in between goes on with what is left', async () => {
  const { time, engine, record, watch } = await closingHouse()
  const ballots = watch(engine)
  await engine.submit(close, DESK, '')
  time.pass(200)
  ballots.stop()
  await engine.stop()
  const again = new ChamberEngine({ record: new MemoryRecord(record.disk), clock: time })
  await again.start()
  watch(again)
  expect(again.state.ballot?.state).toBe('closing')
  time.pass(299)
  expect(again.state.ballot?.state).toBe('closing')
  time.pass(1)
  await expect.poll(() => again.state.ballot?.state).toBe('closed')
})

test('where the record does not take it, it is tried again', async () => {
  const { time, engine, record, watch } = await closingHouse()
  watch(engine)
  await engine.submit(close, DESK, '')
  record.failNext = 'lost'
  time.pass(500)
  await expect.poll(() => engine.recordHealth.healthy).toBe(false)
  await expect.poll(() => time.waiting).toBe(1)
  time.pass(1000)
  await expect.poll(() => engine.state.ballot?.state).toBe('closed')
})

test('a vote that is annulled meanwhile is left alone', async () => {
  const { time, engine, watch } = await closingHouse()
  watch(engine)
  await engine.submit(close, DESK, '')
  await engine.submit({ type: 'VoidBallot', ballot: 'b1', reason: 'no' }, DESK, '')
  expect(time.waiting).toBe(0)
  expect(engine.state.ballot?.state).toBe('voided')
})
