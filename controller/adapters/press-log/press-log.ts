import { createReadStream } from 'node:fs'
import { appendFile, mkdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Compile } from 'typebox/compile'
import type { PressLogPort } from '../../engine/ports.ts'
import { RefusedPress } from '../../protocol/evidence-view.ts'

/**
 * Two files of so many bytes, some 15,000 presses each: months of a house in which nothing is broken,
 * and weeks where something is.
 */
const MOST_BYTES = 4 * 1024 * 1024
/** Of the newest file, read at the start: the presses of a sitting. */
const NEWEST_BYTES = 1024 * 1024
/** Presses that wait for the disk; past it they are lost. */
const MOST_WAITING = 2_000

const isPress = Compile(RefusedPress)

export interface PressLogOptions {
  folder: string
  /** Told once when presses cannot be kept, until one can again. */
  onTrouble: (error: unknown) => void
  mostBytes?: number
}

/**
 * `DIR/refused-presses.ndjson`, and the one before it: a line of JSON for each press that was refused.
 * Beside the record: bounded, written without waiting for the disk, and nobody vouches for it.
 */
export class PressLog implements PressLogPort {
  readonly #options: PressLogOptions
  readonly #path: string
  readonly #before: string
  #waiting: RefusedPress[] = []
  #writing: Promise<void> | null = null
  #inTrouble = false

  constructor(options: PressLogOptions) {
    this.#options = options
    this.#path = join(options.folder, 'refused-presses.ndjson')
    this.#before = join(options.folder, 'refused-presses.before.ndjson')
  }

  async start(): Promise<RefusedPress[]> {
    await mkdir(this.#options.folder, { recursive: true })
    const found: RefusedPress[] = []
    const from = Math.max(0, (await sizeOf(this.#path)) - NEWEST_BYTES)
    await readLines(this.#path, from, (presses) => found.push(...presses))
    return found
  }

  add(press: RefusedPress): void {
    if (this.#waiting.length >= MOST_WAITING) return
    this.#waiting.push(press)
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = null
    })
  }

  async read(onPresses: (presses: RefusedPress[]) => void): Promise<void> {
    await this.#writing
    await readLines(this.#before, 0, onPresses)
    await readLines(this.#path, 0, onPresses)
  }

  async stop(): Promise<void> {
    await this.#writing
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const presses = this.#waiting
      this.#waiting = []
      const lines = presses.map((press) => `${JSON.stringify(press)}\n`).join('')
      try {
        const size = await sizeOf(this.#path)
        if (size > (this.#options.mostBytes ?? MOST_BYTES)) await rename(this.#path, this.#before)
        await appendFile(this.#path, lines, { mode: 0o600 })
        this.#inTrouble = false
      } catch (error) {
        if (!this.#inTrouble) this.#options.onTrouble(error)
        this.#inTrouble = true
      }
    }
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch {
    return 0
  }
}

/** Lines of a file that is not there are none; a line that was torn or is another's is passed over. */
async function readLines(
  path: string,
  start: number,
  onPresses: (presses: RefusedPress[]) => void,
): Promise<void> {
  if ((await sizeOf(path)) === 0) return
  let rest = ''
  for await (const piece of createReadStream(path, { start, encoding: 'utf8' })) {
    const lines = `${rest}${String(piece)}`.split('\n')
    rest = lines.pop() ?? ''
    onPresses(lines.flatMap(pressIn))
  }
}

function pressIn(line: string): RefusedPress[] {
  try {
    const value: unknown = JSON.parse(line)
    return isPress.Check(value) ? [value] : []
  } catch {
    return []
  }
}
