import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { resultOf } from '../../controller/core/ballot-result.ts'
import type { ChamberState } from '../../controller/core/state.ts'
import type { Measure, Rule } from '../../controller/protocol/rule.ts'
import { SHIPPED } from './shipped-rules.ts'
import { divisionOf, resultIn, type Bloc, type Occasion } from './voting-blocs.ts'

const RUNS = { numRuns: 60 }
const rules = SHIPPED.map(({ rule }) => rule)
const motions = rules.filter(({ decides }) => decides.by === 'threshold')
const elections = rules.filter(({ decides }) => decides.by !== 'threshold')

const upTo = (max: number) => fc.nat({ max })

/**
 * A small chamber with a bloc for each tag the rule counts, and one with none of them. `agree`: how
 * many choose the first at most.
 */
function divided({ also }: Rule, choices: readonly string[], agree = 6): fc.Arbitrary<Bloc[]> {
  const bloc = (tags: string[]) =>
    fc
      .record({
        counts: fc.tuple(...choices.map((_, at) => upTo(at === 0 ? agree : 6))),
        silent: upTo(3),
        absent: upTo(6),
      })
      .map(({ counts, silent, absent }): Bloc => {
        const voting = counts.reduce((sum, count) => sum + count, 0)
        const votes = Object.fromEntries(choices.map((choice, at) => [choice, counts[at] ?? 0]))
        return { tags, existing: voting + silent + absent, votes, silent }
      })
  return fc.tuple(bloc([]), ...also.map(({ of }) => bloc([of])))
}

const MOTION = ['agree', 'disagree', 'abstain']
const ELECTION = ['first', 'second', 'third', 'abstain']

/** One member of the bloc, who chose `from` or was absent, chooses `to` instead; null if there is none. */
function changed(blocs: readonly Bloc[], at: number, from: string | null, to: string) {
  const bloc = blocs[at]
  if (bloc === undefined) return null
  const voting = Object.values(bloc.votes).reduce((sum, count) => sum + count, 0)
  const available =
    from === null ? bloc.existing - voting - (bloc.silent ?? 0) : (bloc.votes[from] ?? 0)
  if (available === 0) return null
  const less = from === null ? {} : { [from]: available - 1 }
  const votes = { ...bloc.votes, ...less, [to]: (bloc.votes[to] ?? 0) + 1 }
  return blocs.map((other) => (other === bloc ? { ...bloc, votes } : other))
}

/** The sum done with other means: fractions of BigInt, over the blocs as they were given. */
function holds(measure: Measure, blocs: readonly Bloc[]): boolean {
  const count = (...choices: string[]) =>
    blocs.reduce((sum, { votes }) => sum + choices.reduce((n, id) => n + (votes[id] ?? 0), 0), 0)
  const silent = blocs.reduce((sum, bloc) => sum + (bloc.silent ?? 0), 0)
  const cast = count(...MOTION)
  const bases = {
    'yes+no': count('agree', 'disagree'),
    cast,
    present: cast + silent,
    existing: blocs.reduce((sum, { existing }) => sum + existing, 0),
  }
  const left = BigInt(count('agree')) * BigInt(measure.threshold.den)
  const right = BigInt(measure.threshold.num) * BigInt(bases[measure.base])
  return measure.compare === '>' ? left > right : left >= right
}

describe.each(motions)('$id', (rule) => {
  test('is not turned down by one more vote for it', () => {
    fc.assert(
      fc.property(
        divided(rule, MOTION, 40),
        upTo(rule.also.length),
        fc.constantFrom('disagree', 'abstain', null),
        (blocs, at, from) => {
          const after = changed(blocs, at, from, 'agree')
          const carried = after !== null && resultIn(rule, { blocs }).outcome === 'carried'
          if (carried) expect(resultIn(rule, { blocs: after }).outcome).toBe('carried')
        },
      ),
      RUNS,
    )
  })

  test('has the sums of fractions, and what they say comes out', () => {
    fc.assert(
      fc.property(divided(rule, MOTION), (blocs) => {
        const { decides, also } = rule
        if (decides.by !== 'threshold') throw new Error('An election.')
        const result = resultIn(rule, { blocs })
        expect(result.decision.holds).toBe(holds(decides, blocs))
        const conditions = also.map((one) =>
          holds(
            one,
            blocs.filter(({ tags }) => tags?.includes(one.of)),
          ),
        )
        expect(result.also.map(({ arithmetic }) => arithmetic.holds)).toEqual(conditions)
        const votes = result.counts.slice(0, 2).some(({ count }) => count > 0)
        const all = [result.quorum.holds, result.decision.holds, ...conditions, votes]
        expect(result.outcome === 'carried').toBe(all.every(Boolean))
      }),
      RUNS,
    )
  })
})

/** `voting` members, `yes` of them for it, all of one bloc; those who exist beside them are absent. */
const plain = (yes: number, voting: number, existing: number): Occasion => ({
  blocs: [{ existing, votes: { agree: yes, disagree: voting - yes } }],
})

describe.each(motions)('the threshold of $id', (rule) => {
  test('is exact: the least number that carries, and one less', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 90 }), (existing) => {
        const { decides } = rule
        if (decides.by !== 'threshold') throw new Error('An election.')
        const alone = { ...rule, also: [] }
        const carries = (yes: number) =>
          resultIn(alone, plain(yes, existing, existing)).decision.holds
        const needed = Array.from({ length: existing + 1 }, (_, yes) => yes).find((yes) =>
          holds(decides, plain(yes, existing, existing).blocs),
        )
        expect(carries(needed ?? -1)).toBe(true)
        expect(carries((needed ?? 0) - 1)).toBe(false)
      }),
      { numRuns: 20 },
    )
  })
})

describe.each(elections)('$id', (rule) => {
  test('still elects who gets one vote more', () => {
    fc.assert(
      fc.property(
        divided(rule, ELECTION),
        fc.boolean(),
        fc.constantFrom('first', 'second', 'third', 'abstain', null),
        (blocs, runOff, from) => {
          const { outcome, leading } = resultIn(rule, { blocs, runOff })
          const [elected = ''] = leading
          const after = changed(blocs, 0, from, elected)
          fc.pre(outcome === 'elected' && from !== elected && after !== null)
          expect(resultIn(rule, { blocs: after, runOff })).toMatchObject({
            outcome: 'elected',
            leading: [elected],
          })
        },
      ),
      RUNS,
    )
  })

  test('elects one who is ahead, and names nobody who is behind', () => {
    fc.assert(
      fc.property(divided(rule, ELECTION), fc.boolean(), (blocs, runOff) => {
        const { outcome, leading, counts, decision } = resultIn(rule, { blocs, runOff })
        const votesFor = new Map(counts.map(({ choice, count }) => [choice, count]))
        const behind = ELECTION.slice(0, 3).filter((id) => !leading.includes(id))
        for (const ahead of leading)
          for (const other of behind)
            expect(votesFor.get(ahead) ?? 0).toBeGreaterThan(votesFor.get(other) ?? 0)
        if (outcome === 'elected') expect(leading).toHaveLength(1)
        if (outcome === 'run-off') expect(leading.length).toBeGreaterThan(1)
        if (outcome === 'elected') expect(decision.holds).toBe(true)
      }),
      RUNS,
    )
  })
})

describe.each(rules)('$id', (rule) => {
  const choices = rule.decides.by === 'threshold' ? MOTION : ELECTION

  test('does not ask who of a group chose what, nor in which order', () => {
    const scene = divided(rule, choices).chain((blocs) => {
      const { votes } = divisionOf(rule, { blocs })
      const entries = [...votes]
      return fc
        .shuffledSubarray(entries, { minLength: entries.length })
        .map((order) => ({ blocs, order }))
    })
    fc.assert(
      fc.property(scene, ({ blocs, order }) => {
        const { state, ballot, votes } = divisionOf(rule, { blocs })
        const before = resultOf(state, ballot, votes)
        expect(resultOf(state, ballot, new Map(order))).toEqual(before)
        const swapped = withinGroups(state, votes, order)
        expect(resultOf(state, ballot, swapped)).toEqual(before)
      }),
      RUNS,
    )
  })
})

/** The same members voting, and in each group the same choices, dealt out in another order. */
function withinGroups(
  state: ChamberState,
  votes: ReadonlyMap<string, string>,
  order: readonly [string, string][],
): Map<string, string> {
  const groupOf = (member: string) => state.index.members.get(member)?.group ?? ''
  const pools = Map.groupBy(order, ([member]) => groupOf(member))
  return new Map(
    [...votes.keys()].map((member) => [member, pools.get(groupOf(member))?.pop()?.[1] ?? '']),
  )
}
