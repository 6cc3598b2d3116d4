import type { VoteSeal } from '../../protocol/sealing.ts'
import { remembered } from '../remembered.ts'
import type { Ballot, ChamberState, SecretBallot } from '../state.ts'

/** The present vote, where it is secret and neither counted nor void: its box must be there. */
export function presentSecretBallot({
  ballot,
}: ChamberState): (Ballot & { readonly secret: SecretBallot }) | null {
  if (ballot === null || ballot.result !== null || ballot.state === 'voided') return null
  return ballot.secret === null ? null : { ...ballot, secret: ballot.secret }
}

/** What a vote is sealed by; null before there is a box. One object for all consoles. */
export const sealOf = ({ officers, box }: SecretBallot): VoteSeal | null =>
  box === null ? null : seal(officers, box)

const seal = remembered(([first, second]: SecretBallot['officers'], box: string): VoteSeal => ({
  keys: [first.key, second.key],
  box,
}))
