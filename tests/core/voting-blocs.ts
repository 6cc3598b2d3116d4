import { resultOf, secretResultOf } from '../../controller/core/ballot-result.ts'
import { withCastingVote } from '../../controller/core/rule-conditions.ts'
import { countsOf } from '../../controller/core/splits.ts'
import type { Ballot, ChamberState } from '../../controller/core/state.ts'
import type { Chamber, Member } from '../../controller/protocol/chamber.ts'
import type { BallotResult } from '../../controller/protocol/events.ts'
import type { ChoiceId, Rule } from '../../controller/protocol/rule.ts'
import type { Example } from '../../config/rule-file.ts'
import { given, openBallot, seated } from './given.ts'
import { houseOf, ORDINARY } from './house.ts'

export type Bloc = Example['blocs'][number]
export type Occasion = Pick<Example, 'blocs' | 'runOff' | 'castingVote'>

/** The rule, with the persons somebody voted for as choices before its own. */
function withPersons(rule: Rule, blocs: readonly Bloc[]): Rule {
  const own = new Set(rule.choices.map(({ id }) => id))
  const named = new Set(blocs.flatMap(({ votes }) => Object.keys(votes)))
  const persons = [...named]
    .filter((id) => !own.has(id))
    .map((id) => ({ id, name: { th: id, en: id }, counts: 'person' as const }))
  return { ...rule, choices: [...persons, ...rule.choices] }
}

interface Person {
  bloc: number
  choice: ChoiceId | null
  present: boolean
}

const personsOf = ({ existing, votes, silent = 0 }: Bloc, bloc: number): Person[] => {
  const voting = Object.entries(votes).flatMap(([choice, count]): Person[] =>
    Array<Person>(count).fill({ bloc, choice, present: true }),
  )
  const quiet = Array<Person>(silent).fill({ bloc, choice: null, present: true })
  const absent = existing - voting.length - silent
  if (absent < 0) throw new Error(`More vote than exist in bloc ${bloc}.`)
  return [
    ...voting,
    ...quiet,
    ...Array<Person>(absent).fill({ bloc, choice: null, present: false }),
  ]
}

export interface Division {
  state: ChamberState
  ballot: Ballot
  votes: Map<string, ChoiceId>
}

/**
 * A chamber of blocs in which a vote is open and everybody has chosen. The sums do not depend on how
 * the votes are given, so that all of them are opened as votes by machine on a motion.
 */
export function divisionOf(rule: Rule, { blocs, runOff = false }: Occasion): Division {
  const persons = blocs.flatMap(personsOf)
  const asMachine: Rule = {
    ...withPersons(rule, blocs),
    method: 'machine',
    decides: ORDINARY.decides,
    supporters: null,
    quorum: { ...rule.quorum, part: { num: 0, den: 1 } },
  }
  const chamber = withBlocs(
    houseOf({ members: persons.length, rules: [asMachine] }),
    blocs,
    persons,
  )
  const opened = given(
    { type: 'ChamberConfigured', data: { chamber } },
    { type: 'SittingScheduled', data: { sitting: 's', title: NOTHING, agenda: [] } },
    { type: 'SittingOpened', data: { sitting: 's' } },
  )
    .and(
      ...persons.flatMap(({ present }, at) =>
        present ? [seated(`m${at + 1}`, `s${at + 1}`)] : [],
      ),
    )
    .after(openBallot('b1', rule.id)).state
  if (opened.ballot === null) throw new Error('No vote was opened.')
  const votes = persons.flatMap(({ choice }, at): [string, ChoiceId][] =>
    choice === null ? [] : [[`m${at + 1}`, choice]],
  )
  return {
    state: opened,
    ballot: {
      ...opened.ballot,
      rule: { ...withPersons(rule, blocs) },
      origin: runOff ? { kind: 'run-off', of: 'b0' } : null,
    },
    votes: new Map(votes),
  }
}

const NOTHING = { th: '', en: '' }

function withBlocs(house: Chamber, blocs: readonly Bloc[], persons: readonly Person[]): Chamber {
  const inBloc = (member: Member, at: number): Member => ({
    ...member,
    group: `bloc-${persons[at]?.bloc ?? 0}`,
  })
  const [chair, ...members] = house.members
  if (chair === undefined) throw new Error('A house has a chair.')
  return {
    ...house,
    groups: blocs.map(({ tags = [] }, at) => ({
      id: `bloc-${at}`,
      name: NOTHING,
      side: 'none',
      tags,
    })),
    members: [chair, ...members.map(inBloc)],
  }
}

/** What comes out when the vote closes, and after the chair's casting vote where one is given. */
export function resultIn(rule: Rule, occasion: Occasion): BallotResult {
  const { state, ballot, votes } = divisionOf(rule, occasion)
  const result =
    rule.method === 'secret'
      ? secretResultOf(state, ballot, countsOf(ballot.rule, votes), votes)
      : resultOf(state, ballot, votes)
  return occasion.castingVote === undefined
    ? result
    : withCastingVote(ballot.rule, result, occasion.castingVote)
}
