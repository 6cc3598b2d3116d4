import type { ChoiceId } from '../../protocol/chamber.ts'
import type { BallotId, MemberId } from '../../protocol/ids.ts'
import { canonical } from '../record/canonical.ts'
import { leafHash } from './merkle.ts'

/** What a leaf of an open vote's tree says, and a receipt proves. */
export interface VoteLeaf {
  ballot: BallotId
  member: MemberId
  choice: ChoiceId
  /** Hash in the record of the event the vote that counts came with, 64 hexadecimal digits. */
  event: string
}

/** The leaf's hash, over the same canonical form the record has. */
export const hashOfVote = ({ ballot, member, choice, event }: VoteLeaf): Buffer =>
  leafHash(Buffer.from(canonical({ ballot, member, choice, event })))

/** Crockford's base 32: no I, L, O, U, so that a code can be read aloud and typed from paper. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** 50 bits: among 100,000 votes the chance that any two share a code is 1 in 200,000. */
const CODE_DIGITS = 10

/** The first ten base-32 digits of a leaf's hash. */
export function receiptCode(leaf: Buffer): string {
  const bits = leaf.readUIntBE(0, 6) * 4 + ((leaf[6] ?? 0) >> 6)
  let [code, left] = ['', bits]
  for (let at = 0; at < CODE_DIGITS; at++) {
    code = `${DIGITS.charAt(left % 32)}${code}`
    left = Math.floor(left / 32)
  }
  return code
}

/** A typed code as it is written: O is 0, I and L are 1, spaces and hyphens and case do not count. */
export const writtenCode = (typed: string): string =>
  typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
