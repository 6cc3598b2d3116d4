/**
 * Runs a TypeScript program of this project with Node 24, whatever Node the machine has:
 *   node config/setup/run.mjs [--need=commands|chamber|tests] [FILE [ARGUMENT…]]
 * Sets up what is missing first (and no more than that without a FILE); says nothing when nothing is.
 */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter, dirname } from 'node:path'
import { node24, root } from './places.mjs'
import { setUp } from './set-up.mjs'
import { forChamber, forCommands, forTests } from './steps/index.mjs'

const needs = { commands: forCommands, chamber: forChamber, tests: forTests }

const given = process.argv.slice(2)
const asked = /^--need=(.*)$/.exec(given[0] ?? '')?.[1]
const [file, ...args] = asked === undefined ? given : given.slice(1)
const steps = Object.entries(needs).find(([name]) => name === (asked ?? 'commands'))?.[1]

if (!steps) {
  console.error('usage: run.mjs [--need=commands|chamber|tests] [FILE [ARGUMENT…]]')
  process.exitCode = 2
} else if (!(await setUp(steps))) {
  process.exitCode = 1
} else if (file) {
  run(file, args)
}

/**
 * @param {string} program
 * @param {string[]} programArgs
 */
function run(program, programArgs) {
  const child = spawn(node24, ['--disable-warning=ExperimentalWarning', program, ...programArgs], {
    cwd: root,
    stdio: 'inherit',
    // The programs it starts as `node` are of the same version.
    env: { ...process.env, PATH: [dirname(node24), process.env['PATH']].join(delimiter) },
  })
  const passOn = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal)
  process.on('SIGINT', passOn).on('SIGTERM', passOn)
  child.once('exit', (code, signal) => {
    process.exitCode = signal ? 128 + constants.signals[signal] : (code ?? 1)
  })
}
