import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  sign,
  verify,
} from 'node:crypto'
import type { RecordHead } from '../../engine/ports.ts'

/**
 * Signed notes after C2SP (https://c2sp.org/signed-note, https://c2sp.org/tlog-checkpoint): a text,
 * an empty line, and lines of `— name base64(key id ‖ signature)`.
 */

/** A key that signs: its name is the first line of what it signs. */
export interface SigningKey {
  name: string
  /** PKCS #8, PEM. */
  privateKey: string
  /** The 32 bytes of Ed25519, base64. */
  publicKey: string
}

export interface VerifyingKey {
  name: string
  publicKey: string
}

/** The DER of an Ed25519 public key before its 32 bytes (RFC 8410 section 4). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')
/** Signature type of Ed25519 in a key id. */
const ED25519 = 0x01
const KEY_ID_BYTES = 4

export function makeSigningKey(name: string): SigningKey {
  const { privateKey } = generateKeyPairSync('ed25519')
  return signingKey(name, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
}

/** Throws where the text is no Ed25519 key. */
export function signingKey(name: string, privateKey: string): SigningKey {
  const key = createPrivateKey(privateKey)
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('It is not an Ed25519 key.')
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' })
  return { name, privateKey, publicKey: spki.subarray(SPKI.length).toString('base64') }
}

/** `name+keyid+base64`, the form in which such keys are published. */
export function keyText({ name, publicKey }: VerifyingKey): string {
  const bytes = Buffer.concat([Buffer.from([ED25519]), Buffer.from(publicKey, 'base64')])
  return `${name}+${keyId({ name, publicKey }).toString('hex')}+${bytes.toString('base64')}`
}

function keyId({ name, publicKey }: VerifyingKey): Buffer {
  const bytes = Buffer.concat([
    Buffer.from(`${name}\n`),
    Buffer.from([ED25519]),
    Buffer.from(publicKey, 'base64'),
  ])
  return hash('sha256', bytes, 'buffer').subarray(0, KEY_ID_BYTES)
}

/** `text` ends with a line feed. */
export function signNote(text: string, key: SigningKey): string {
  const signature = sign(null, Buffer.from(text), createPrivateKey(key.privateKey))
  const line = Buffer.concat([keyId(key), signature]).toString('base64')
  return `${text}\n— ${key.name} ${line}\n`
}

/** The text of a note this key signed, alone; null for anything else. */
export function openNote(note: string, key: VerifyingKey): string | null {
  const end = note.indexOf('\n\n')
  const line = /^— (\S+) ([A-Za-z0-9+/]+={0,2})\n$/.exec(note.slice(end + 2))
  if (end === -1 || line?.[1] !== key.name) return null
  const text = note.slice(0, end + 1)
  const bytes = Buffer.from(line[2] ?? '', 'base64')
  // The last digit holds bits that say nothing: only one way of writing them counts.
  if (bytes.toString('base64') !== line[2]) return null
  if (!bytes.subarray(0, KEY_ID_BYTES).equals(keyId(key))) return null
  const spki = Buffer.concat([SPKI, Buffer.from(key.publicKey, 'base64')])
  const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' })
  return verify(null, Buffer.from(text), publicKey, bytes.subarray(KEY_ID_BYTES)) ? text : null
}

/** The chain's head as a checkpoint: origin, number of events, base64 of the head's 32 bytes. */
export const checkpointNote = ({ seq, hash: head }: RecordHead, key: SigningKey): string =>
  signNote(`${key.name}\n${seq}\n${Buffer.from(head, 'hex').toString('base64')}\n`, key)

/** What a checkpoint says, unproven; null where it is none. */
export function checkpointHead(note: string): RecordHead | null {
  const lines = /^\S+\n([1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n\n— /.exec(note)
  if (lines === null) return null
  return { seq: Number(lines[1]), hash: Buffer.from(lines[2] ?? '', 'base64').toString('hex') }
}

/** What the old key signs when a new one takes over. */
const successionText = (name: string, publicKey: string) => `${name}\nnext key\n${publicKey}\n`

/** The old key's certificate for the new one: a signed note. */
export const certify = (next: VerifyingKey, old: SigningKey): string =>
  signNote(successionText(old.name, next.publicKey), old)

export const isCertified = (next: VerifyingKey, certificate: string, old: VerifyingKey): boolean =>
  openNote(certificate, old) === successionText(old.name, next.publicKey)
