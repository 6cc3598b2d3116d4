import { spawn } from 'node:child_process'
import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { SetupFailure, causeOf } from './failure.mjs'
import { logFolder, root } from './places.mjs'

// As many lines as show a compiler's or npm's complaint without scrolling the question away.
const shownLines = 15
// The longest tool is the worker's build: two minutes on two cores, ten on a small board.
const timeLimitMs = 30 * 60_000

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()

/** Ends the tools under way, as Ctrl-C would, with everything they started. */
export function interruptTools() {
  for (const child of running) signalGroup(child, 'SIGINT')
}

/**
 * Where the output of one step's tools goes.
 * @param {string} name of the step, kebab-case
 */
export function openLog(name) {
  mkdirSync(logFolder, { recursive: true })
  const file = join(logFolder, `setup-${name}.log`)
  const stream = createWriteStream(file)
  /** @type {string[]} */
  const lastLines = []
  return {
    file,
    lastLines,
    /** @param {string} line */
    write: (line) => {
      stream.write(`${line}\n`)
      lastLines.push(line)
      if (lastLines.length > shownLines) lastLines.shift()
    },
    /** @returns {Promise<void>} */
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  }
}

/** @typedef {ReturnType<typeof openLog>} Log */

/**
 * Runs a tool to its end, its output going to the log.
 * @param {Log} log
 * @param {string[]} command
 * @param {{ env?: NodeJS.ProcessEnv, onLine?: (line: string) => void }} [options]
 * @throws {SetupFailure} with the code of the cause its output shows
 */
export async function runTool(log, command, { env, onLine } = {}) {
  const [program = '', ...args] = command
  log.write(`$ ${command.join(' ')}`)
  const child = spawn(program, args, {
    cwd: root,
    // What they print is for a log.
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  running.add(child)
  const overtime = setTimeout(() => signalGroup(child, 'SIGKILL'), timeLimitMs)
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      log.write(line)
      onLine?.(line)
    })
  }
  try {
    /** @type {string | number | null} */
    const status = await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, signal) => resolve(signal ?? code))
    })
    if (status === 0) return
    const { code, sentence } = causeOf(log.lastLines.join('\n'))
    throw failure(log, code, `${program} ended with ${status}. ${sentence}`)
  } catch (error) {
    if (error instanceof SetupFailure) throw error
    throw failure(
      log,
      'tool-missing',
      `${program} cannot be started on this machine: ${String(error)}`,
    )
  } finally {
    clearTimeout(overtime)
    running.delete(child)
  }
}

/**
 * @param {Log} log
 * @param {string} code
 * @param {string} message
 */
function failure(log, code, message) {
  return new SetupFailure(code, message, { logFile: log.file, lastLines: [...log.lastLines] })
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function signalGroup(child, signal) {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal)
  } catch {
    // It has ended in the meantime.
  }
}
