import { spawn } from 'node:child_process'
import { compiledFolder } from './places.mjs'
import { readMessage } from './program-message.mjs'
import { intoLines, openProgramLog, worthSaying } from './program-log.mjs'

/**
 * @typedef {import('./program-message.mjs').Ready} Ready
 * @typedef {{ code: string, message: string, lastLines: string[], restartMs: number }} Ended
 *   `lastLines` of its output, unless it said enough at the terminal
 * @typedef {{
 *   name: string
 *   command: () => string[]
 *   cwd: string
 *   logFile: string
 *   say: (line: string) => void
 *   onReady: (ready: Ready) => void
 *   onEnded: (ended: Ended) => void
 * }} Plan `onEnded` is not called for an end that was asked for
 */

// Quick at first, because most deaths are single; slow at last, because a log is to stay readable.
const restartDelaysMs = [250, 500, 1_000, 2_000, 5_000]
// Who has lived so long starts again without a wait for what was before.
const forgivenAfterMs = 60_000
// The longest start is a controller that reads a long record.
const readyLimitMs = 60_000
// Between the 1.3 s a program takes for itself and the 2 s promised at the terminal.
const killAfterMs = 1_600
// In ten seconds, and none twice in a row. The log has the rest.
const saidLines = 20

/** One program of the chamber, kept running in a process group of its own until it is stopped. */
export class Program {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #child
  /** @type {NodeJS.Timeout | undefined} */
  #restart
  #deaths = 0
  #saidAnything = false
  #stopped = false

  /** @param {Plan} plan */
  constructor(plan) {
    this.plan = plan
    this.name = plan.name
    this.log = openProgramLog(plan.logFile)
    this.say = limited((line) => plan.say(`${plan.name}: ${line}`), plan.logFile)
  }

  start() {
    const [file = '', ...args] = this.plan.command()
    const child = spawn(file, args, {
      cwd: this.plan.cwd,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
      // What was compiled once is not compiled at the next start.
      env: { ...process.env, NODE_COMPILE_CACHE: compiledFolder },
    })
    this.#child = child
    this.#saidAnything = false
    this.#watchOutput(child)
    this.#watchLife(child)
  }

  /**
   * Ends it within 1.6 s, with everything it started.
   * @returns {Promise<void>}
   */
  stop() {
    this.#stopped = true
    clearTimeout(this.#restart)
    const child = this.#child
    if (!child) return Promise.resolve()
    return new Promise((resolve) => {
      const kill = setTimeout(() => killGroup(child), killAfterMs)
      child.once('close', () => {
        clearTimeout(kill)
        resolve()
      })
      child.kill('SIGTERM')
    })
  }

  /** @param {import('node:child_process').ChildProcess} child */
  #watchOutput(child) {
    for (const name of /** @type {const} */ (['stdout', 'stderr'])) {
      const takeLine = intoLines((line) => {
        this.log.write(line)
        const text = worthSaying(line, name)
        if (!text) return
        this.#saidAnything = true
        this.say(text)
      })
      child[name]?.setEncoding('utf8').on('data', takeLine)
    }
  }

  /** @param {import('node:child_process').ChildProcess} child */
  #watchLife(child) {
    const started = Date.now()
    let wasReady = false
    let code = 'program-ended'
    let message = ''
    const overdue = setTimeout(() => {
      code = 'program-overdue'
      message = `it was not ready after ${readyLimitMs / 1000} s`
      killGroup(child)
    }, readyLimitMs)

    child.on('message', (sent) => {
      const news = readMessage(sent)
      if (news?.type === 'failed') {
        ;({ code, message } = news)
        this.log.write(`${message} (${code})`)
        this.#saidAnything = true
      }
      if (news?.type !== 'ready' || wasReady || this.#stopped) return
      wasReady = true
      clearTimeout(overdue)
      this.plan.onReady(news)
    })
    child.once('error', (error) => {
      code = 'program-unstartable'
      message = error.message
    })
    // Whatever it started and left behind is not to outlive it (and would keep its pipes open).
    child.once('exit', () => killGroup(child))
    child.once('close', (status, signal) => {
      clearTimeout(overdue)
      this.#child = undefined
      if (this.#stopped) return
      this.#deaths = Date.now() - started > forgivenAfterMs ? 1 : this.#deaths + 1
      const restartMs = restartDelaysMs[this.#deaths - 1] ?? restartDelaysMs.at(-1) ?? 0
      this.#restart = setTimeout(() => this.start(), restartMs)
      message ||= `it ended with ${signal ?? `status ${status}`}`
      const lastLines = this.#saidAnything ? [] : [...this.log.lastLines]
      this.plan.onEnded({ code, message, lastLines, restartMs })
    })
  }
}

/** @param {import('node:child_process').ChildProcess} child */
function killGroup(child) {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // Nobody of the group is left.
  }
}

/**
 * @param {(line: string) => void} say
 * @param {string} logFile
 * @returns {(line: string) => void}
 */
function limited(say, logFile) {
  let windowEnds = 0
  let said = 0
  let before = ''
  return (line) => {
    if (Date.now() > windowEnds) {
      windowEnds = Date.now() + 10_000
      said = 0
      before = ''
    }
    if (line === before) return
    before = line
    said += 1
    if (said < saidLines) say(line)
    else if (said === saidLines) say(`… the rest is in ${logFile}`)
  }
}
