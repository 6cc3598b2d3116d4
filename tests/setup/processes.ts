import { readFileSync } from 'node:fs'

/** Whether a process runs; one that ended but nobody has waited for (a zombie) does not. */
export function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
