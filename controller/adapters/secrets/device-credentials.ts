import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { credentialPath } from '../../protocol/credentials.ts'
import { readPrivateFile } from '../auth/private-file.ts'
import type { Secrets } from './secrets.ts'

/**
 * Writes each user's broker password to a file of its own (0600). A bridge that runs as another
 * Unix user is given just its own file (systemd: `LoadCredential=`), never the folder.
 *
 * Without fsync, as a password can always be derived again: a file that a power cut spoilt is put
 * right at the next start, and a thousand fsyncs would make the first one slow.
 */
export async function writeDeviceCredentials(
  dataDir: string,
  secrets: Secrets,
  users: Iterable<string>,
): Promise<void> {
  for (const user of users) {
    const path = join(dataDir, credentialPath(user))
    const secret = secrets.secretFor('mqtt', user)
    if ((await readPrivateFile(path))?.toString() === secret) continue
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFile(path, secret, { mode: 0o600 })
  }
}
