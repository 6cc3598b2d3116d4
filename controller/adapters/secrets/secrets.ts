import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { SecretsPort } from '../../engine/ports.ts'
import type { MemberId, SittingId } from '../../protocol/ids.ts'
import { readPrivateFile, writePrivateFile } from '../auth/private-file.ts'

export class SecretsError extends Error {
  readonly code: 'secrets-readable-by-others' | 'secrets-malformed'
  constructor(code: SecretsError['code'], message: string) {
    super(message)
    this.name = 'SecretsError'
    this.code = code
  }
}

const MASTER_BYTES = 32
/** Group and others must have no right at all. */
const OTHERS = 0o077

/**
 * Passwords, keys and codes, all derived from one master secret by HMAC-SHA256 (RFC 2104): nothing
 * else needs to be stored, and the same id always gets the same secret. A higher revision replaces
 * a secret that became known.
 */
export class Secrets implements SecretsPort {
  readonly #master: Buffer

  constructor(master: Buffer) {
    this.#master = master
  }

  secretFor(purpose: string, id: string, revision = 1): string {
    return this.#digest(purpose, id, revision).toString('base64url')
  }

  /** Takes the same time wherever the first difference is. */
  matches(purpose: string, id: string, given: string | Buffer, revision = 1): boolean {
    const expected = Buffer.from(this.secretFor(purpose, id, revision))
    const tried = Buffer.from(given)
    return tried.length === expected.length && timingSafeEqual(tried, expected)
  }

  personalCode(member: MemberId, sitting: SittingId): string {
    // 48 bits over 10^8 codes: no code is likelier than another by more than 1 in 2.8 million.
    const number = this.#digest('code', JSON.stringify([member, sitting]), 1).readUIntBE(0, 6)
    return String(number % 100_000_000).padStart(8, '0')
  }

  #digest(purpose: string, id: string, revision: number): Buffer {
    // As JSON, so that no two different triples give the same bytes.
    return createHmac('sha256', this.#master)
      .update(JSON.stringify([purpose, id, revision]))
      .digest()
  }
}

/**
 * Opens `DIR/secrets/master.key`, or makes it at the first start (0600, its folder 0700). Throws
 * SecretsError where somebody else could have read it, or where it is not what was written.
 */
export async function openSecrets(dataDir: string): Promise<Secrets> {
  const folder = join(dataDir, 'secrets')
  const path = join(folder, 'master.key')
  const stored = await readPrivateFile(path)
  if (stored === null) {
    const master = randomBytes(MASTER_BYTES)
    await writePrivateFile(path, master)
    await refuseOpenDoors(folder)
    return new Secrets(master)
  }
  await refuseOpenDoors(folder)
  await refuseOpenDoors(path)
  if (stored.length !== MASTER_BYTES)
    throw new SecretsError(
      'secrets-malformed',
      `${path} holds ${stored.length} bytes, not ${MASTER_BYTES}: restore it from a backup. Without it every console and invitation needs a new password; the record is not affected.`,
    )
  return new Secrets(stored)
}

async function refuseOpenDoors(path: string): Promise<void> {
  const { mode } = await stat(path)
  if ((mode & OTHERS) === 0) return
  throw new SecretsError(
    'secrets-readable-by-others',
    `Other users of this machine may read ${path}: run chmod go-rwx on it, and delete master.key first if somebody untrusted had access (all passwords then change). The record is not affected.`,
  )
}
