/**
 * Runs a TypeScript program of this project with Node 24, whatever Node the machine has:
 *   node config/setup/run.mjs [--need=tests] FILE [ARGUMENT…]
 * Sets up what is missing first; says nothing when nothing is.
 */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter, dirname } from 'node:path'
import { node24, root } from './places.mjs'
import { setUp } from './set-up.mjs'
import { forChamber, forCommands, forTests } from './steps/index.mjs'

const needs = { commands: forCommands, chamber: forChamber, tests: forTests }

const [first = '', ...rest] = process.argv.slice(2)
const asked = /^--need=(.*)$/.exec(first)?.[1]
const [file, ...args] = asked === undefined ? [first, ...rest] : rest
const steps = Object.entries(needs).find(([name]) => name === (asked ?? 'commands'))?.[1]

if (!steps || !file) {
  console.error('usage: run.mjs [--need=commands|chamber|tests] FILE [ARGUMENT…]')
  process.exitCode = 2
} else if (await setUp(steps)) {
  run(file, args)
} else {
  process.exitCode = 1
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
