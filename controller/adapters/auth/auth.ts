import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Clock } from '../../engine/ports.ts'
import { FileAccounts } from './accounts.ts'
import { readPrivateFile, writePrivateFile } from './private-file.ts'
import { FileRevocations } from './revocations.ts'

export interface Auth {
  accounts: FileAccounts
  revocations: FileRevocations
  /** 32 bytes that seal session cookies; a new key signs everybody out. */
  sessionKey: Buffer
}

const SESSION_KEY_BYTES = 32

/** Opens or makes what sign-in keeps in the data folder: users.json and secrets/. All 0600. */
export async function openAuth(dataDir: string, clock: Clock): Promise<Auth> {
  const accounts = new FileAccounts(join(dataDir, 'users.json'), clock)
  const revocations = new FileRevocations(join(dataDir, 'secrets', 'ended-sessions.json'))
  await Promise.all([accounts.start(), revocations.start(clock.now())])
  return { accounts, revocations, sessionKey: await openSessionKey(dataDir) }
}

async function openSessionKey(dataDir: string): Promise<Buffer> {
  const path = join(dataDir, 'secrets', 'session.key')
  const stored = await readPrivateFile(path)
  if (stored !== null && stored.length === SESSION_KEY_BYTES) return stored
  const key = randomBytes(SESSION_KEY_BYTES)
  await writePrivateFile(path, key)
  return key
}
