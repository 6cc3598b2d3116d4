import { mkdir, open, readFile, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { RecordHead } from '../../engine/ports.ts'
import { checkpointHead } from './signed-note.ts'

/** A signed head of the chain. */
export interface Checkpoint extends RecordHead {
  note: string
}

/** Origin, size, hash, empty line, signature. */
const LINES = 5

export const checkpointPath = (dataDir: string) => join(dataDir, 'checkpoints.txt')

/**
 * Every checkpoint that was made, one after the other, in `DIR/checkpoints.txt`: plain text, added
 * to and fsynced. The last one, cut short by a power cut, is made again at the next start.
 */
export class CheckpointFile {
  readonly #path: string
  #file: FileHandle | null = null
  #bytes = 0

  constructor(dataDir: string) {
    this.#path = checkpointPath(dataDir)
  }

  /** All that are whole, oldest first. */
  async start(): Promise<Checkpoint[]> {
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 })
    // 'a' makes it where there is none; what follows is written at a place of its own.
    await (await open(this.#path, 'a', 0o600)).close()
    const checkpoints = readCheckpoints(await readFile(this.#path, 'utf8'))
    this.#bytes = checkpoints.reduce((sum, { note }) => sum + Buffer.byteLength(note), 0)
    this.#file = await open(this.#path, 'r+')
    await this.#file.truncate(this.#bytes)
    return checkpoints
  }

  /** On the disk when it resolves; where it rejects, the next one takes its place. */
  async add({ note }: Checkpoint): Promise<void> {
    if (this.#file === null) throw new Error('The file of checkpoints is not open.')
    await this.#file.write(note, this.#bytes, 'utf8')
    await this.#file.sync()
    this.#bytes += Buffer.byteLength(note)
  }

  async stop(): Promise<void> {
    await this.#file?.close()
    this.#file = null
  }
}

/** The checkpoints in a text, up to the first that is none. */
export function readCheckpoints(text: string): Checkpoint[] {
  const lines = text.split('\n')
  const checkpoints: Checkpoint[] = []
  for (let at = 0; at + LINES < lines.length; at += LINES) {
    const note = `${lines.slice(at, at + LINES).join('\n')}\n`
    const head = checkpointHead(note)
    if (head === null) break
    checkpoints.push({ ...head, note })
  }
  return checkpoints
}
