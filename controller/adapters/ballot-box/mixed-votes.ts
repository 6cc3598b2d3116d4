import { createHash, randomInt } from 'node:crypto'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { BallotBoxError } from '../../engine/ports.ts'
import { BallotId } from '../../protocol/ids.ts'
import { fromBase64url, toBase64url } from '../../protocol/seal-vote.ts'
import { OfficerKey } from '../../protocol/sealing.ts'
import { readPrivateFile, writePrivateFile } from '../auth/private-file.ts'

type Bytes = Uint8Array<ArrayBuffer>

/**
 * DATA/ballot-boxes/<ballot>.mixed, 0600: what lay in the box, in an order nobody knows, from the
 * close until it is counted. Nothing in it says whose a vote is.
 */
const MixedFile = Type.Object(
  {
    version: Type.Literal(1),
    ballot: BallotId,
    officers: Type.Tuple([OfficerKey, OfficerKey]),
    votes: Type.Array(Type.String(), { maxItems: 5000 }),
    /** Tells a damaged file from votes that were sealed wrongly. */
    digest: Type.String(),
  },
  { additionalProperties: false },
)
type MixedFile = Type.Static<typeof MixedFile>
const isMixedFile = Compile(MixedFile)

export interface MixedVotes {
  officers: [OfficerKey, OfficerKey]
  votes: Bytes[]
}

export async function storeMixed(
  path: string,
  ballot: BallotId,
  { officers, votes }: MixedVotes,
): Promise<void> {
  const texts = shuffled(votes).map(toBase64url)
  const digest = digestOf(texts)
  const file: MixedFile = { version: 1, ballot, officers, votes: texts, digest }
  await writePrivateFile(path, JSON.stringify(file))
}

/** Null where there is none; 'box-damaged' where it is not what was written. */
export async function readMixed(path: string): Promise<MixedVotes | null> {
  const bytes = await readPrivateFile(path)
  if (bytes === null) return null
  try {
    const file: unknown = JSON.parse(bytes.toString('utf8'))
    if (isMixedFile.Check(file) && file.digest === digestOf(file.votes))
      return { officers: file.officers, votes: file.votes.map(fromBase64url) }
  } catch {
    // Not JSON at all: the same answer as JSON of another shape.
  }
  throw new BallotBoxError(
    'box-damaged',
    `${path} is not what was written: check the disk, then void the vote and hold it again.`,
    'Nothing was counted; who has voted is in the record.',
  )
}

const digestOf = (votes: readonly string[]) =>
  createHash('sha256').update(votes.join()).digest('base64url')

/** Fisher and Yates, with the randomness of the system. */
export function shuffled<T>(items: readonly T[]): T[] {
  const mixed = [...items]
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1)
    const [a, b] = [mixed[last], mixed[other]]
    if (a === undefined || b === undefined) continue
    mixed[last] = b
    mixed[other] = a
  }
  return mixed
}
