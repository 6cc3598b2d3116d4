import { expect, test, vi } from 'vitest'
import { decide } from '../../controller/core/decide.ts'
import { DESK } from '../core/given.ts'
import { codeOf, openEngine } from './house-engine.ts'

vi.mock('../../controller/core/decide.ts', { spy: true })

const mistake = vi.mocked(decide)

test('a decision that breaks an invariant changes nothing and is on the desk', async () => {
  const { engine, record } = await openEngine({ members: 2 })
  mistake.mockReturnValueOnce({
    ok: true,
    events: [
      { type: 'FloorRequested', data: { member: 'm1', kind: 'speak', listed: null } },
      { type: 'MicrophoneSwitched', data: { member: 'm2', on: true } },
    ],
  })
  const broken = engine.submit({ type: 'MuteAll' }, DESK, '')
  const beside = engine.submit({ type: 'RequestFloor', member: 'm2', kind: 'speak' }, DESK, '')
  expect(codeOf(await broken)).toBe('invariant-broken')
  expect(codeOf(await beside)).toBe('ok')
  expect(engine.state.floor.queue.map(({ member }) => member)).toEqual(['m2'])
  await expect.poll(() => engine.state.faults).toMatchObject([{ code: 'invariant-broken' }])
  expect(record.appends).toEqual([1, 1])
})

test('a decider that fails costs its own command alone', async () => {
  const { engine } = await openEngine({ members: 2 })
  mistake.mockImplementationOnce(() => {
    throw new Error('cannot decide')
  })
  const failed = engine.submit({ type: 'MuteAll' }, DESK, '')
  const beside = engine.submit({ type: 'RequestFloor', member: 'm2', kind: 'speak' }, DESK, '')
  expect(await failed).toMatchObject({ code: 'invariant-broken' })
  expect(codeOf(await beside)).toBe('ok')
  await expect.poll(() => engine.state.faults[0]?.detail).toContain('cannot decide')
})
