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

describe('another account', () => {
  test('is made with a code that works once, for one name, for an hour', async () => {
    const { accounts } = await openWithChief()
    const added = accounts.add('malee', 'chief')
    if (typeof added === 'string') throw new Error(added)
    expect(added.until).toBe(now + 3_600_000)
    expect(accounts.openCodes()).toEqual([{ user: 'malee', by: 'chief', until: added.until }])
    expect(await accounts.setUp(added.code, 'other', PASSWORD)).toBe('wrong-code')
    expect(await accounts.setUp('guessed', 'malee', PASSWORD)).toBe('wrong-code')
    expect(await accounts.setUp(added.code, 'malee', 'short')).toBe('weak-password')
    const twice = [1, 2].map(() => accounts.setUp(added.code, 'malee', PASSWORD))
    expect(await Promise.all(twice)).toEqual(['created', 'setup-done'])
    expect(accounts.list()).toEqual([
      { user: 'chief', addedBy: null, addedAt: now },
      { user: 'malee', addedBy: 'chief', addedAt: now },
    ])
    expect(accounts.add('malee', 'chief')).toBe('user-exists')
    const { accounts: again } = await open()
    expect(await again.verify('malee', PASSWORD)).toBe(true)
    expect(await readFile(join(dir, 'users.json'), 'utf8')).not.toContain(added.code)
  })

  test('is not made with a code that is over, was replaced or taken back', async () => {
    const { accounts } = await openWithChief()
    const give = (user: string) => {
      const added = accounts.add(user, 'chief')
      if (typeof added === 'string') throw new Error(added)
      return added.code
    }
    const [first, second] = [give('malee'), give('malee')]
    expect(await accounts.setUp(first, 'malee', PASSWORD)).toBe('wrong-code')
    expect(await accounts.remove('malee')).toBe('removed')
    const other = give('other')
    expect(await accounts.setUp(second, 'malee', PASSWORD)).toBe('wrong-code')
    now += 3_600_000
    expect(await accounts.setUp(other, 'other', PASSWORD)).toBe('setup-done')
    expect(accounts.openCodes()).toEqual([])
    for (let i = 0; i < 20; i++) give(`u${i}`)
    expect(accounts.add('u20', 'chief')).toBe('too-many-accounts')
  })

  test('can be removed, never the last; its namesake later has no session of it', async () => {
    const { accounts } = await openWithChief()
    const make = async () => {
      const added = accounts.add('malee', 'chief')
      if (typeof added === 'string') throw new Error(added)
      await accounts.setUp(added.code, 'malee', PASSWORD)
      return accounts.revisionOf('malee')
    }
    const before = await make()
    expect(await accounts.remove('malee')).toBe('removed')
    expect([accounts.revisionOf('malee'), await accounts.verify('malee', PASSWORD)]).toEqual([
      null,
      false,
    ])
    expect(await accounts.remove('malee')).toBe('no-such-user')
    const both = [await make(), accounts.revisionOf('chief')]
    expect(both).not.toContain(before)
    const removals = await Promise.all([accounts.remove('chief'), accounts.remove('malee')])
    expect(removals).toEqual(['removed', 'last-account'])
    expect((await open()).accounts.list().map(({ user }) => user)).toEqual(['malee'])
  })

  test('has its own password, which changes with the old one only', async () => {
    const { accounts } = await openWithChief()
    const before = accounts.revisionOf('chief')
    const next = 'another long phrase'
    expect(await accounts.changePassword('chief', 'guessed phrase', next)).toBe('wrong-password')
    expect(await accounts.changePassword('chief', PASSWORD, 'short')).toBe('weak-password')
    expect(accounts.revisionOf('chief')).toBe(before)
    expect(await accounts.changePassword('chief', PASSWORD, next)).toBe('changed')
    expect(accounts.revisionOf('chief')).not.toBe(before)
    const { accounts: again } = await open()
    expect(await again.verify('chief', PASSWORD)).toBe(false)
    expect(await again.verify('chief', next)).toBe(true)
  })

  test('may stand beside those of a file written before there could be another', async () => {
    await openWithChief()
    const path = join(dir, 'users.json')
    const { users } = JSON.parse(await readFile(path, 'utf8')) as { users: { hash: string }[] }
    const old = { user: 'chief', hash: users[0]?.hash, revision: 3 }
    await writeFile(path, JSON.stringify({ version: 1, users: [old] }))
    const { accounts } = await open()
    expect(accounts.list()).toEqual([{ user: 'chief', addedBy: null, addedAt: null }])
    expect(accounts.revisionOf('chief')).toBe(3)
    expect(await accounts.changePassword('chief', PASSWORD, 'another long phrase')).toBe('changed')
    expect(accounts.revisionOf('chief')).toBe(4)
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
