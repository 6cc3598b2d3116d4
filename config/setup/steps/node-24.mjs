import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { SetupFailure } from '../failure.mjs'
import { node24 } from '../places.mjs'
import { runTool } from '../tool.mjs'

// The npm package leaves a small script where its install script did not run; the real one is 100 MB.
const smallestBinary = 1_000_000

/** @type {import('../set-up.mjs').Step} */
export const node24Step = {
  id: 'node-24',
  name: 'Node 24',
  done: () => (statSync(node24, { throwIfNoEntry: false })?.size ?? 0) > smallestBinary,
  run: async ({ log }) => {
    await runTool(log, ['npm', 'rebuild', 'node'])
    const { stdout, status } = spawnSync(node24, ['--version'], { encoding: 'utf8' })
    if (status !== 0 || !stdout.startsWith('v24.')) {
      throw new SetupFailure(
        'node-24-missing',
        `Node 24 does not run from ${node24}: remove node_modules and start again.`,
        { logFile: log.file },
      )
    }
    return `installed ${stdout.trim()}`
  },
}
