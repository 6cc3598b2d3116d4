import type { Command } from '../../protocol/commands.ts'
import type { Instant } from '../../protocol/ids.ts'
import type { Said } from '../../protocol/text.ts'
import { decided, refuse, type Decision } from '../decision.ts'
import type { Ballot } from '../state.ts'

type PauseCommand = Extract<Command, { type: 'HoldBallot' | 'ResumeBallot' | 'ExtendBallot' }>

/** A vote that is held takes no votes and loses none; its clock stands still until it goes on. */
export function decidePause(ballot: Ballot, command: PauseCommand, at: Instant): Decision {
  switch (command.type) {
    case 'HoldBallot':
      return hold(ballot, command.reason)
    case 'ResumeBallot':
      return resume(ballot, at)
    case 'ExtendBallot':
      return extend(ballot, command.byMs, at)
  }
}

function hold(ballot: Ballot, reason: Said): Decision {
  if (ballot.state === 'held') return refuse('ballot-held', `Vote ${ballot.id} is held already.`)
  return ballot.state === 'open'
    ? decided({ type: 'BallotHeld', data: { ballot: ballot.id, reason } })
    : refuse('ballot-not-open', `Vote ${ballot.id} is not open: it is ${ballot.state}.`)
}

function resume({ id, held, closesAt }: Ballot, at: Instant): Decision {
  if (held === null) return refuse('ballot-not-held', `Vote ${id} is not held.`)
  const later = closesAt === null ? null : closesAt + Math.max(0, at - held.since)
  return decided({ type: 'BallotResumed', data: { ballot: id, closesAt: later } })
}

/** What is added counts from the time that was shown, or from now where that is over. */
function extend({ id, state, held, closesAt }: Ballot, byMs: number, at: Instant): Decision {
  if (state !== 'open' && held === null)
    return refuse('ballot-not-open', `Vote ${id} is not open: it is ${state}.`)
  if (closesAt === null) return refuse('no-time-limit', `Vote ${id} has no time limit to extend.`)
  const from = Math.max(closesAt, held?.since ?? at)
  return decided({ type: 'BallotExtended', data: { ballot: id, byMs, closesAt: from + byMs } })
}
