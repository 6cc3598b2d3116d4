import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSecrets, Secrets } from './secrets.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sapha-secrets-'))
})
afterEach(() => rm(dir, { recursive: true }))

describe('the master secret', () => {
  it('is made once, for its owner only, and stays the same', async () => {
    const first = await openSecrets(dir)
    const again = await openSecrets(dir)
    expect(again.secretFor('mqtt', 'console-1')).toBe(first.secretFor('mqtt', 'console-1'))
    expect((await stat(join(dir, 'secrets'))).mode & 0o777).toBe(0o700)
    expect((await stat(join(dir, 'secrets', 'master.key'))).mode & 0o777).toBe(0o600)
  })

  it.each([
    ['master.key', 0o640],
    ['', 0o750],
  ])('is refused when others may read secrets/%s', async (name, mode) => {
    await openSecrets(dir)
    await chmod(join(dir, 'secrets', name), mode)
    await expect(openSecrets(dir)).rejects.toMatchObject({ code: 'secrets-readable-by-others' })
  })

  it('is refused when it is not whole', async () => {
    await openSecrets(dir)
    await writeFile(join(dir, 'secrets', 'master.key'), 'short')
    await expect(openSecrets(dir)).rejects.toMatchObject({ code: 'secrets-malformed' })
  })
})

describe('what is derived', () => {
  const secrets = new Secrets(Buffer.alloc(32, 1))

  it('differs by purpose, id, revision and master', () => {
    const all = [
      secrets.secretFor('mqtt', 'a'),
      secrets.secretFor('screen', 'a'),
      secrets.secretFor('mqtt', 'b'),
      secrets.secretFor('mqtt', 'a', 2),
      new Secrets(Buffer.alloc(32, 2)).secretFor('mqtt', 'a'),
    ]
    expect(new Set(all).size).toBe(all.length)
    expect(all[0]).toMatch(/^[A-Za-z0-9_-]{43}$/)
  })

  it('is recognised, and nothing else is', () => {
    const secret = secrets.secretFor('mqtt', 'a')
    expect(secrets.matches('mqtt', 'a', secret)).toBe(true)
    expect(secrets.matches('mqtt', 'a', Buffer.from(secret))).toBe(true)
    expect(secrets.matches('mqtt', 'b', secret)).toBe(false)
    expect(secrets.matches('mqtt', 'a', secret, 2)).toBe(false)
    expect(secrets.matches('mqtt', 'a', '')).toBe(false)
  })

  it('gives a person eight digits for one sitting', () => {
    expect(secrets.personalCode('m1', 's1')).toMatch(/^[0-9]{8}$/)
    expect(secrets.personalCode('m1', 's1')).toBe(secrets.personalCode('m1', 's1'))
    expect(secrets.personalCode('m1', 's2')).not.toBe(secrets.personalCode('m1', 's1'))
  })
})
