import type { Actor } from '../../protocol/actors.ts'
import type { Command } from '../../protocol/commands.ts'
import type { Instant } from '../../protocol/ids.ts'
import { decided, refuse, type Decision } from '../decision.ts'
import type { ChamberState } from '../state.ts'
import { castingVote } from './casting.ts'
import { castVote } from './cast.ts'
import { close, declare, finishClosing } from './close.ts'
import { decideOral } from './oral.ts'
import { open } from './open.ts'
import { decidePause } from './pause.ts'
import { openRecount, takeOver } from './recount.ts'
import { decideCall } from './roll-call.ts'
import { ballotOf } from './standing.ts'

export type BallotCommand = Extract<
  Command,
  {
    type:
      | 'OpenBallot'
      | 'HoldBallot'
      | 'ResumeBallot'
      | 'ExtendBallot'
      | 'CastVote'
      | 'CloseBallot'
      | 'FinishClosing'
      | 'DeclareResult'
      | 'VoidBallot'
      | 'GiveCastingVote'
      | 'AddOralVote'
      | 'AttestOralVote'
      | 'OpenRecount'
      | 'TakeOverByRollCall'
      | 'CallNext'
      | 'SkipCalled'
      | 'CallBack'
      | 'CallMissing'
      | 'AnswerCall'
  }
>

/** What a command about votes leads to: the table of states is in docs/decisions. */
export function decideBallot(
  state: ChamberState,
  command: BallotCommand,
  by: Actor,
  at: Instant,
  sentAt: Instant,
): Decision {
  if (command.type === 'OpenBallot') return open(state, command, at)
  if (command.type === 'CastVote') return castVote(state, command, by, sentAt)
  if (command.type === 'OpenRecount') return openRecount(state, command)
  if (command.type === 'TakeOverByRollCall') return takeOver(state, command)
  const ballot = ballotOf(state, command.ballot)
  if (ballot === undefined)
    return refuse('no-ballot', `There is no vote ${command.ballot} in this sitting.`)
  switch (command.type) {
    case 'HoldBallot':
    case 'ResumeBallot':
    case 'ExtendBallot':
      return decidePause(ballot, command, at)
    case 'CloseBallot':
      return close(state, ballot, at)
    case 'FinishClosing':
      return finishClosing(state, ballot)
    case 'DeclareResult':
      return declare(ballot, command.accept)
    case 'VoidBallot':
      return ballot.state === 'voided'
        ? refuse('ballot-voided', `Vote ${ballot.id} is already void.`)
        : decided({ type: 'BallotVoided', data: { ballot: ballot.id, reason: command.reason } })
    case 'GiveCastingVote':
      return castingVote(state, ballot, by, command.choice)
    case 'AddOralVote':
    case 'AttestOralVote':
      return decideOral(state, ballot, command, by)
    case 'CallNext':
    case 'SkipCalled':
    case 'CallBack':
    case 'CallMissing':
    case 'AnswerCall':
      return decideCall(state, ballot, command, by)
  }
}
