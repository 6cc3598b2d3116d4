import type { Rule } from '../../protocol/chamber.ts'
import type { Command } from '../../protocol/commands.ts'
import { decided, refuse, type Decision } from '../decision.ts'
import { recountAllowed } from '../rule-conditions.ts'
import type { Ballot, ChamberState } from '../state.ts'
import { openingOf, whyInquorate, whyNoNewBallot, whyUsed } from './open.ts'
import { ballotOf, isRunning } from './standing.ts'

type Recount = Extract<Command, { type: 'OpenRecount' }>
type TakeOver = Extract<Command, { type: 'TakeOverByRollCall' }>

/** The same question by roll call; nothing is counted a third time. */
const byRollCall = (rule: Rule): Rule => ({ ...rule, method: 'roll-call', recount: null })

/** A close result is counted again by roll call; what was declared stays as it is (RULES §2). */
export function openRecount(state: ChamberState, command: Recount): Decision {
  const original = ballotOf(state, command.of)
  if (original === undefined)
    return refuse('no-ballot', `There is no vote ${command.of} in this sitting.`)
  const refused =
    whyNoNewBallot(state, command.ballot) ??
    whyNoRecount(state, original, command.demandedBy) ??
    whyInquorate(state, original.rule)
  if (refused !== null) return refused
  const { motion, rule, item } = original
  return decided(
    openingOf(state, {
      ballot: command.ballot,
      motion,
      rule: byRollCall(rule),
      item,
      supporters: command.demandedBy,
      origin: { kind: 'recount', of: original.id },
    }),
  )
}

function whyNoRecount(state: ChamberState, original: Ballot, demandedBy: number) {
  const { id, rule, result } = original
  if (result === null || (original.state !== 'closed' && original.state !== 'declared'))
    return refuse('recount-not-allowed', `Vote ${id} is ${original.state} and has no result.`)
  const again = [state.ballot, ...state.pastBallots].find(
    (other) =>
      other?.origin?.kind === 'recount' && other.origin.of === id && other.state !== 'voided',
  )
  if (again) return refuse('recount-not-allowed', `Vote ${id} was counted again as ${again.id}.`)
  const { refused, margin, demand } = recountAllowed(result, rule, demandedBy)
  if (refused === null) return null
  const sum = refused === 'too-few-demand' ? demand : margin
  return refuse(refused, `Vote ${id} is not counted again: ${sum?.formula ?? 'its rule has none'}.`)
}

/**
 * The machine failed: one step makes its vote void, which keeps what it had, and calls the very same
 * voters by name. Who they are is not asked anew: it is the same vote.
 */
export function takeOver(state: ChamberState, command: TakeOver): Decision {
  const failed = ballotOf(state, command.of)
  if (failed === undefined)
    return refuse('no-ballot', `There is no vote ${command.of} in this sitting.`)
  if (!isRunning(failed) && failed.state !== 'closed')
    return refuse('ballot-not-open', `Vote ${failed.id} is ${failed.state}: there is none to save.`)
  if (failed.rule.method !== 'machine')
    return refuse('takeover-not-allowed', `Vote ${failed.id} is by ${failed.rule.method}.`)
  const refused = isRunning(failed)
    ? whyUsed(state, command.ballot)
    : whyNoNewBallot(state, command.ballot)
  if (refused !== null) return refused
  const { motion, rule, item, electorate, existing, supporters } = failed
  const opening = openingOf(state, {
    ballot: command.ballot,
    motion,
    rule: byRollCall(rule),
    item,
    supporters,
    origin: { kind: 'takeover', of: failed.id },
    electorate: [...electorate],
    existing,
  })
  return decided(
    { type: 'BallotVoided', data: { ballot: failed.id, reason: command.reason } },
    opening,
  )
}
