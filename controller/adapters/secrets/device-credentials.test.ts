import { mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { credentialPath } from '../../protocol/credentials.ts'
import { writeDeviceCredentials } from './device-credentials.ts'
import { Secrets } from './secrets.ts'

it("writes each device's password for its owner only, and rewrites only what is wrong", async () => {
  const dir = await mkdtemp(join(tmpdir(), 'sapha-credentials-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  const secrets = new Secrets(Buffer.alloc(32, 1))
  const [right, wrong] = ['bridge-1', 'console-1'].map((user) => join(dir, credentialPath(user)))
  if (right === undefined || wrong === undefined) throw new Error('two paths')
  await writeDeviceCredentials(dir, secrets, ['bridge-1', 'console-1'])
  expect(await readFile(right, 'utf8')).toBe(secrets.secretFor('mqtt', 'bridge-1'))
  expect((await stat(right)).mode & 0o777).toBe(0o600)
  expect((await stat(join(dir, 'secrets', 'mqtt'))).mode & 0o777).toBe(0o700)

  await writeFile(wrong, 'half')
  await utimes(right, 1, 1)
  await writeDeviceCredentials(dir, secrets, ['bridge-1', 'console-1'])
  expect(await readFile(wrong, 'utf8')).toBe(secrets.secretFor('mqtt', 'console-1'))
  expect((await stat(right)).mtimeMs).toBe(1000)
})
