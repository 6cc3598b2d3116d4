import { hash, verify } from '@node-rs/argon2'

/**
 * argon2id with OWASP's first recommendation (Password Storage Cheat Sheet): 46 MiB, one pass, one
 * lane. About 40 ms of one core on the machines we measured: unnoticed by a person, dear to a guesser.
 */
const ARGON2 = { algorithm: 2, memoryCost: 47_104, timeCost: 1, parallelism: 1 } as const

/** NIST SP 800-63B asks for length, not for kinds of characters. */
export const MIN_PASSWORD_LENGTH = 10

/** What people type first when ten characters are asked for; compared without case. */
const COMMON = new Set([
  '1234567890',
  '0123456789',
  '12345678910',
  'qwertyuiop',
  'qwerty12345',
  'password12',
  'password123',
  'password1234',
  'passw0rd123',
  'administrator',
  'admin12345',
  'parliament',
  'parliament1',
  'letmein1234',
  'changeme123',
  'welcome123',
  'iloveyou123',
  'thailand123',
])

/** Fewer different characters than this is a pattern, not a password. */
const MIN_DIFFERENT = 5

/** True where a password is long enough and not one of the first to be guessed for this user. */
export function isAcceptable(password: string, user: string): boolean {
  const letters = [...password.normalize('NFC')]
  const plain = password.toLowerCase()
  return (
    letters.length >= MIN_PASSWORD_LENGTH &&
    new Set(letters).size >= MIN_DIFFERENT &&
    !COMMON.has(plain) &&
    plain.replaceAll(user.toLowerCase(), '').length >= MIN_PASSWORD_LENGTH / 2
  )
}

/** NFC first: the same Thai word can be typed as different code points on two keyboards. */
export const hashPassword = (password: string) => hash(password.normalize('NFC'), ARGON2)

export const matchesHash = (stored: string, password: string) =>
  verify(stored, password.normalize('NFC'))
