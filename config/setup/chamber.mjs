import { join, relative } from 'node:path'
import { nodeFlags } from './node-flags.mjs'
import { childOptions } from './options.mjs'
import { logFolder, node24, root } from './places.mjs'
import { duration } from './progress.mjs'
import { Program } from './program.mjs'

/**
 * @typedef {{ bridges: string[], simulated: boolean }} Room what the chamber's file says of its devices
 * @typedef {{ controller: string, bridge: string, room: string }} Sources from the project's folder
 * @typedef {{
 *   options: import('./options.mjs').Options
 *   room: Room
 *   programs?: Sources
 *   logs?: string
 *   say: (line: string) => void
 * }} Plan `say` has the terminal
 * @typedef {import('./program.mjs').Ready} Ready
 * @typedef {import('./program.mjs').Ended} Ended
 */

/** @type {Sources} */
const sources = {
  controller: 'controller/main.ts',
  bridge: 'firmware-bridge/main.ts',
  room: 'tests/simulated/room.ts',
}

// A program that never came up and dies this often will not come up by itself.
const startTries = 3

/**
 * Runs a chamber until Ctrl-C, SIGTERM, the terminal's end, or until there is no hope.
 * @param {Plan} plan
 * @returns {Promise<number>} the exit status, when no process of the chamber is left
 */
export function runUntilStopped(plan) {
  return new Promise((resolve) => {
    const end = (/** @type {number} */ status) => void chamber.stop().then(() => resolve(status))
    const chamber = new Chamber(plan, () => end(1))
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.on(signal, () => end(0))
    }
    chamber.start()
  })
}

/**
 * The programs of a chamber: the controller first; when it says which ports it has, the bridges and
 * the simulated room. The chamber is ready when controller and bridges are. A program that dies is
 * started again; one that says, before the chamber was ever ready, why it cannot start, ends it all.
 */
class Chamber {
  /** @type {Program[]} */
  #programs = []
  /** What programs said before the chamber was ready, in the order they came up. @type {Map<string, Ready>} */
  #news = new Map()
  /** @type {Map<string, number>} by program */
  #deaths = new Map()
  /** @type {import('./program-message.mjs').Ports | undefined} */
  #ports
  #over = false

  /**
   * @param {Plan} plan
   * @param {() => void} onGaveUp called once, when everything is still to be stopped
   */
  constructor(plan, onGaveUp) {
    this.plan = plan
    this.onGaveUp = onGaveUp
    this.waitingFor = new Set(['controller', ...bridgesOf(plan.room).map(({ name }) => name)])
  }

  start() {
    this.#run('controller', (this.plan.programs ?? sources).controller)
  }

  async stop() {
    this.#over = true
    await Promise.all(this.#programs.map((program) => program.stop()))
  }

  #startDevices() {
    const { bridge, room } = this.plan.programs ?? sources
    for (const { name, options } of bridgesOf(this.plan.room)) this.#run(name, bridge, options)
    if (this.plan.room.simulated) this.#run('simulated-room', room)
  }

  /**
   * @param {string} name
   * @param {string} source
   * @param {string[]} [own] options of this program only
   */
  #run(name, source, own = []) {
    const program = new Program({
      name,
      cwd: root,
      logFile: join(this.plan.logs ?? logFolder, `${name}.log`),
      command: () => [
        ...[node24, ...nodeFlags, source],
        ...childOptions(this.plan.options, this.#ports),
        ...own,
      ],
      say: (line) => this.#say(line),
      onReady: (ready) => this.#onReady(name, ready),
      onEnded: (ended) => this.#onEnded(program, ended),
    })
    this.#programs.push(program)
    program.start()
  }

  /**
   * @param {string} name
   * @param {Ready} ready
   */
  #onReady(name, ready) {
    if (name === 'controller' && !this.#ports) {
      this.#ports = ready.ports
      this.#startDevices()
    }
    if (this.waitingFor.size > 0) {
      this.waitingFor.delete(name)
      this.#news.set(name, ready)
      if (this.waitingFor.size > 0) return
      this.#say(`ready in ${duration(performance.now())}`)
      this.#sayNews([...this.#news.values()])
    } else if (this.#deaths.has(name)) {
      this.#say(`${name} is back`)
    } else {
      this.#say(`${name} is there`)
      this.#sayNews([ready])
    }
  }

  /**
   * @param {Program} program
   * @param {Ended} ended
   */
  #onEnded({ name, log }, { code, message, lastLines, restartMs }) {
    const deaths = (this.#deaths.get(name) ?? 0) + 1
    this.#deaths.set(name, deaths)
    for (const line of lastLines) this.#say(`  | ${line}`)
    this.#say(`${name}: ${message} (${code}). Its output is in ${relative(root, log.file)}`)
    const deliberate = !code.startsWith('program-')
    if (this.waitingFor.has(name) && (deliberate || deaths >= startTries)) {
      this.#over = true
      this.onGaveUp()
    } else {
      this.#say(`${name} is started again in ${duration(restartMs)}`)
    }
  }

  /** @param {Ready[]} news */
  #sayNews(news) {
    const urls = news.flatMap((ready) => ready.urls)
    const width = Math.max(0, ...urls.map(({ label }) => label.length))
    for (const { label, url } of urls) this.#say(`  ${label.padEnd(width)}  ${url}`)
    for (const note of news.flatMap((ready) => ready.note)) this.#say(`  ${note}`)
  }

  /** @param {string} line */
  #say(line) {
    if (!this.#over) this.plan.say(line)
  }
}

/**
 * The bridge processes. A single bridge need not be told which one it is.
 * @param {Room} room
 * @returns {{ name: string, options: string[] }[]}
 */
function bridgesOf({ bridges }) {
  if (bridges.length === 1) return [{ name: 'bridge', options: [] }]
  return bridges.map((id) => ({ name: `bridge-${id}`, options: ['--bridge', id] }))
}
