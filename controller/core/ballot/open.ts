import type { BallotOrigin, ChamberEvent } from '../../protocol/events.ts'
import type { Choice, Rule } from '../../protocol/chamber.ts'
import type { Command } from '../../protocol/commands.ts'
import type { BallotId, Instant, ItemId, MemberId, VoteId } from '../../protocol/ids.ts'
import type { Text } from '../../protocol/text.ts'
import { quorumOf } from '../arithmetic.ts'
import { decided, refuse, type Decision, type Refused } from '../decision.ts'
import { runningCheck } from '../presence-check.ts'
import { supportersOf } from '../rule-conditions.ts'
import { whyNoBox, whyWarned } from '../secret/warnings.ts'
import { countedMembers, isCounted, whyNotOpen } from '../standing.ts'
import type { ChamberState } from '../state.ts'
import { callOrder } from './roll-call.ts'
import { ballotOf, isRunning, usedBallot } from './standing.ts'

type OpenCommand = Extract<Command, { type: 'OpenBallot' }>

/** As many as a console has keys. */
const MOST_CHOICES = 10

export function open(state: ChamberState, command: OpenCommand, at: Instant): Decision {
  const { ballot, motion, durationMs, supporters, prepared, runOffOf } = command
  const known = state.index.rules.get(command.rule)
  const refused = whyNoNewBallot(state, ballot) ?? whyNotChecked(state)
  if (refused !== null) return refused
  if (known === undefined) return refuse('unknown-rule', `There is no rule ${command.rule}.`)
  const asked = ruleWith(state, known, command)
  if (!('rule' in asked)) return asked
  const { rule } = asked
  const why =
    whyInquorate(state, rule) ??
    whyUnsupported(state, rule, supporters) ??
    whyNotPrepared(state, prepared) ??
    whyNotSecret(state, rule, command.acknowledged === true)
  if (why !== null) return why
  return decided(
    openingOf(state, {
      ballot,
      motion,
      rule,
      item: state.sitting?.item ?? null,
      supporters,
      prepared,
      origin: runOffOf === null ? null : { kind: 'run-off', of: runOffOf },
      closesAt: durationMs === 0 ? null : at + durationMs,
    }),
  )
}

interface Opening {
  ballot: BallotId
  motion: Text
  rule: Rule
  item: ItemId | null
  supporters: number | null
  origin: BallotOrigin | null
  prepared?: VoteId | null
  closesAt?: Instant | null
  /** Another's, where it is the same vote by another method. */
  electorate?: MemberId[]
  existing?: number
}

/** Freezes who may vote, in which order they are called, how many exist, and the rule. */
export function openingOf(state: ChamberState, opening: Opening): ChamberEvent {
  const { rule, existing = state.index.existing, closesAt = null, prepared = null } = opening
  const electorate = opening.electorate ?? presentMembers(state)
  // Where whoever is present may vote, whoever exists may come in and be called.
  const callable = rule.electorate === 'frozen' ? electorate : existingMembers(state)
  const { ballot, motion, item, supporters, origin } = opening
  return {
    type: 'BallotOpened',
    data: {
      ...{ ballot, motion, rule, item, electorate, existing },
      present: presentAtOpening(state),
      ...{ closesAt, supporters, prepared, origin },
      call: rule.method === 'roll-call' ? { order: callOrder(state, callable) } : null,
    },
  }
}

const presentMembers = (state: ChamberState): MemberId[] =>
  existingMembers(state).filter((member) => isCounted(state, member))

const existingMembers = ({ chamber }: ChamberState): MemberId[] =>
  (chamber?.members ?? []).flatMap((member) => (member.class === 'member' ? [member.id] : []))

/** Why no vote of this id can begin now, whatever it is about. */
export function whyNoNewBallot(state: ChamberState, ballot: BallotId): Refused | null {
  const refused = whyNotOpen(state)
  if (refused !== null) return refused
  if (state.ballot !== null && isRunning(state.ballot))
    return refuse('ballot-still-open', `Vote ${state.ballot.id} is ${state.ballot.state}.`)
  if (runningCheck(state) !== null)
    return refuse('presence-check-running', 'Presence is being checked: end the check first.')
  return whyUsed(state, ballot)
}

export const whyUsed = (state: ChamberState, ballot: BallotId): Refused | null =>
  state.usedIds.has(usedBallot(ballot))
    ? refuse('ballot-exists', `Vote ${ballot} is already in the record.`)
    : null

/** Where the chamber requires it, each vote has a presence check of its own before it. */
function whyNotChecked(state: ChamberState): Refused | null {
  if (state.chamber?.policy.presenceCheck !== 'required') return null
  const quorum = freshCheck(state)?.quorum
  if (quorum?.holds === true) return null
  const why = quorum === undefined ? 'none was made since the last vote' : quorum.formula
  return refuse('presence-check-first', `A quorate presence check comes before a vote: ${why}.`)
}

/** What the presence check came to that no vote was opened on yet. */
const freshCheck = ({ presenceCheck }: ChamberState) =>
  presenceCheck?.ballot === null ? presenceCheck.ended : null

/** As many as declared their presence, where it was checked; else as many as are signed in. */
const presentAtOpening = (state: ChamberState): number =>
  freshCheck(state)?.present ?? countedMembers(state)

export function whyInquorate(state: ChamberState, rule: Rule): Refused | null {
  const quorum = quorumOf(presentAtOpening(state), state.index.existing, rule.quorum.part)
  return quorum.holds
    ? null
    : refuse('inquorate', `Too few members are present: ${quorum.formula}.`)
}

function whyUnsupported(
  state: ChamberState,
  rule: Rule,
  supporters: number | null,
): Refused | null {
  const sum = supportersOf(rule, state.index, supporters ?? 0)
  return sum === null || sum.holds
    ? null
    : refuse('too-few-supporters', `Too few members support the motion: ${sum.formula}.`)
}

/** A prepared vote is opened once, unless what came of it was annulled, and at its own item. */
function whyNotPrepared(state: ChamberState, id: VoteId | null): Refused | null {
  if (id === null) return null
  const prepared = state.prepared.find(({ vote }) => vote === id)
  if (prepared === undefined) return refuse('unknown-prepared-vote', `No vote ${id} is prepared.`)
  const opened = prepared.ballot === null ? undefined : ballotOf(state, prepared.ballot)
  if (opened !== undefined && opened.state !== 'voided')
    return refuse('prepared-vote-used', `Vote ${id} was opened as ${opened.id}.`)
  const item = state.sitting?.item ?? null
  return prepared.item !== null && prepared.item !== item
    ? refuse('other-item', `Vote ${id} belongs to item ${prepared.item}: start that item first.`)
    : null
}

function whyNotSecret(state: ChamberState, rule: Rule, acknowledged: boolean): Refused | null {
  if (rule.method !== 'secret') return null
  return whyNoBox(state) ?? (acknowledged ? null : whyWarned(state, presentMembers(state)))
}

/** The rule as it is voted on: in an election with the persons who stand. */
function ruleWith(
  state: ChamberState,
  rule: Rule,
  { choices, runOffOf }: OpenCommand,
): { rule: Rule } | Refused {
  if (runOffOf === null)
    return whyNotChoices(rule, choices) ?? { rule: withPersons(rule, choices ?? []) }
  const before = ballotOf(state, runOffOf)
  if (before === undefined)
    return refuse('no-ballot', `There is no vote ${runOffOf} in this sitting.`)
  const { result } = before
  if (before.state !== 'declared' || result?.outcome !== 'run-off' || before.rule.id !== rule.id)
    return refuse('no-run-off', `Vote ${runOffOf} under this rule did not end in a run-off.`)
  if (choices !== null)
    return refuse('wrong-choices', 'Who stands in a run-off is said by the vote before it.')
  const leading = before.rule.choices.filter(({ id }) => result.leading.includes(id))
  return { rule: withPersons(rule, leading) }
}

const withPersons = (rule: Rule, persons: readonly Choice[]): Rule => ({
  ...rule,
  choices: [...persons, ...rule.choices],
})

/** Why these persons cannot stand under this rule; an election has some, another vote none. */
export function whyNotChoices(rule: Rule, choices: readonly Choice[] | null): Refused | null {
  const isElection = rule.decides.by !== 'threshold'
  if (!isElection)
    return choices === null
      ? null
      : refuse('wrong-choices', `Rule ${rule.id} has its own choices and elects nobody.`)
  if (choices === null) return refuse('wrong-choices', 'Say who stands for election.')
  const all = [...choices, ...rule.choices]
  if (choices.some(({ counts }) => counts !== 'person'))
    return refuse('wrong-choices', 'Only persons are added to the choices of the rule.')
  if (new Set(all.map(({ id }) => id)).size !== all.length)
    return refuse('wrong-choices', 'Two choices have the same id.')
  return all.length < 2 || all.length > MOST_CHOICES
    ? refuse('wrong-choices', `A vote has 2 to ${MOST_CHOICES} choices, not ${all.length}.`)
    : null
}
