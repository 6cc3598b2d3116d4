import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openAuth } from './auth.ts'

const PASSWORD = 'a long enough phrase'

let dir = ''
let now = 1_000_000
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sapha-auth-'))
})
afterEach(() => rm(dir, { recursive: true }))

const open = () => openAuth(dir, { now: () => now })

async function openWithChief() {
  const auth = await open()
  await auth.accounts.setUp(auth.accounts.setupCode ?? '', 'chief', PASSWORD)
  return auth
}

describe('accounts', () => {
  test('outlive a restart, in files that only their owner reads, without the password', async () => {
    await openWithChief()
    const { accounts } = await open()
    expect(accounts.setupCode).toBeNull()
    expect(await accounts.verify('chief', PASSWORD)).toBe(true)
    expect(await accounts.verify('chief', `${PASSWORD}.`)).toBe(false)
    expect(await accounts.verify('nobody', PASSWORD)).toBe(false)
    expect(accounts.revisionOf('chief')).toBe(1)
    const stored = await readFile(join(dir, 'users.json'), 'utf8')
    expect(stored).toMatch(/\$argon2id\$v=19\$m=47104,t=1,p=1\$/)
    expect(stored).not.toContain(PASSWORD)
    for (const name of ['users.json', 'secrets/session.key'])
      expect((await stat(join(dir, name))).mode & 0o777, name).toBe(0o600)
    expect((await readdir(dir)).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  test('take the same word however a keyboard composed it', async () => {
    const auth = await open()
    const [composed, apart] = ['caf\u00e9 très long', 'cafe\u0301 tre\u0300s long']
    await auth.accounts.setUp(auth.accounts.setupCode ?? '', 'chief', composed)
    expect(await auth.accounts.verify('chief', apart)).toBe(true)
  })

  test('that a broken file holds are named, not overwritten', async () => {
    for (const text of ['{"version":2}', 'half a fi']) {
      await writeFile(join(dir, 'users.json'), text)
      await expect(open()).rejects.toMatchObject({ code: 'accounts-malformed' })
      expect(await readFile(join(dir, 'users.json'), 'utf8')).toBe(text)
    }
  })

  test('have a set-up code that changes with each start until there is one', async () => {
    const [first, second] = [await open(), await open()]
    expect(first.accounts.setupCode).toMatch(/^[\w-]{20}$/)
    expect(second.accounts.setupCode).not.toBe(first.accounts.setupCode)
  })
})

describe('ended sessions', () => {
  test('stay ended across a restart, until they would have ended by themselves', async () => {
    const { revocations } = await open()
    await Promise.all([revocations.revoke('short', now + 10), revocations.revoke('long', now + 99)])
    expect(revocations.isRevoked('short')).toBe(true)
    now += 50
    const again = await open()
    expect(again.revocations.isRevoked('long')).toBe(true)
    expect(again.revocations.isRevoked('short')).toBe(false)
    expect(again.revocations.isRevoked('never')).toBe(false)
  })

  test('that a broken file holds are named', async () => {
    await open()
    await writeFile(join(dir, 'secrets', 'ended-sessions.json'), '[["a"]]')
    await expect(open()).rejects.toMatchObject({ code: 'revocations-malformed' })
  })
})

test('the key of sessions is kept, and made again when it is not whole', async () => {
  const { sessionKey } = await open()
  expect((await open()).sessionKey).toEqual(sessionKey)
  await writeFile(join(dir, 'secrets', 'session.key'), 'short')
  expect((await open()).sessionKey).toHaveLength(32)
})
