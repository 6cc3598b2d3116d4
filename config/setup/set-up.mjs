import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { SetupFailure, describeFailure } from './failure.mjs'
import { lockFile } from './file-lock.mjs'
import { stateFolder } from './places.mjs'
import { startProgress } from './progress.mjs'
import { interruptTools, openLog } from './tool.mjs'

/**
 * @typedef {{ update(howFar: string): void }} StepProgress
 * @typedef {{ log: import('./tool.mjs').Log, progress: StepProgress }} StepContext
 * @typedef {{
 *   id: string
 *   name: string
 *   done(): boolean
 *   run(context: StepContext): Promise<string>
 * }} Step A thing this machine needs: `done` looks (a few milliseconds, it is asked at every start),
 *   `run` provides it and returns what was done, or throws a SetupFailure.
 */

// As long as the slowest setup may take: another one in this folder is waited for.
const waitForOtherSetupS = 45 * 60

/**
 * Provides what is missing, one step after the other, and says so; silent when nothing is. Where
 * something was, it also says what could be had besides.
 * @param {Step[]} steps
 * @param {(Step & { offer: string })[]} [besides] steps that nothing needs
 * @returns {Promise<boolean>} false when a step failed, after its failure was told
 */
export async function setUp(steps, besides = []) {
  try {
    assertNodeVersion(process.versions.node)
    if (steps.every((step) => step.done())) return true
    await withSetupLock(() => runSteps(steps))
    for (const step of besides) if (!step.done()) console.log(step.offer)
    return true
  } catch (error) {
    console.error(describeFailure(error))
    return false
  }
}

/** @param {Step[]} steps */
async function runSteps(steps) {
  for (const [index, step] of steps.entries()) {
    if (step.done()) continue
    const progress = startProgress(`[${index + 1}/${steps.length}] ${step.name}`, step.id)
    const log = openLog(step.id)
    try {
      progress.done(await step.run({ log, progress }))
    } catch (error) {
      progress.failed()
      throw error
    } finally {
      await log.close()
    }
  }
}

/**
 * Two setups of one folder at once would take each other's files away.
 * @param {() => Promise<void>} work
 */
async function withSetupLock(work) {
  mkdirSync(stateFolder, { recursive: true })
  const file = join(stateFolder, 'setup.lock')
  let taken = await lockFile(file)
  if ('heldBy' in taken) {
    console.log(`waiting for the setup that process ${taken.heldBy?.pid ?? '?'} is doing here …`)
    taken = await lockFile(file, waitForOtherSetupS)
  }
  if ('heldBy' in taken) {
    throw new SetupFailure(
      'setup-held',
      `Process ${taken.heldBy?.pid ?? '?'} has been setting up this folder for very long: end it and start again.`,
    )
  }
  const { lock } = taken
  // A tool's process group is its own, so the terminal's Ctrl-C does not reach it.
  const interrupt = () => {
    interruptTools()
    lock.release()
    process.exit(130)
  }
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  try {
    await work()
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
    lock.release()
  }
}

/**
 * @param {string} version such as 20.20.2
 * @throws {SetupFailure}
 */
export function assertNodeVersion(version) {
  if (Number.parseInt(version, 10) >= 20) return
  throw new SetupFailure(
    'node-too-old',
    `This is Node ${version}; setup needs Node 20 or newer to begin with (Debian 13, or nodejs.org, has it).`,
  )
}
