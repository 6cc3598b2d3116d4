import { rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { readPrivateFile, writePrivateFile } from '../auth/private-file.ts'
import { certify, makeSigningKey, signingKey, type SigningKey } from './signed-note.ts'

export class SigningKeyError extends Error {
  readonly code: 'signing-key-readable-by-others' | 'signing-key-malformed' | 'signing-key-missing'
  constructor(code: SigningKeyError['code'], message: string) {
    super(message)
    this.name = 'SigningKeyError'
    this.code = code
  }
}

/** A key, and what the key before it says about it. */
export interface CertifiedKey extends SigningKey {
  certificate: string | null
}

const Stored = Compile(
  Type.Object(
    {
      name: Type.String({ minLength: 1, maxLength: 81 }),
      privateKey: Type.String({ maxLength: 1000 }),
      certificate: Type.Union([Type.String({ maxLength: 1000 }), Type.Null()]),
    },
    { additionalProperties: false },
  ),
)

/** Group and others must have no right at all. */
const OTHERS = 0o077

const fileOf = (dataDir: string, which: 'signing' | 'next') =>
  join(dataDir, 'keys', `${which}-key.json`)

/** The key that signs, made at the first start (0600). Throws SigningKeyError. */
export async function openSigningKey(dataDir: string, name: string): Promise<CertifiedKey> {
  const known = await presentKey(dataDir)
  if (known !== null) return known
  const made = { ...makeSigningKey(name), certificate: null }
  await writeKey(fileOf(dataDir, 'signing'), made)
  return made
}

/** The key that signs now; null where there is none. Throws SigningKeyError. */
export const presentKey = (dataDir: string): Promise<CertifiedKey | null> =>
  readKey(fileOf(dataDir, 'signing'))

/** The key that waits to take over; null where none does. */
export const waitingKey = (dataDir: string): Promise<CertifiedKey | null> =>
  readKey(fileOf(dataDir, 'next'))

/** The waiting key takes the place of the one that signed, whose private half is gone with it. */
export const adoptWaitingKey = (dataDir: string): Promise<void> =>
  rename(fileOf(dataDir, 'next'), fileOf(dataDir, 'signing'))

/**
 * Makes the next key, certified by the present one. The controller records it and signs with it from
 * then on, at once where it runs. One that waits already is kept: asking twice is asking once.
 */
export async function prepareNextKey(
  dataDir: string,
): Promise<{ present: SigningKey; next: CertifiedKey }> {
  const present = await presentKey(dataDir)
  if (present === null)
    throw new SigningKeyError(
      'signing-key-missing',
      `There is no signing key in ${dataDir}: it is made at the controller's first start.`,
    )
  const waiting = await waitingKey(dataDir)
  if (waiting !== null) return { present, next: waiting }
  const made = makeSigningKey(present.name)
  const next = { ...made, certificate: certify(made, present) }
  await writeKey(fileOf(dataDir, 'next'), next)
  return { present, next }
}

const writeKey = (path: string, { name, privateKey, certificate }: CertifiedKey) =>
  writePrivateFile(path, `${JSON.stringify({ name, privateKey, certificate }, null, 2)}\n`)

async function readKey(path: string): Promise<CertifiedKey | null> {
  const stored = await readPrivateFile(path)
  if (stored === null) return null
  if (((await stat(path)).mode & OTHERS) !== 0)
    throw new SigningKeyError(
      'signing-key-readable-by-others',
      `Other users of this machine may read ${path}: run chmod go-rwx on it, and npm run rotate-key if somebody untrusted had access. The record is not affected.`,
    )
  try {
    const parsed: unknown = JSON.parse(stored.toString('utf8'))
    if (Stored.Check(parsed)) {
      const { name, privateKey, certificate } = parsed
      return { ...signingKey(name, privateKey), certificate }
    }
  } catch {
    // Not JSON, or not a key: said below.
  }
  throw new SigningKeyError(
    'signing-key-malformed',
    `${path} holds no signing key: restore it from a backup. Without it a new key is needed, which nobody certifies. The record is not affected.`,
  )
}
