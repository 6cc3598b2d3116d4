import { toBase64url } from '../../../controller/protocol/seal-vote.ts'
import { KEY_BYTES, type SealKey } from '../../../controller/protocol/sealing.ts'

/** What an officer's browser makes for the next secret vote; the half never leaves it before the count. */
export interface OfficerPair {
  /** Given to the chamber. */
  key: SealKey
  /** 32 bytes. Whoever has both officers' halves and the box can read the votes while it exists. */
  half: Uint8Array<ArrayBuffer>
}

/** What stands before the 32 bytes of a private X25519 key in PKCS #8 (RFC 8410). */
const PKCS8_PREFIX_BYTES = 16

/** Needs a secure page (TLS or loopback), as all of the browser's cryptography does. */
export async function makeOfficerPair(subtle: SubtleCrypto): Promise<OfficerPair> {
  const pair = await subtle.generateKey('X25519', true, ['deriveBits'])
  if (!('privateKey' in pair)) throw new TypeError('X25519 gave no pair of keys')
  const pkcs8 = new Uint8Array(await subtle.exportKey('pkcs8', pair.privateKey))
  const half = pkcs8.slice(PKCS8_PREFIX_BYTES)
  pkcs8.fill(0)
  return { key: toBase64url(new Uint8Array(await subtle.exportKey('raw', pair.publicKey))), half }
}

/** Crockford's base 32: no letter looks like a digit or like another. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const BITS = 5
const CHECK_BYTES = 3
const GROUP = 4
/** 35 bytes are 56 digits exactly. */
const CODE = /^[0-9A-HJKMNP-TV-Z]{56}$/

/**
 * The half as a person can write it down and read it out: fourteen groups of four, the last digits
 * of which tell a slip of the pen.
 */
export async function recoveryCodeOf(
  subtle: SubtleCrypto,
  half: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const bytes = [...half, ...(await checkOf(subtle, half))]
  let digits = ''
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = (value << 8) | byte
    bits += 8
    while (bits >= BITS) {
      bits -= BITS
      digits += DIGITS.charAt((value >> bits) & 31)
    }
    value &= (1 << bits) - 1
  }
  return digits.replaceAll(new RegExp(`(.{${GROUP}})(?=.)`, 'g'), '$1-')
}

/** The half of a code as a person typed it; null where a digit is missing or wrong. */
export async function halfOfCode(
  subtle: SubtleCrypto,
  typed: string,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const code = typed
    .toUpperCase()
    .replaceAll(/[\s-]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
  if (!CODE.test(code)) return null
  const bytes = new Uint8Array(KEY_BYTES + CHECK_BYTES)
  let bits = 0
  let value = 0
  let at = 0
  for (const digit of code) {
    value = (value << BITS) | DIGITS.indexOf(digit)
    bits += BITS
    if (bits < 8) continue
    bits -= 8
    bytes[at++] = value >> bits
    value &= (1 << bits) - 1
  }
  const half = bytes.slice(0, KEY_BYTES)
  const check = await checkOf(subtle, half)
  return check.every((byte, place) => byte === bytes[KEY_BYTES + place]) ? half : null
}

async function checkOf(subtle: SubtleCrypto, half: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await subtle.digest('SHA-256', half)).slice(0, CHECK_BYTES)
}
