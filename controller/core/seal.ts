import type { Command } from '../protocol/commands.ts'
import type { Happened } from '../protocol/event-versions.ts'
import { ballotOf } from './ballot/standing.ts'
import { decided, refuse, type Decision } from './decision.ts'
import type { ChamberState } from './state.ts'

export type SealCommand = Extract<Command, { type: 'SealBallot' | 'ChangeSigningKey' }>
type SealEvent = Extract<Happened, { type: 'BallotSealed' | 'SigningKeyChanged' }>

export const decideSeal = (state: ChamberState, command: SealCommand): Decision =>
  command.type === 'SealBallot' ? sealBallot(state, command) : changeSigningKey(state, command)

/**
 * The root over an open vote's leaves, of which there are no more than votes; what they are is the
 * witness's business (docs/bundle.md). Sealed anew where votes are added after the close.
 */
function sealBallot(
  state: ChamberState,
  { ballot: id, root, size }: Extract<SealCommand, { type: 'SealBallot' }>,
): Decision {
  const ballot = ballotOf(state, id)
  if (ballot === undefined) return refuse('no-ballot', `There is no vote ${id} in this sitting.`)
  if (ballot.result === null) return refuse('ballot-still-open', `Vote ${id} has no result yet.`)
  if (ballot.rule.method === 'secret')
    return refuse('not-allowed', `Vote ${id} is secret: nothing about its choices is kept.`)
  if (size > ballot.votes.size)
    return refuse('busy', `Vote ${id} has ${ballot.votes.size} votes, not ${size}.`)
  if (state.seals.get(id)?.root === root)
    return refuse('nothing-to-change', `Vote ${id} is sealed with this root already.`)
  return decided({ type: 'BallotSealed', data: { ballot: id, root, size } })
}

function changeSigningKey(
  state: ChamberState,
  { name, key, certificate }: Extract<SealCommand, { type: 'ChangeSigningKey' }>,
): Decision {
  return state.signingKey?.key === key
    ? refuse('nothing-to-change', 'This key signs already.')
    : decided({ type: 'SigningKeyChanged', data: { name, key, certificate } })
}

export function evolveSeal(state: ChamberState, event: SealEvent): ChamberState {
  if (event.type === 'SigningKeyChanged') return { ...state, signingKey: event.data }
  const { ballot, root, size } = event.data
  return { ...state, seals: state.seals.set(ballot, { root, size }) }
}
