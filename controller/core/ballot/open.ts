import type { Command } from '../../protocol/commands.ts'
import type { Instant } from '../../protocol/ids.ts'
import { quorumOf } from '../arithmetic.ts'
import { decided, refuse, type Decision, type Refused } from '../decision.ts'
import { runningCheck } from '../presence-check.ts'
import { whyNoBox, whyWarned } from '../secret/warnings.ts'
import { countedMembers, isCounted, whyNotOpen } from '../standing.ts'
import type { ChamberState } from '../state.ts'
import { isRunning, usedBallot } from './standing.ts'

export function open(
  state: ChamberState,
  command: Extract<Command, { type: 'OpenBallot' }>,
  at: Instant,
): Decision {
  const { ballot, motion, durationMs } = command
  const refused = whyNoNewBallot(state, ballot) ?? whyNotChecked(state)
  if (refused !== null) return refused
  const rule = state.index.rules.get(command.rule)
  if (rule === undefined) return refuse('unknown-rule', `There is no rule ${command.rule}.`)
  const present = presentAtOpening(state)
  const { existing } = state.index
  const quorum = quorumOf(present, existing, rule.quorum.part)
  if (!quorum.holds) return refuse('inquorate', `Too few members are present: ${quorum.formula}.`)
  const electorate = (state.chamber?.members ?? [])
    .map((member) => member.id)
    .filter((member) => isCounted(state, member))
  if (rule.method === 'secret') {
    const why =
      whyNoBox(state) ?? (command.acknowledged === true ? null : whyWarned(state, electorate))
    if (why !== null) return why
  }
  const closesAt = durationMs === 0 ? null : at + durationMs
  const item = state.sitting?.item ?? null
  return decided({
    type: 'BallotOpened',
    data: { ballot, motion, rule, item, electorate, existing, present, closesAt, origin: null },
  })
}

/** Why no vote of this id can begin now, whatever it is about. */
function whyNoNewBallot(state: ChamberState, ballot: string): Refused | null {
  const refused = whyNotOpen(state)
  if (refused !== null) return refused
  if (state.ballot !== null && isRunning(state.ballot))
    return refuse('ballot-still-open', `Vote ${state.ballot.id} is ${state.ballot.state}.`)
  if (runningCheck(state) !== null)
    return refuse('presence-check-running', 'Presence is being checked: end the check first.')
  return state.usedIds.has(usedBallot(ballot))
    ? refuse('ballot-exists', `Vote ${ballot} is already in the record.`)
    : null
}

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
