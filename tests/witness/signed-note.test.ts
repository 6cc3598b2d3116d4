import { describe, expect, it } from 'vitest'
import {
  certify,
  checkpointHead,
  checkpointNote,
  isCertified,
  keyText,
  makeSigningKey,
  openNote,
  signingKey,
  signNote,
} from '../../controller/adapters/witness/signed-note.ts'

const HEAD = { seq: 1234, hash: 'ab'.repeat(32) }

/** RFC 8032 section 7.1, test 1. */
const SECRET = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'
const PUBLIC = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'
const pem = (seed: string) =>
  `-----BEGIN PRIVATE KEY-----\n${Buffer.from(`302e020100300506032b657004220420${seed}`, 'hex').toString('base64')}\n-----END PRIVATE KEY-----\n`

describe('a signed note', () => {
  const key = makeSigningKey('sapha/hall')

  it('is opened by its key and by no other', () => {
    const note = signNote('hello\n', key)
    expect(openNote(note, key)).toBe('hello\n')
    expect(openNote(note, makeSigningKey('sapha/hall'))).toBeNull()
    expect(openNote(note, { ...key, name: 'sapha/other' })).toBeNull()
  })

  it('is not opened after any change of one character', () => {
    const note = signNote('hello\n', key)
    for (let at = 0; at < note.length; at++)
      for (const other of 'xyzAQgw\n')
        if (note[at] !== other)
          expect(openNote(`${note.slice(0, at)}${other}${note.slice(at + 1)}`, key)).toBeNull()
  })

  it('knows the key of RFC 8032', () => {
    expect(Buffer.from(signingKey('n', pem(SECRET)).publicKey, 'base64').toString('hex')).toBe(
      PUBLIC,
    )
  })

  it('names a key as C2SP does', () => {
    expect(keyText(key)).toMatch(/^sapha\/hall\+[0-9a-f]{8}\+AQ?[A-Za-z0-9+/]{42,44}=*$/)
  })
})

describe('a checkpoint', () => {
  const key = makeSigningKey('sapha/hall')

  it('says the head, and says it the same way each time', () => {
    const note = checkpointNote(HEAD, key)
    expect(note.split('\n').slice(0, 4)).toEqual([
      'sapha/hall',
      '1234',
      Buffer.from(HEAD.hash, 'hex').toString('base64'),
      '',
    ])
    expect(checkpointHead(note)).toEqual(HEAD)
    expect(checkpointNote(HEAD, key)).toBe(note)
  })

  it('is none where a line is missing', () => {
    expect(checkpointHead(checkpointNote(HEAD, key).replace('1234\n', ''))).toBeNull()
  })
})

describe('a succession of keys', () => {
  it('holds for the key that was certified, by the one that certified it', () => {
    const [old, next, other] = [1, 2, 3].map(() => makeSigningKey('sapha/hall'))
    if (!old || !next || !other) throw new Error('no keys')
    const certificate = certify(next, old)
    expect(isCertified(next, certificate, old)).toBe(true)
    expect(isCertified(other, certificate, old)).toBe(false)
    expect(isCertified(next, certificate, other)).toBe(false)
  })
})
