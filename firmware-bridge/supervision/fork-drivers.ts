import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'

/** A driver holds a few devices' states: a heap that grows past this leaks. */
const MAX_HEAP_MB = 96

const PROGRAM = join(import.meta.dirname, 'main.ts')

/** Starts a process of drivers; `program` is another one in tests. */
export function forkDrivers(program = PROGRAM): ChildProcess {
  return fork(program, [], {
    execArgv: [`--max-old-space-size=${MAX_HEAP_MB}`, '--max-semi-space-size=8'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}
