import { expect, test } from 'vitest'
import { OPEN_FAULTS_LIMIT } from '../../controller/core/fault.ts'
import { given, SYSTEM } from './given.ts'

const raise = (fault: string) =>
  ({
    type: 'RaiseFault',
    fault,
    source: { kind: 'console', id: 'c1' },
    code: 'console-silent',
    detail: '',
  }) as const

test('a fault is open once under its id, and may come again when resolved; no chamber is needed', () => {
  const raised = given().after(raise('f1'), SYSTEM)
  expect(raised.state.faults).toMatchObject([{ id: 'f1', code: 'console-silent' }])
  expect(raised.when(raise('f1'), SYSTEM)).toBe('fault-exists')
  expect(raised.when({ type: 'ResolveFault', fault: 'f2' })).toBe('unknown-fault')
  const resolved = raised.after({ type: 'ResolveFault', fault: 'f1' })
  expect(resolved.state.faults).toEqual([])
  expect(resolved.when(raise('f1'), SYSTEM)).toHaveLength(1)
})

test('a flood of faults stops at a limit', () => {
  const events = Array.from({ length: OPEN_FAULTS_LIMIT }, (_, n) => {
    const { fault, source, code, detail } = raise(`f${n}`)
    return { type: 'FaultRaised' as const, data: { fault, source, code, detail } }
  })
  expect(given(...events).when(raise('one-more'), SYSTEM)).toBe('faults-full')
})
