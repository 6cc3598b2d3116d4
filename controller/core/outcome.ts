import type { Arithmetic, ChoiceCounts, Outcome } from '../protocol/events.ts'
import type { Choice, ChoiceId, Decides, Rule } from '../protocol/rule.ts'
import { decisionOf, measured, quorumAtClose, type Tally } from './arithmetic.ts'
import { firstWords, NOBODY_WORDS } from './arithmetic-words.ts'

/** What the votes led to, with the sum that says so. */
export interface Decided {
  outcome: Outcome
  decision: Arithmetic
  leading: ChoiceId[]
}

/**
 * What a vote led to. `also`: the rule's conditions beside its decision, already summed. `runOff`: the
 * vote is itself a run-off, in which the most votes elect and a tie is the chair's to settle.
 */
export function decidedBy(
  rule: Rule,
  tally: Tally,
  counts: ChoiceCounts = [],
  also: readonly Arithmetic[] = [],
  runOff = false,
): Decided {
  const { decides } = rule
  const decided =
    decides.by === 'threshold'
      ? byThreshold(rule, decides, tally, also)
      : byPersons(rule, decides, tally, counts, runOff)
  return quorumAtClose(rule, tally).holds ? decided : { ...decided, outcome: 'inquorate' }
}

type Threshold = Extract<Decides, { by: 'threshold' }>

function byThreshold(
  rule: Rule,
  decides: Threshold,
  tally: Tally,
  also: readonly Arithmetic[],
): Decided {
  const decision = decisionOf(rule, decides, tally)
  const apart = also.every(({ holds }) => holds)
  return { outcome: outcomeOf(decides.tie, tally, decision.holds, apart), decision, leading: [] }
}

/** Without a yes or no nothing was decided. A casting vote cannot mend a condition that failed. */
function outcomeOf(
  tie: Threshold['tie'],
  { yes, no }: Tally,
  holds: boolean,
  also: boolean,
): Outcome {
  if (yes === 0 && no === 0) return 'no-decision'
  if (!also) return 'not-carried'
  if (holds) return 'carried'
  if (yes !== no) return 'not-carried'
  return tie === 'casting-vote' ? 'tie' : tie === 'refer' ? 'referred' : 'not-carried'
}

interface Standing {
  choice: Choice
  votes: number
}

function byPersons(
  { choices }: Rule,
  decides: Exclude<Decides, Threshold>,
  tally: Tally,
  counts: ChoiceCounts,
  runOff: boolean,
): Decided {
  const votesFor = new Map(counts.map(({ choice, count }) => [choice, count]))
  const chosen = choices
    .filter(({ counts: counting }) => counting === 'person')
    .map((choice): Standing => ({ choice, votes: votesFor.get(choice.id) ?? 0 }))
    .filter(({ votes }) => votes > 0)
    .sort((one, other) => other.votes - one.votes)
  const [first] = chosen
  if (first === undefined)
    return {
      outcome: 'no-decision',
      decision: { holds: false, formula: '0', words: NOBODY_WORDS },
      leading: [],
    }
  const leaders = chosen.filter(({ votes }) => votes === first.votes)
  return decides.by === 'plurality' || runOff
    ? mostVotes(leaders, chosen, !runOff && decides.by === 'plurality' && decides.tie === 'run-off')
    : majority(decides, leaders, chosen, tally)
}

const idsOf = (standings: readonly Standing[]): ChoiceId[] =>
  standings.map(({ choice }) => choice.id)

function mostVotes(
  leaders: readonly Standing[],
  chosen: readonly Standing[],
  again: boolean,
): Decided {
  const decision = firstOf(leaders, chosen)
  const outcome = decision.holds ? 'elected' : again ? 'run-off' : 'referred'
  return { outcome, decision, leading: idsOf(leaders) }
}

function firstOf(leaders: readonly Standing[], chosen: readonly Standing[]): Arithmetic {
  const votes = leaders[0]?.votes ?? 0
  const names = leaders.map(({ choice }) => choice.name)
  const next = chosen[leaders.length]?.votes ?? null
  return leaders.length > 1
    ? { holds: false, formula: `${votes} = ${votes}`, words: firstWords(names, votes, next) }
    : { holds: true, formula: `${votes} > ${next ?? 0}`, words: firstWords(names, votes, next) }
}

/** Whoever ties with the second stands in the run-off too; where there is no second, the chair decides. */
function majority(
  decides: Extract<Decides, { by: 'majority' }>,
  leaders: readonly Standing[],
  chosen: readonly Standing[],
  tally: Tally,
): Decided {
  const [first] = leaders
  if (first === undefined || leaders.length > 1)
    return { outcome: 'run-off', decision: firstOf(leaders, chosen), leading: idsOf(leaders) }
  const decision = measured(
    decides,
    { ...tally, yes: first.votes, no: given(chosen) - first.votes },
    first.choice.name,
    true,
  )
  if (decision.holds) return { outcome: 'elected', decision, leading: idsOf(leaders) }
  const second = chosen[1]
  if (second === undefined) return { outcome: 'referred', decision, leading: idsOf(leaders) }
  const standAgain = chosen.filter(({ votes }) => votes >= second.votes)
  return { outcome: 'run-off', decision, leading: idsOf(standAgain) }
}

const given = (chosen: readonly Standing[]) => chosen.reduce((sum, { votes }) => sum + votes, 0)
