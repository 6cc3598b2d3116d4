import type { Happened } from '../../protocol/event-versions.ts'
import type { SecretEvent } from '../../protocol/secret-events.ts'
import { PersistentMap } from '../persistent-map.ts'
import type { Ballot, ChamberState, SecretBallot } from '../state.ts'

type SecretHappened = Extract<Happened, SecretEvent>

export function evolveSecret(state: ChamberState, event: SecretHappened): ChamberState {
  switch (event.type) {
    case 'OfficerKeyGiven':
      return {
        ...state,
        officerKeys: [
          ...state.officerKeys.filter(({ user }) => user !== event.data.user),
          event.data,
        ],
      }
    case 'OfficerKeysDropped':
      return { ...state, officerKeys: [] }
    case 'BallotBoxPlaced':
      return withSecret(state, event.data.ballot, (secret) => ({ ...secret, box: event.data.box }))
    case 'SecretVoteCast':
      return withSecret(state, event.data.ballot, (secret) => ({
        ...secret,
        voters: secret.voters.set(event.data.member, true),
      }))
  }
}

/** The keys that were given serve one vote. */
export function takeKeys(
  { officerKeys }: ChamberState,
  method: Ballot['rule']['method'],
): SecretBallot | null {
  const [first, second] = officerKeys
  if (method !== 'secret' || first === undefined || second === undefined) return null
  return { officers: [first, second], box: null, voters: PersistentMap.empty() }
}

function withSecret(
  state: ChamberState,
  id: string,
  change: (secret: SecretBallot) => SecretBallot,
): ChamberState {
  const { ballot } = state
  if (ballot?.id !== id || ballot.secret === null) return state
  return { ...state, ballot: { ...ballot, secret: change(ballot.secret) } }
}
