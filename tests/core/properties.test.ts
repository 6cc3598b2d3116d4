import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mayCommand } from '../../controller/core/authority.ts'
import { decide } from '../../controller/core/decide.ts'
import { changedConsoles, consoleAim } from '../../controller/core/desire.ts'
import { evolve } from '../../controller/core/evolve.ts'
import { violated, violatedDeep } from '../../controller/core/invariants.ts'
import { initialState, type ChamberState } from '../../controller/core/state.ts'
import type { Tally } from '../../controller/core/arithmetic.ts'
import { decidedBy } from '../../controller/core/outcome.ts'
import type { Rule } from '../../controller/protocol/chamber.ts'
import { toDraft, toEvent, type Happened } from '../../controller/protocol/event-versions.ts'
import { NO_CONFIDENCE, ORDINARY } from './house.ts'
import { randomSitting, type Attempt } from './random-sitting.ts'

interface Step {
  before: ChamberState
  after: ChamberState
  events: Happened[]
}

function stepOf(before: ChamberState, { command, by }: Attempt): Step {
  if (!mayCommand(by, command, before)) return { before, after: before, events: [] }
  const at = 1000 + before.seq
  const decision = decide(before, command, by, at)
  const decided = decision.ok ? decision.events : []
  const events = decided.map((event, n) => ({
    ...event,
    seq: before.seq + n + 1,
    at,
    cause: { by, command: '' },
  }))
  return { before, after: events.reduce(evolve, before), events }
}

function* walk(attempts: Iterable<Attempt>): Generator<Step> {
  let state = initialState
  for (const attempt of attempts) {
    const step = stepOf(state, attempt)
    yield step
    state = step.after
  }
}

/** A state as data, to compare; the look-ups are derived from the chamber. */
const plain = (state: ChamberState) =>
  JSON.stringify({ ...state, index: null }, (_key, value: unknown) => {
    if (value instanceof Set || value instanceof Map) return [...(value as Iterable<unknown>)]
    return isIterableObject(value) ? [...value] : value
  })
const isIterableObject = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Symbol.iterator in value

describe('whatever anybody tries', () => {
  test('no invariant is broken, by the quick check or the full one', () => {
    fc.assert(
      fc.property(randomSitting, (attempts) => {
        for (const { before, events } of walk(attempts)) {
          let state = before
          for (const event of events) {
            state = evolve(state, event)
            expect(violated(state, event)).toBeNull()
          }
          expect(violatedDeep(state)).toBeNull()
        }
      }),
    )
  })

  test('folding the record gives the live state', () => {
    fc.assert(
      fc.property(randomSitting, (attempts) => {
        const steps = [...walk(attempts)]
        const events = steps.flatMap((step) => step.events)
        const stored = JSON.stringify(
          events.map((event) => ({ ...toDraft(event, event.at, event.cause), seq: event.seq })),
        )
        const read = JSON.parse(stored) as Parameters<typeof toEvent>[0][]
        const folded = read.map((event) => toEvent(event)).reduce(evolve, initialState)
        expect(plain(folded)).toBe(plain(steps.at(-1)?.after ?? initialState))
      }),
      { numRuns: 50 },
    )
  })

  test('a press that is delivered again changes nothing, however late', () => {
    fc.assert(
      fc.property(randomSitting, fc.nat(), (attempts, nth) => {
        const steps = [...walk(attempts)]
        const last = steps.at(-1)?.after ?? initialState
        const recorded = attempts.filter(
          ({ by }, at) => by.kind === 'console' && (steps[at]?.events.length ?? 0) > 0,
        )
        const repeated = recorded[nth % Math.max(recorded.length, 1)]
        if (repeated === undefined) return
        const decision = decide(last, repeated.command, repeated.by, 0)
        expect(decision).toMatchObject({ ok: false, code: 'repeated-press' })
      }),
    )
  })

  test('no console whose aim changed is forgotten', () => {
    fc.assert(
      fc.property(randomSitting, (attempts) => {
        for (const { before, after, events } of walk(attempts)) {
          const changed = changedConsoles(before, after, events)
          for (const console of after.index.consoles.keys())
            if (!changed.has(console))
              expect(consoleAim(after, console)).toEqual(consoleAim(before, console))
        }
      }),
      { numRuns: 50 },
    )
  })
})

const tally: fc.Arbitrary<Tally> = fc
  .record({
    yes: fc.nat({ max: 300 }),
    no: fc.nat({ max: 300 }),
    neither: fc.nat({ max: 200 }),
    silent: fc.nat({ max: 100 }),
    absent: fc.nat({ max: 400 }),
  })
  .map(({ yes, no, neither, silent, absent }) => {
    const cast = yes + no + neither
    return { yes, no, cast, present: cast + silent, existing: cast + silent + absent }
  })
const outcomeOf = (given: Rule, counts: Tally) => decidedBy(given, counts).outcome
const rule = fc
  .record({
    base: fc.constantFrom(
      'yes+no' as const,
      'cast' as const,
      'present' as const,
      'existing' as const,
    ),
    compare: fc.constantFrom('>' as const, '>=' as const),
    threshold: fc.constantFrom({ num: 1, den: 2 }, { num: 2, den: 3 }, { num: 1, den: 5 }),
    tie: fc.constantFrom('casting-vote' as const, 'not-carried' as const),
  })
  .map((measure) => ({ ...ORDINARY, decides: { by: 'threshold' as const, ...measure } }))

describe('arithmetic', () => {
  test('one more yes instead of a no never turns a carried motion down', () => {
    fc.assert(
      fc.property(rule, tally, (given, before) => {
        fc.pre(before.no > 0 && outcomeOf(given, before) === 'carried')
        const after = { ...before, yes: before.yes + 1, no: before.no - 1 }
        expect(outcomeOf(given, after)).toBe('carried')
      }),
    )
  })

  test('is that of fractions, without rounding', () => {
    fc.assert(
      fc.property(rule, tally, (given, counts) => {
        fc.pre(outcomeOf(given, counts) === 'carried')
        const sizes = { ...counts, 'yes+no': counts.yes + counts.no }
        const { base, compare, threshold } = given.decides
        const { num, den } = threshold
        const left = BigInt(counts.yes) * BigInt(den)
        const right = BigInt(num) * BigInt(sizes[base])
        expect(compare === '>' ? left > right : left >= right).toBe(true)
        expect(counts.cast * 2 >= counts.existing).toBe(true)
      }),
    )
  })

  test('less than half of the existing members never carries a no confidence', () => {
    fc.assert(
      fc.property(tally, (counts) => {
        const carried = outcomeOf(NO_CONFIDENCE, counts) === 'carried'
        expect(carried && counts.yes * 2 <= counts.existing).toBe(false)
      }),
    )
  })
})
