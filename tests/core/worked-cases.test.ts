import { describe, expect, test } from 'vitest'
import { quorumOf, type Tally } from '../../controller/core/arithmetic.ts'
import { decidedBy } from '../../controller/core/outcome.ts'
import type { Decides, Rule } from '../../controller/protocol/rule.ts'
import type { BallotResult } from '../../controller/protocol/events.ts'
import { openBallot, openHouse, type Scene } from './given.ts'
import { NO_CONFIDENCE, ORDINARY } from './house.ts'

const HALF = { num: 1, den: 2 }

type Threshold = Extract<Decides, { by: 'threshold' }>
const MORE_YES: Threshold = {
  by: 'threshold',
  base: 'yes+no',
  compare: '>',
  threshold: HALF,
  tie: 'casting-vote',
}
const deciding = (part: Partial<Threshold>): Rule => ({
  ...ORDINARY,
  decides: { ...MORE_YES, ...part },
})
const outcomeOf = (rule: Rule, counts: Tally) => decidedBy(rule, counts).outcome
/** The sum without its sentence. */
const sumOf = (rule: Rule, counts: Tally) => {
  const { holds, formula } = decidedBy(rule, counts).decision
  return { holds, formula }
}

/** A house of `existing` members, the first `present` of them here; then they vote as given. */
function division(
  rule: Rule,
  existing: number,
  present: number,
  votes: Record<string, number>,
): BallotResult {
  let scene: Scene = openHouse({ members: existing, rules: [rule] }, present)
  scene = scene.after(openBallot('b1', rule.id))
  const choices = Object.entries(votes).flatMap(([choice, n]) => Array<string>(n).fill(choice))
  const events = choices.map((choice, at) => ({
    type: 'VoteCast' as const,
    data: {
      ballot: 'b1',
      member: `m${at + 1}`,
      choice,
      evidence: {
        place: { kind: 'seat' as const, seat: `s${at + 1}` },
        console: null,
        pressId: null,
        deviceAt: null,
      },
    },
  }))
  const happened = scene.and(...events).when({ type: 'CloseBallot', ballot: 'b1' })
  const [closed] = Array.isArray(happened) ? happened : []
  if (closed?.type !== 'BallotClosed') throw new Error('not closed')
  return closed.data.result
}

const tally = (part: Partial<Tally>): Tally => ({
  yes: 0,
  no: 0,
  cast: part.existing ?? 0,
  present: part.existing ?? 0,
  existing: 0,
  ...part,
})

describe('worked cases of the rules', () => {
  test.each([
    [473, 237],
    [429, 215],
    [494, 247],
  ])('quorum of %i existing is %i', (existing, needed) => {
    expect(quorumOf(needed, existing, HALF)).toMatchObject({
      holds: true,
      formula: `${needed} ≥ ${needed} = ⌈${existing} × 1/2⌉`,
    })
    expect(quorumOf(needed - 1, existing, HALF)).toMatchObject({
      holds: false,
      formula: `${needed - 1} < ${needed} = ⌈${existing} × 1/2⌉`,
    })
  })

  test.each([
    [477, 239],
    [487, 244],
  ])('no confidence with %i existing needs %i; 206 fail', (existing, needed) => {
    const outcome = (yes: number) => outcomeOf(NO_CONFIDENCE, tally({ yes, no: 1, existing }))
    expect(outcome(needed)).toBe('carried')
    expect(outcome(needed - 1)).toBe('not-carried')
    expect(outcome(206)).toBe('not-carried')
    expect(sumOf(NO_CONFIDENCE, tally({ yes: 206, existing })).formula).toBe(
      `206 < ${needed} = ⌊${existing} × 1/2⌋ + 1`,
    )
  })

  test('13 December 2023: 332 present, then 223 to 1: no quorum at the close', () => {
    const result = division(ORDINARY, 498, 332, { agree: 223, disagree: 1 })
    expect(result).toMatchObject({
      outcome: 'inquorate',
      decision: { holds: true, formula: '223 > 1' },
      quorum: { holds: false, formula: '224 < 249 = ⌈498 × 1/2⌉' },
    })
    expect(result.silent).toHaveLength(108)
  })

  test('27 November 2019: carried by 234 to 230', () => {
    expect(division(ORDINARY, 498, 470, { agree: 234, disagree: 230 })).toMatchObject({
      outcome: 'carried',
      decision: { formula: '234 > 230' },
    })
  })

  test('250 to 250 of 500: a casting vote, or not carried where half of existing is not enough', () => {
    const votes = { agree: 250, disagree: 250 }
    expect(division(ORDINARY, 500, 500, votes)).toMatchObject({
      outcome: 'tie',
      decision: { holds: false, formula: '250 = 250' },
    })
    expect(division(NO_CONFIDENCE, 500, 500, votes)).toMatchObject({
      outcome: 'not-carried',
      decision: { holds: false, formula: '250 < 251 = ⌊500 × 1/2⌋ + 1' },
    })
  })

  test('⌈20 % of 171⌉ is 35, a third of 250 is 84', () => {
    const part = (num: number, den: number) =>
      deciding({ base: 'existing', compare: '>=', threshold: { num, den } })
    const decided = (rule: Rule, yes: number, existing: number) =>
      sumOf(rule, tally({ yes, existing }))
    expect(decided(part(1, 5), 35, 171)).toEqual({ holds: true, formula: '35 ≥ 35 = ⌈171 × 1/5⌉' })
    expect(decided(part(1, 5), 34, 171).holds).toBe(false)
    expect(decided(part(1, 3), 84, 250)).toEqual({ holds: true, formula: '84 ≥ 84 = ⌈250 × 1/3⌉' })
    expect(decided(part(1, 3), 83, 250).holds).toBe(false)
  })

  test('all abstain: nothing is decided', () => {
    expect(division(ORDINARY, 5, 5, { abstain: 4, 'no-vote': 1 })).toMatchObject({
      outcome: 'no-decision',
      decision: { holds: false, formula: '0 = 0' },
    })
  })
})

describe('a rule is data', () => {
  const twoThirds = { compare: '>=', threshold: { num: 2, den: 3 } } as const

  test.each(['yes+no', 'cast', 'present', 'existing'] as const)('the base may be %s', (base) => {
    const sizes = { 'yes+no': 30, cast: 33, present: 36, existing: 39 }
    const votes = { no: 30, cast: 33, present: 36, existing: 39 }
    const needed = Math.ceil((sizes[base] * 2) / 3)
    const at = (yes: number) =>
      sumOf(deciding({ ...twoThirds, base }), { ...votes, yes, no: 30 - yes })
    expect(at(needed).holds).toBe(true)
    expect(at(needed - 1)).toEqual({
      holds: false,
      formula: `${needed - 1} < ${needed} = ⌈${sizes[base]} × 2/3⌉`,
    })
  })

  test('the sign shown is always the true one', () => {
    const plain = (yes: number, no: number, compare: '>' | '>=') =>
      sumOf(deciding({ compare }), tally({ yes, no }))
    expect(plain(161, 268, '>')).toEqual({ holds: false, formula: '161 < 268' })
    expect(plain(7, 7, '>')).toEqual({ holds: false, formula: '7 = 7' })
    expect(plain(7, 7, '>=')).toEqual({ holds: true, formula: '7 ≥ 7' })
    expect(plain(6, 7, '>=')).toEqual({ holds: false, formula: '6 < 7' })
  })

  test('where half is enough a tie carries', () => {
    const rule = deciding({ compare: '>=' })
    expect(outcomeOf(rule, tally({ yes: 5, no: 5, existing: 10 }))).toBe('carried')
  })
})
