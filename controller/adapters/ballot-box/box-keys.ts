import { createHmac, createPrivateKey, createPublicKey, randomBytes } from 'node:crypto'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { BallotBoxError, type NewBox } from '../../engine/ports.ts'
import { BallotId, MemberId } from '../../protocol/ids.ts'
import { OfficerKey, SealKey } from '../../protocol/sealing.ts'
import { readPrivateFile, writePrivateFile } from '../auth/private-file.ts'

const { subtle } = crypto

const Secret = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' })

/** DATA/ballot-boxes/<ballot>.key, 0600: all that ties a place to a person. It dies with the box. */
const KeyFile = Type.Object(
  {
    version: Type.Literal(1),
    ballot: BallotId,
    officers: Type.Tuple([OfficerKey, OfficerKey]),
    voters: Type.Array(MemberId, { maxItems: 5000 }),
    /** Orders the places. */
    places: Secret,
    /** Vouches for what lies in each. */
    marks: Secret,
    /** The box's own pair, that opens the outermost layer. */
    private: Secret,
    public: SealKey,
  },
  { additionalProperties: false },
)
export type BoxKeys = Type.Static<typeof KeyFile>
const isKeyFile = Compile(KeyFile)

/** What stands before the 32 bytes of a private X25519 key in PKCS #8 (RFC 8410). */
const PKCS8_X25519 = Buffer.from('302e020100300506032b656e04220420', 'hex')

export function makeBoxKeys({ ballot, voters, officers }: NewBox): BoxKeys {
  const half = randomBytes(32)
  return {
    version: 1,
    ballot,
    officers: [...officers],
    voters: [...voters],
    places: randomBytes(32).toString('base64url'),
    marks: randomBytes(32).toString('base64url'),
    private: half.toString('base64url'),
    public: publicOf(half),
  }
}

export const storeBoxKeys = (path: string, keys: BoxKeys) =>
  writePrivateFile(path, JSON.stringify(keys))

/** Null where there is none; 'box-damaged' where it is not what was written. */
export async function readBoxKeys(path: string): Promise<BoxKeys | null> {
  const bytes = await readPrivateFile(path)
  if (bytes === null) return null
  try {
    const keys: unknown = JSON.parse(bytes.toString('utf8'))
    if (isKeyFile.Check(keys)) return keys
  } catch {
    // Not JSON at all: the same answer as JSON of another shape.
  }
  throw new BallotBoxError(
    'box-damaged',
    `${path} is not what was written: check the disk, then void the vote and hold it again.`,
    'Who has voted is in the record.',
  )
}

/** Each voter's place, from 0, in an order that only the key gives. */
export function placesOf({ places, voters }: BoxKeys): ReadonlyMap<MemberId, number> {
  const rank = (member: MemberId) =>
    createHmac('sha256', Buffer.from(places, 'base64url')).update(member).digest('hex')
  const ranked = voters.map((member) => ({ member, rank: rank(member) }))
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1))
  return new Map(ranked.map(({ member }, place) => [member, place]))
}

/**
 * Tells a damaged place from a vote that was sealed wrongly, and a voter's place from a blank (that
 * somebody voted is in the record): sixteen bytes over place and content.
 */
export const markOf = (
  { marks, ballot }: BoxKeys,
  place: number,
  { content, isBlank }: { content: Uint8Array; isBlank: boolean },
): Buffer =>
  createHmac('sha256', Buffer.from(marks, 'base64url'))
    .update(`${ballot} ${place} ${isBlank ? 'blank' : 'vote'} `)
    .update(content)
    .digest()
    .subarray(0, 16)

/** The public key that belongs to a private half. */
export function publicOf(half: Uint8Array): SealKey {
  const { x } = createPublicKey(privateKey(half)).export({ format: 'jwk' })
  return x ?? ''
}

/** For the sealer; cannot be read back out of it. */
export async function importHalf(half: Uint8Array): Promise<CryptoKey> {
  const pkcs8 = Buffer.concat([PKCS8_X25519, half])
  try {
    return await subtle.importKey('pkcs8', pkcs8, 'X25519', false, ['deriveBits'])
  } finally {
    pkcs8.fill(0)
  }
}

function privateKey(half: Uint8Array) {
  const der = Buffer.concat([PKCS8_X25519, half])
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  } finally {
    der.fill(0)
  }
}
