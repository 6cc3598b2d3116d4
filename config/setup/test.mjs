/**
 * Everything that must hold: formatting, lint, types, and the tests.
 *   npm test                      all of it
 *   npm test -- tests/contract    only these tests (arguments are vitest's), without the other checks
 * Goes on after a failure, so that one run tells all; its last line is "N passed, N failed".
 */
import { spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { node24, readIfThere, root, stateFolder } from './places.mjs'
import { duration } from './progress.mjs'
import { setUp } from './set-up.mjs'
import { forTests } from './steps/index.mjs'
import { countResults } from './test-results.mjs'

// Twice what a run takes on the smallest machine (two cores), and far below what CI allows.
const limitMs = 20 * 60_000
// A check that fails everywhere would otherwise push its own first lines out of the terminal.
const shownLines = 200

const checks = [
  { name: 'formatting', command: ['node_modules/prettier/bin/prettier.cjs', '--check', '.'] },
  { name: 'lint', command: ['node_modules/eslint/bin/eslint.js', '.'] },
  { name: 'types', command: ['node_modules/vue-tsc/bin/vue-tsc.js', '--noEmit', '-p', '.'] },
]

const env = {
  ...process.env,
  PATH: [dirname(node24), process.env['PATH']].join(delimiter),
  NODE_OPTIONS: '--disable-warning=ExperimentalWarning',
}

const totals = { passed: 0, failed: 0 }
const asked = process.argv.slice(2)

if (await setUp(forTests)) {
  const deadline = Date.now() + limitMs
  // Together, for two cores; the tests then have the machine to themselves.
  if (asked.length === 0) await Promise.all(checks.map((check) => runCheck(check, deadline)))
  await runTests(asked, deadline)
} else {
  totals.failed += 1
}
process.exitCode = totals.failed === 0 ? 0 : 1
console.log(`${totals.passed} passed, ${totals.failed} failed`)

/**
 * @param {{ name: string, command: string[] }} check
 * @param {number} deadline
 */
async function runCheck({ name, command }, deadline) {
  const started = Date.now()
  /** @type {string[]} */
  const output = []
  const status = await run(command, deadline, (text) => output.push(text))
  console.log(
    `${name} … ${status === 0 ? 'passed' : 'FAILED'} in ${duration(Date.now() - started)}`,
  )
  if (status === 0) {
    totals.passed += 1
    return
  }
  totals.failed += 1
  const lines = output.join('').split('\n')
  console.log(lines.slice(0, shownLines).join('\n'))
  if (lines.length > shownLines) console.log(`… and ${lines.length - shownLines} lines more`)
}

/**
 * @param {string[]} args vitest's
 * @param {number} deadline
 */
async function runTests(args, deadline) {
  mkdirSync(stateFolder, { recursive: true })
  const file = join(stateFolder, 'vitest.json')
  rmSync(file, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const status = await run(
    ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...args],
    deadline,
  )
  const { passed, failed } = countResults(readIfThere(file))
  totals.passed += passed
  // vitest also ends badly over what belongs to no test, such as an error after the last one.
  totals.failed += failed === 0 && status !== 0 ? 1 : failed
}

/**
 * Runs a program under Node 24 to its end, or to the deadline.
 * @param {string[]} command
 * @param {number} deadline
 * @param {(text: string) => void} [onOutput] without it the program has the terminal
 * @returns {Promise<number>} its exit status
 */
function run(command, deadline, onOutput) {
  return new Promise((resolve) => {
    const stdio = onOutput ? 'pipe' : 'inherit'
    const child = spawn(node24, command, { cwd: root, env, stdio: ['ignore', stdio, stdio] })
    const overtime = setTimeout(
      () => {
        console.log(
          `The ${limitMs / 60_000} minutes for a test run are over: ${command[0]} is ended.`,
        )
        child.kill('SIGKILL')
      },
      Math.max(0, deadline - Date.now()),
    )
    const passOn = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal)
    process.on('SIGINT', passOn).on('SIGTERM', passOn)
    if (onOutput) {
      child.stdout?.setEncoding('utf8').on('data', onOutput)
      child.stderr?.setEncoding('utf8').on('data', onOutput)
    }
    child.once('close', (code) => {
      clearTimeout(overtime)
      process.off('SIGINT', passOn).off('SIGTERM', passOn)
      resolve(code ?? 1)
    })
  })
}
