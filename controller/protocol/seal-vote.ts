import { CHOICE_BYTES, KEY_BYTES, type SealKey, type VoteSeal, type VoteSender } from './sealing.ts'

/**
 * The sealer of bridges, consoles in a browser and consoles of others: small enough to be read whole.
 * The cipher, and with it all randomness, is the caller's `crypto.subtle`.
 */

type Bytes = Uint8Array<ArrayBuffer>

/** Names the use of a layer's key: a vote sealed for one ballot or officer opens under no other. */
const contextOf = (ballot: string, layer: string) => utf8(`sapha secret vote 1 ${ballot} ${layer}`)
export const officerContext = (ballot: string, officer: 1 | 2) =>
  contextOf(ballot, `officer ${officer}`)
export const boxContext = (ballot: string, from: VoteSender) => contextOf(ballot, `box ${from}`)

/** `choice`: its number in the vote's list, from 1. Resolves to the text that travels. */
export async function sealVote(
  subtle: SubtleCrypto,
  vote: { ballot: string; seal: VoteSeal; from: VoteSender; choice: number },
): Promise<string> {
  const { ballot, seal, from, choice } = vote
  const slot = await sealForOfficers(subtle, ballot, seal.keys, choice)
  return toBase64url(await sealLayer(subtle, seal.box, boxContext(ballot, from), slot))
}

/** What lies in the box; 0 is the blank. */
export async function sealForOfficers(
  subtle: SubtleCrypto,
  ballot: string,
  [first, second]: VoteSeal['keys'],
  choice: number,
): Promise<Bytes> {
  const padded = new Uint8Array(CHOICE_BYTES)
  padded[0] = choice
  const inner = await sealLayer(subtle, first, officerContext(ballot, 1), padded)
  return sealLayer(subtle, second, officerContext(ballot, 2), inner)
}

/** Ephemeral public key, then the content encrypted; no two are alike. */
export async function sealLayer(
  subtle: SubtleCrypto,
  receiver: SealKey,
  context: Bytes,
  content: Bytes,
): Promise<Bytes> {
  const to = fromBase64url(receiver)
  const theirs = await subtle.importKey('raw', to, 'X25519', false, [])
  const own = await subtle.generateKey('X25519', false, ['deriveBits'])
  if (!('privateKey' in own)) throw new TypeError('X25519 gave no pair of keys')
  const ephemeral = new Uint8Array(await subtle.exportKey('raw', own.publicKey))
  const key = await layerKey(subtle, own.privateKey, theirs, joined(ephemeral, to), context)
  return joined(ephemeral, new Uint8Array(await subtle.encrypt(GCM, key, content)))
}

/** Rejects where it was sealed for another key or context, or was changed. */
export async function openLayer(
  subtle: SubtleCrypto,
  receiver: { private: CryptoKey; public: SealKey },
  context: Bytes,
  sealed: Bytes,
): Promise<Bytes> {
  const ephemeral = sealed.slice(0, KEY_BYTES)
  const theirs = await subtle.importKey('raw', ephemeral, 'X25519', false, [])
  const salt = joined(ephemeral, fromBase64url(receiver.public))
  const key = await layerKey(subtle, receiver.private, theirs, salt, context)
  return new Uint8Array(await subtle.decrypt(GCM, key, sealed.slice(KEY_BYTES)))
}

/** Zero is safe: each key comes from an ephemeral one and encrypts once. */
const GCM = { name: 'AES-GCM', iv: new Uint8Array(12) }

async function layerKey(
  subtle: SubtleCrypto,
  own: CryptoKey,
  theirs: CryptoKey,
  salt: Bytes,
  info: Bytes,
): Promise<CryptoKey> {
  const shared = await subtle.deriveBits({ name: 'X25519', public: theirs }, own, 8 * KEY_BYTES)
  const secret = await subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey'])
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt, info }
  const aes = { name: 'AES-GCM', length: 256 }
  return subtle.deriveKey(hkdf, secret, aes, false, ['encrypt', 'decrypt'])
}

function joined(a: Bytes, b: Bytes): Bytes {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

const utf8 = (text: string): Bytes => new TextEncoder().encode(text)

export const toBase64url = (bytes: Bytes): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')

export const fromBase64url = (text: string): Bytes =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
    character.charCodeAt(0),
  )
