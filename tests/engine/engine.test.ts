import { describe, expect, test } from 'vitest'
import { ChamberEngine } from '../../controller/engine/engine.ts'
import type { Committed } from '../../controller/engine/ports.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import { DESK, openBallot, press, SYSTEM } from '../core/given.ts'
import { clock, codeOf, openEngine, WatchedRecord } from './house-engine.ts'

const ask = (member: string): Command => ({ type: 'RequestFloor', member, kind: 'speak' })
const raise = (fault: string, detail = ''): Command => ({
  type: 'RaiseFault',
  fault,
  source: { kind: 'console', id: 'c1' },
  code: 'test',
  detail,
})

describe('the engine', () => {
  test('writes what gathers behind one append in the next one', async () => {
    const { engine, record } = await openEngine({ members: 400 })
    await engine.submit(openBallot(), DESK, '')
    record.appends.length = 0
    const release = record.hold()
    const first = engine.submit(...press('c1', 2, 'choice-1', 'b1'), '')
    await expect.poll(() => record.appends).toEqual([1])
    const others = Array.from({ length: 399 }, (_, n) =>
      engine.submit(...press(`c${n + 2}`, 2, 'choice-1', 'b1'), ''),
    )
    release()
    const outcomes = await Promise.all([first, ...others])
    expect(outcomes.every(({ ok }) => ok)).toBe(true)
    expect(record.appends).toEqual([1, 399])
    expect(engine.state.ballot?.votes.size).toBe(400)
  })

  test('shows and answers nothing that is not written', async () => {
    const { engine, record } = await openEngine({ members: 2 })
    const release = record.hold()
    const answered: string[] = []
    const asked = engine.submit(ask('m1'), DESK, '').then((outcome) => {
      answered.push(codeOf(outcome))
    })
    const again = engine.submit(ask('m1'), DESK, '').then((outcome) => {
      answered.push(codeOf(outcome))
    })
    await expect.poll(() => record.appends).toEqual([1])
    expect(engine.state.floor.queue).toEqual([])
    expect(answered).toEqual([])
    release()
    await Promise.all([asked, again])
    expect(answered).toEqual(['ok', 'already-asking'])
    expect(engine.state.floor.queue).toHaveLength(1)
  })

  test('tells listeners of each batch once, in order, before it answers', async () => {
    const { engine } = await openEngine({ members: 3 })
    const told: Committed[] = []
    const stop = engine.onCommitted((committed) => told.push(committed))
    const before = engine.state.seq
    const outcomes = await Promise.all(
      ['m1', 'm2', 'm3'].map((m) => engine.submit(ask(m), DESK, '')),
    )
    expect(told).toHaveLength(1)
    expect(told[0]?.events.map(({ seq }) => seq)).toEqual([before + 1, before + 2, before + 3])
    expect(told[0]?.state).toBe(engine.state)
    expect(outcomes).toEqual([1, 2, 3].map((n) => ({ ok: true, seq: before + n })))
    stop()
    await engine.submit({ type: 'MuteAll' }, DESK, '')
    expect(told).toHaveLength(1)
  })

  test('decides in the order of arrival', async () => {
    const { engine } = await openEngine({ members: 50 })
    const order = Array.from({ length: 50 }, (_, n) => `m${((n * 7) % 50) + 1}`)
    await Promise.all(order.map((member) => engine.submit(ask(member), DESK, '')))
    expect(engine.state.floor.queue.map(({ member }) => member)).toEqual(order)
  })

  test('refuses what the actor may not, and remembers who and why in the record', async () => {
    const { engine, record } = await openEngine({ members: 2 })
    const by = { kind: 'remote', member: 'm1' } as const
    expect(codeOf(await engine.submit({ type: 'OpenSitting' }, by, 'x'))).toBe('not-allowed')
    await engine.submit(ask('m1'), DESK, 'click-7')
    const events: unknown[] = []
    await record.read((read) => events.push(...read), engine.state.seq)
    expect(events).toMatchObject([{ cause: { by: DESK, command: 'click-7' }, version: 2 }])
  })

  test('a press is decided once, also when it was refused', async () => {
    const { engine } = await openEngine({ members: 2 })
    const talk = press('c1', 9, 'talk')
    expect(codeOf(await engine.submit(...talk, ''))).toBe('ok')
    expect(codeOf(await engine.submit(...talk, ''))).toBe('repeated-press')
    await engine.submit({ type: 'SuspendSitting' }, DESK, '')
    const inVain = press('c2', 9, 'talk')
    expect(codeOf(await engine.submit(...inVain, ''))).toBe('sitting-suspended')
    await engine.submit({ type: 'ResumeSitting' }, DESK, '')
    expect(codeOf(await engine.submit(...inVain, ''))).toBe('repeated-press')
    expect(engine.state.floor.queue.map(({ member }) => member)).toEqual(['m1'])
  })

  test('a full inbox refuses at once', async () => {
    const { engine, record } = await openEngine({ members: 1 })
    const release = record.hold()
    void engine.submit(ask('m1'), DESK, '')
    await expect.poll(() => record.appends).toEqual([1])
    const waiting = Array.from({ length: 8192 }, (_, n) =>
      engine.submit(raise(`f${n}`), SYSTEM, ''),
    )
    expect(codeOf(await engine.submit(raise('over'), SYSTEM, ''))).toBe('busy')
    release()
    const outcomes = await Promise.all(waiting)
    expect(outcomes.map(codeOf)).not.toContain('busy')
  })

  test('stopping decides and writes what came before, and refuses what comes after', async () => {
    const { engine, record } = await openEngine({ members: 1 })
    const asked = engine.submit(ask('m1'), DESK, '')
    const stopped = engine.stop()
    expect(codeOf(await engine.submit(raise('late'), SYSTEM, ''))).toBe('busy')
    expect(codeOf(await asked)).toBe('ok')
    await stopped
    const again = new ChamberEngine({ record: new WatchedRecord(record.disk), clock })
    await again.start()
    expect(again.state.floor.queue).toHaveLength(1)
  })

  test('a failing listener costs nobody their answer and is on the desk', async () => {
    const { engine } = await openEngine({ members: 1 })
    engine.onCommitted(() => {
      throw new Error('a screen broke')
    })
    expect(codeOf(await engine.submit(ask('m1'), DESK, ''))).toBe('ok')
    await expect
      .poll(() => engine.state.faults)
      .toMatchObject([{ code: 'listener-failed', detail: 'a screen broke' }])
  })
})

describe('when the record fails', () => {
  test('the whole batch is answered so, nothing changes, and the next command goes on', async () => {
    const { engine, record } = await openEngine({ members: 3 })
    const health: boolean[] = []
    engine.onRecordHealth(({ healthy }) => health.push(healthy))
    const before = engine.state
    record.failNext = 'lost'
    const outcomes = await Promise.all([
      engine.submit(ask('m1'), DESK, ''),
      engine.submit(ask('m1'), DESK, ''),
      engine.submit({ type: 'OpenSitting' }, DESK, ''),
    ])
    expect(outcomes.map(codeOf)).toEqual(Array(3).fill('record-unavailable'))
    expect(engine.state).toBe(before)
    expect(engine.recordHealth.healthy).toBe(false)
    expect(codeOf(await engine.submit(ask('m2'), DESK, ''))).toBe('ok')
    expect(engine.state.floor.queue.map(({ member }) => member)).toEqual(['m2'])
    expect(health).toEqual([true, false, true, true])
  })

  test('a press that failed may be repeated', async () => {
    const { engine, record } = await openEngine({ members: 2 })
    record.failNext = 'lost'
    const refusedWithIt = engine.submit(...press('c2', 9, 'choice-1', 'b1'), '')
    const talk = press('c1', 9, 'talk')
    expect(codeOf(await engine.submit(...talk, ''))).toBe('record-unavailable')
    expect(codeOf(await refusedWithIt)).toBe('record-unavailable')
    expect(codeOf(await engine.submit(...talk, ''))).toBe('ok')
    expect(codeOf(await engine.submit(...press('c2', 9, 'choice-1', 'b1'), ''))).toBe('no-ballot')
  })

  test('what reached the disk all the same is true, and is not decided twice', async () => {
    const { engine, record } = await openEngine({ members: 2 })
    const told: string[] = []
    engine.onCommitted(({ events }) => told.push(...events.map(({ type }) => type)))
    const talk = press('c1', 9, 'talk')
    record.failNext = 'written'
    expect(codeOf(await engine.submit(...talk, ''))).toBe('record-unavailable')
    expect(engine.state.floor.queue).toEqual([])
    expect(codeOf(await engine.submit(...talk, ''))).toBe('repeated-press')
    expect(engine.state.floor.queue).toHaveLength(1)
    expect(told).toEqual(['FloorRequested'])
    expect(engine.recordHealth.healthy).toBe(true)
  })

  test('one command that cannot be written costs the others nothing', async () => {
    const { engine } = await openEngine({ members: 5 })
    const outcomes = await Promise.all([
      ...['m1', 'm2', 'm3'].map((member) => engine.submit(ask(member), DESK, '')),
      engine.submit(raise('poison', 'half a pair: \ud800'), SYSTEM, ''),
      ...['m4', 'm5'].map((member) => engine.submit(ask(member), DESK, '')),
    ])
    expect(outcomes.map(codeOf)).toEqual(['ok', 'ok', 'ok', 'record-unavailable', 'ok', 'ok'])
    expect(engine.state.floor.queue).toHaveLength(5)
    expect(engine.recordHealth.healthy).toBe(true)
  })
})

test('after a crash the state is the same, and a repeated press still changes nothing', async () => {
  const { engine, record } = await openEngine({ members: 3 })
  const talk = press('c1', 9, 'talk')
  await engine.submit(...talk, '')
  await engine.submit(openBallot(), DESK, '')
  await engine.submit(...press('c2', 9, 'choice-2', 'b1'), '')
  record.disk.release()
  const again = new ChamberEngine({ record: new WatchedRecord(record.disk), clock })
  await again.start()
  expect(again.state.ballot?.votes.get('m2')).toEqual(engine.state.ballot?.votes.get('m2'))
  expect(again.state.seq).toBe(engine.state.seq)
  expect(again.recordHealth.head).toEqual(engine.recordHealth.head)
  expect(codeOf(await again.submit(...talk, ''))).toBe('repeated-press')
  expect(codeOf(await again.submit(...press('c3', 9, 'choice-1', 'b1'), ''))).toBe('ok')
})
