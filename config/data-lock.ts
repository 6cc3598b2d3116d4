import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { lockFile } from './setup/file-lock.mjs'
import type { Holder, Lock } from './setup/file-lock.mjs'

/** Another process works with the data folder. Nothing in the folder was touched. */
export class DataFolderHeld extends Error {
  readonly code = 'data-folder-held'
  /** Null while the holder is only just starting. */
  readonly holder: Holder | null

  constructor(folder: string, holder: Holder | null) {
    const who = holder
      ? `process ${holder.pid} on ${holder.host} since ${holder.since}`
      : 'a process that is just starting'
    super(
      `The data folder ${folder} is held by ${who}: stop that one, or name another with --data.`,
    )
    this.holder = holder
  }
}

/**
 * Takes the data folder for this process alone, creating it when there is none. The kernel gives the
 * lock up when the process ends, however it ends; `release` also removes its file.
 * @throws {DataFolderHeld}
 */
export async function acquireDataLock(folder: string): Promise<Lock> {
  await mkdir(folder, { recursive: true })
  const taken = await lockFile(join(folder, 'controller.lock'))
  if ('heldBy' in taken) throw new DataFolderHeld(folder, taken.heldBy)
  return taken.lock
}
