import { describe, expect, test } from 'vitest'
import { quorumOf, type Tally } from '../../controller/core/arithmetic.ts'
import { resultOf } from '../../controller/core/ballot-result.ts'
import { decidedBy } from '../../controller/core/outcome.ts'
import { recountAllowed, supportersOf } from '../../controller/core/rule-conditions.ts'
import type { Decides, Rule } from '../../controller/protocol/rule.ts'
import { ORDINARY } from './house.ts'
import { SHIPPED } from './shipped-rules.ts'
import { divisionOf, resultIn, type Bloc } from './voting-blocs.ts'

const HALF = { num: 1, den: 2 }

function shipped(id: string): Rule {
  const found = SHIPPED.find(({ rule }) => rule.id === id)
  if (found === undefined) throw new Error(`No rule ${id} ships.`)
  return found.rule
}
const ordinary = shipped('ordinary')
const noConfidence = shipped('no-confidence')

/** One bloc without tags. */
const house = (existing: number, votes: Bloc['votes'], silent = 0) => ({
  blocs: [{ existing, votes, silent }],
})

describe('worked cases of the rules', () => {
  test.each([
    [473, 237],
    [429, 215],
    [494, 247],
  ])('1: the quorum of %i existing is %i', (existing, needed) => {
    expect(quorumOf(needed, existing, HALF)).toEqual({
      holds: true,
      formula: `${needed} ≥ ${needed} = ⌈${existing} × 1/2⌉`,
      words: {
        th: `${needed} คน จากสมาชิกทั้งหมดเท่าที่มีอยู่ ${existing} คน ต้องไม่น้อยกว่ากึ่งหนึ่ง คือ ${needed} คน: ครบองค์ประชุม`,
        en: `${needed} of ${existing} existing members; at least half are needed, that is ${needed}: a quorum.`,
      },
    })
    expect(quorumOf(needed - 1, existing, HALF)).toMatchObject({
      holds: false,
      formula: `${needed - 1} < ${needed} = ⌈${existing} × 1/2⌉`,
    })
  })

  test.each([
    [477, 239],
    [487, 244],
  ])('2: no confidence of %i existing needs %i; 206 fail', (existing, needed) => {
    const result = (agree: number) =>
      resultIn(noConfidence, house(existing, { agree, disagree: existing - agree }))
    expect(result(needed).outcome).toBe('carried')
    expect(result(needed - 1).outcome).toBe('not-carried')
    expect(result(206)).toMatchObject({
      outcome: 'not-carried',
      decision: {
        formula: `206 < ${needed} = ⌊${existing} × 1/2⌋ + 1`,
        words: {
          th: `ไม่ไว้วางใจ 206 เสียง ต้องมากกว่ากึ่งหนึ่งของสมาชิกทั้งหมดเท่าที่มีอยู่ ${existing} คน คือ ${needed} เสียงขึ้นไป: ไม่ถึงเกณฑ์`,
          en: `No confidence: 206; more than half of the ${existing} existing members is needed, that is ${needed} or more: not reached.`,
        },
      },
    })
  })

  test('3: 17 March 2021, both houses: too few in all, and too few senators', () => {
    const blocs = [
      { tags: ['house'], existing: 312, votes: { agree: 100, disagree: 4, abstain: 94 } },
      { tags: ['house', 'without-office'], existing: 171, votes: { agree: 106 } },
      { tags: ['senate'], existing: 250, votes: { agree: 2, 'no-vote': 136 } },
    ]
    const result = resultIn(shipped('constitution-reading-3'), { blocs })
    expect(result).toMatchObject({ outcome: 'not-carried', existing: 733 })
    expect(result.counts.map(({ count }) => count)).toEqual([208, 4, 94, 136])
    expect(result.decision.formula).toBe('208 < 367 = ⌊733 × 1/2⌋ + 1')
    expect(result.also[0]?.arithmetic).toEqual({
      holds: false,
      formula: '2 < 84 = ⌈250 × 1/3⌉',
      words: {
        th: 'สมาชิกวุฒิสภา: เห็นด้วย 2 เสียง ต้องไม่น้อยกว่าหนึ่งในสามของสมาชิกทั้งหมดเท่าที่มีอยู่ 250 คน คือ 84 เสียงขึ้นไป: ไม่ถึงเกณฑ์',
        en: 'Senators: Agree: 2; at least one third of the 250 existing members is needed, that is 84 or more: not reached.',
      },
    })
  })

  test('4: 17 November 2021: 362 and 83 senators needed, 206 with 3 senators', () => {
    const blocs = [
      { tags: ['house'], existing: 474, votes: { agree: 203, disagree: 200 } },
      { tags: ['senate'], existing: 249, votes: { agree: 3, disagree: 200 } },
    ]
    expect(resultIn(shipped('constitution-reading-1'), { blocs })).toMatchObject({
      outcome: 'not-carried',
      decision: { formula: '206 < 362 = ⌈723 × 1/2⌉' },
      also: [{ id: 'senators', arithmetic: { formula: '3 < 83 = ⌈249 × 1/3⌉' } }],
    })
  })

  test('5: 13 December 2023: 332 present, then 223 to 1: no quorum at the close', () => {
    const result = resultIn(ordinary, house(498, { agree: 223, disagree: 1 }, 108))
    expect(quorumOf(332, 498, HALF).holds).toBe(true)
    expect(result).toMatchObject({
      outcome: 'inquorate',
      present: 332,
      decision: { holds: true, formula: '223 > 1' },
      quorum: { holds: false, formula: '224 < 249 = ⌈498 × 1/2⌉' },
    })
    expect(result.silent).toHaveLength(108)
  })

  test('6: 27 November 2019: 234 to 230 may be counted again; with 92 left there is no quorum', () => {
    const result = resultIn(ordinary, house(498, { agree: 234, disagree: 230 }))
    expect(result).toMatchObject({ outcome: 'carried', decision: { formula: '234 > 230' } })
    expect(recountAllowed(result, ordinary, 20)).toMatchObject({
      refused: null,
      margin: { holds: true, formula: '4 ≤ 25' },
      demand: { holds: true, formula: '20 ≥ 20' },
    })
    expect(quorumOf(92, 498, HALF)).toMatchObject({
      holds: false,
      formula: '92 < 249 = ⌈498 × 1/2⌉',
    })
  })

  test('7: 250 to 250 of 500: a casting vote, or not more than half and referred', () => {
    const tied = house(500, { agree: 250, disagree: 250 })
    expect(resultIn(ordinary, tied)).toMatchObject({
      outcome: 'tie',
      decision: { holds: false, formula: '250 = 250' },
    })
    expect(resultIn(ordinary, { ...tied, castingVote: 'agree' })).toMatchObject({
      outcome: 'carried',
      cast: 500,
      decision: {
        formula: '251 > 250',
        words: {
          th: 'รวมเสียงชี้ขาดของประธาน: เห็นด้วย 251 เสียง ไม่เห็นด้วย 250 เสียง: เห็นด้วยมากกว่า',
          en: 'With the chair’s casting vote: Agree: 251; Disagree: 250: more for than against.',
        },
      },
    })
    expect(resultIn(noConfidence, tied)).toMatchObject({
      outcome: 'referred',
      decision: { holds: false, formula: '250 < 251 = ⌊500 × 1/2⌋ + 1' },
    })
  })

  test('8: 25 votes apart may be counted again, 26 may not', () => {
    const result = (agree: number) => resultIn(ordinary, house(500, { agree, disagree: 200 }))
    expect(recountAllowed(result(225), ordinary, 20).refused).toBeNull()
    expect(recountAllowed(result(225), ordinary, 19)).toMatchObject({
      refused: 'too-few-demand',
      demand: { holds: false, formula: '19 < 20' },
    })
    expect(recountAllowed(result(226), ordinary, 400)).toMatchObject({
      refused: 'recount-not-allowed',
      margin: {
        holds: false,
        formula: '26 > 25',
        words: {
          th: 'คะแนนเสียงต่างกัน 26 เสียง เกิน 25 เสียง: ขอให้นับใหม่ไม่ได้',
          en: '26 votes apart, more than 25: a recount may not be demanded.',
        },
      },
    })
    expect(recountAllowed(result(225), shipped('prime-minister'), 400).refused).toBe(
      'recount-not-allowed',
    )
  })

  test('9: 20 % of 171 is 35, a third of 250 is 84; all abstain and nothing is decided', () => {
    const third = shipped('constitution-reading-3')
    const also = (without: number, senators: number) => {
      const blocs = [
        { tags: ['without-office'], existing: 171, votes: { agree: without } },
        { tags: ['senate'], existing: 250, votes: { agree: senators } },
      ]
      return resultIn(third, { blocs }).also.map(({ arithmetic }) => arithmetic.formula)
    }
    expect(also(35, 84)).toEqual(['84 ≥ 84 = ⌈250 × 1/3⌉', '35 ≥ 35 = ⌈171 × 1/5⌉'])
    expect(also(34, 83)).toEqual(['83 < 84 = ⌈250 × 1/3⌉', '34 < 35 = ⌈171 × 1/5⌉'])
    const nobody = house(5, { abstain: 4, 'no-vote': 1 })
    for (const rule of [ordinary, noConfidence, third])
      expect(resultIn({ ...rule, also: [] }, nobody).outcome).toBe('no-decision')
  })

  test('10: a vote added orally counts beside those that were pressed', () => {
    const { state, ballot, votes } = divisionOf(ordinary, house(5, { agree: 2, disagree: 2 }, 1))
    const [silent = ''] = resultOf(state, ballot, votes).silent
    expect(resultOf(state, ballot, votes).outcome).toBe('tie')
    expect(resultOf(state, ballot, new Map([...votes, [silent, 'agree']]))).toMatchObject({
      outcome: 'carried',
      cast: 5,
      silent: [],
      decision: { formula: '3 > 2' },
    })
  })
})

describe('the supporters of a motion', () => {
  test('are a fifth of the existing members for no confidence, and none for others', () => {
    const index = { existing: 477, membersOf: new Map<string, string[]>() }
    expect(supportersOf(noConfidence, index, 96)).toMatchObject({
      holds: true,
      formula: '96 ≥ 96 = ⌈477 × 1/5⌉',
    })
    expect(supportersOf(noConfidence, index, 95)).toEqual({
      holds: false,
      formula: '95 < 96 = ⌈477 × 1/5⌉',
      words: {
        th: 'ผู้เสนอและผู้รับรอง 95 คน ต้องไม่น้อยกว่าหนึ่งในห้าของสมาชิกทั้งหมดเท่าที่มีอยู่ 477 คน คือ 96 คน: ไม่ครบ',
        en: 'Supported by 95; at least one fifth of the 477 existing members is needed, that is 96: too few.',
      },
    })
    expect(supportersOf(ordinary, index, 0)).toBeNull()
  })

  test('are a part of one tag where the rule says so', () => {
    const rule: Rule = { ...ordinary, supporters: { of: 'senate', part: { num: 1, den: 3 } } }
    const index = { existing: 9, membersOf: new Map([['senate', ['m1', 'm2', 'm3', 'm4']]]) }
    expect(supportersOf(rule, index, 2)?.holds).toBe(true)
    expect(supportersOf(rule, index, 1)?.formula).toBe('1 < 2 = ⌈4 × 1/3⌉')
  })
})

type Threshold = Extract<Decides, { by: 'threshold' }>

describe('a rule is data', () => {
  const deciding = (part: Partial<Threshold>): Rule => ({
    ...ORDINARY,
    decides: {
      ...{ by: 'threshold', base: 'yes+no', compare: '>', threshold: HALF, tie: 'casting-vote' },
      ...part,
    },
  })
  const tally = (part: Partial<Tally>): Tally => ({
    ...{ yes: 0, no: 0, cast: part.existing ?? 0, present: part.existing ?? 0, existing: 0 },
    ...part,
  })
  /** The sum without its sentence. */
  const sumOf = (rule: Rule, counts: Tally) => {
    const { holds, formula } = decidedBy(rule, counts).decision
    return { holds, formula }
  }

  test.each(['yes+no', 'cast', 'present', 'existing'] as const)('the base may be %s', (base) => {
    const rest = { cast: 33, present: 36, existing: 39 }
    const sizes = { 'yes+no': 30, ...rest }
    const needed = Math.ceil((sizes[base] * 2) / 3)
    const rule = deciding({ base, compare: '>=', threshold: { num: 2, den: 3 } })
    const at = (yes: number) => sumOf(rule, { ...rest, yes, no: 30 - yes })
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
    expect(decidedBy(rule, tally({ yes: 5, no: 5, existing: 10 })).outcome).toBe('carried')
  })

  test('a casting vote is not awaited where a condition beside it fails', () => {
    const { words } = quorumOf(1, 1, HALF)
    const failed = [{ holds: false, formula: '', words }]
    const counts = tally({ yes: 5, no: 5, existing: 10 })
    expect(decidedBy(deciding({}), counts, [], failed).outcome).toBe('not-carried')
  })
})
