import { randomBytes } from 'node:crypto'
import { open, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Overwrites a file in place, removes it and makes that durable. What a disk keeps of blocks it has
 * replaced by itself is beyond any program (docs/secret-ballots.md).
 */
export async function shred(path: string): Promise<void> {
  try {
    const file = await open(path, 'r+')
    try {
      const { size } = await file.stat()
      await file.write(randomBytes(size), 0, size, 0)
      await file.sync()
    } finally {
      await file.close()
    }
    await unlink(path)
  } catch (error) {
    if (isMissing(error)) return
    throw error
  }
  await syncFolder(dirname(path))
}

export const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** A new or removed name survives a power cut only after this. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
