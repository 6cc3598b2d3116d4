import { readdirSync, readFileSync } from 'node:fs'
import { expect, vi } from 'vitest'

/** What every process inherits that a test of this file starts, however far removed. */
const MARK = 'SAPHA_UNDER_TEST'

/** Marks this process's later children, and theirs. Returns the mark. */
export function markChildren(): string {
  const mark = `${MARK}=${process.pid}-${Date.now()}`
  process.env[MARK] = mark.slice(MARK.length + 1)
  return mark
}

/** Command lines of the processes that bear the mark; one that ended and is not collected is none. */
export function markedProcesses(mark: string): string[] {
  const own = String(process.pid)
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== own)
    .flatMap((pid) => {
      // A process that ends meanwhile, or is another user's, has nothing to read.
      const environment = read(`/proc/${pid}/environ`).split('\0')
      return environment.includes(mark) ? [`${pid} ${commandOf(pid)}`] : []
    })
}

/** Everything that was started under the mark has ended. */
export async function expectNoProcess(mark: string): Promise<void> {
  await vi.waitFor(() => expect(markedProcesses(mark)).toEqual([]), { timeout: 10_000 })
}

const commandOf = (pid: string) => read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').slice(0, 600)

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
