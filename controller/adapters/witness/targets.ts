import { mkdtemp, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Checkpoint } from './checkpoint-file.ts'

/** Where heads are kept out of reach of whoever owns this machine. */
export type WitnessConfig = { kind: 'folder'; path: string } | { kind: 'url'; url: string }

export interface WitnessTarget {
  /** For faults and logs. */
  name: string
  /** Hands over what it has not; rejects where it cannot be reached or does not take it. */
  deliver(checkpoints: readonly Checkpoint[]): Promise<void>
}

/** A stick that was away for long is given so many; the newest alone binds all before it. */
const FOLDER_CATCH_UP = 1000
/** A witness answers at once or not at all; longer would hold up the next try. */
const URL_TIMEOUT_MS = 10_000
/** How the folder's name begins in which a file is written before it is moved to its place. */
const DRAFT = '.sapha-'
const REMOVED = { recursive: true, force: true }

export function witnessTarget(config: WitnessConfig): WitnessTarget {
  return config.kind === 'folder' ? folderTarget(config.path) : urlTarget(config.url)
}

/**
 * A folder on a stick or a share, one file for each checkpoint. It must exist: a stick that is not
 * plugged in would otherwise be replaced by a folder on this machine's own disk, unnoticed.
 */
function folderTarget(path: string): WitnessTarget {
  return {
    name: path,
    async deliver(checkpoints) {
      if (!(await stat(path)).isDirectory()) throw new Error(`${path} is not a folder`)
      const there = new Set(await readdir(path))
      // What a stick that was pulled out in the middle of writing still holds.
      for (const name of there) if (name.startsWith(DRAFT)) await rm(join(path, name), REMOVED)
      const missing = checkpoints
        .slice(-FOLDER_CATCH_UP)
        .filter((checkpoint) => !there.has(fileName(checkpoint)))
      for (const checkpoint of missing)
        await writeWhole(path, fileName(checkpoint), checkpoint.note)
    },
  }
}

const fileName = ({ seq }: Checkpoint) => `checkpoint-${String(seq).padStart(10, '0')}.txt`

/** After a stick was pulled out its files are whole or absent. */
async function writeWhole(folder: string, name: string, text: string): Promise<void> {
  const drafts = await mkdtemp(join(folder, DRAFT))
  try {
    const file = await open(join(drafts, name), 'wx')
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(join(drafts, name), join(folder, name))
  } finally {
    await rm(drafts, REMOVED)
  }
  const opened = await open(folder, 'r')
  try {
    await opened.sync()
  } finally {
    await opened.close()
  }
}

/** Another house's server, which is sent the newest: it binds everything before it. */
function urlTarget(url: string): WitnessTarget {
  return {
    name: url,
    async deliver(checkpoints) {
      const newest = checkpoints.at(-1)
      if (newest === undefined) return
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        body: newest.note,
        // Nothing but what is configured is ever contacted.
        redirect: 'error',
        signal: AbortSignal.timeout(URL_TIMEOUT_MS),
      })
      await response.body?.cancel()
      if (!response.ok) throw new Error(`it answered ${response.status}`)
    },
  }
}
