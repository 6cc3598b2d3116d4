import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SetupFailure } from '../failure.mjs'
import { lockFile } from '../file-lock.mjs'
import { cachedWorker, workerPlaces, workerRuns } from '../media-worker-places.mjs'
import { node24, root } from '../places.mjs'
import { runTool } from '../tool.mjs'
import { installPackages, missing, workerPackages } from './debian-packages.mjs'

// As long as the slowest build may take: another setup on this machine may be at it.
const waitForOtherBuildS = 30 * 60

/** @type {import('../set-up.mjs').Step} */
export const mediaWorker = {
  id: 'media-worker',
  name: 'media worker',
  done: () => runningWorker() !== undefined,
  run: async (context) => {
    const named = process.env['SAPHA_MEDIA_WORKER']
    if (named) {
      throw new SetupFailure(
        'media-worker-broken',
        `SAPHA_MEDIA_WORKER names ${named}, which does not run as a media worker here: name another, or unset it.`,
      )
    }
    const file = cachedWorker()
    mkdirSync(dirname(file), { recursive: true })
    const taken = await lockFile(join(dirname(file), 'lock'), waitForOtherBuildS)
    try {
      const found = runningWorker()
      if (found) return `${found.origin}: taken`
      await build(file, context)
    } finally {
      if ('lock' in taken) taken.lock.release()
    }
    return 'built'
  },
}

function runningWorker() {
  return workerPlaces().find(({ file }) => workerRuns(file))
}

/**
 * Builds where nobody looks and moves the finished file to its place in one step, so that nobody
 * ever starts half a worker.
 * @param {string} file
 * @param {import('../set-up.mjs').StepContext} context
 */
async function build(file, { log, progress }) {
  const packages = missing(workerPackages)
  if (packages.length > 0) await installPackages(packages, log, progress)
  // A worker of this machine may have lacked no more than a library that has come now.
  if (runningWorker()) return

  const folder = mkdtempSync(join(tmpdir(), 'sapha-media-worker-'))
  try {
    const source = relative(root, fileURLToPath(new URL('../media-worker', import.meta.url)))
    const mediasoup = `-DMEDIASOUP=${join(root, 'node_modules/mediasoup')}`
    await runTool(log, ['cmake', '-G', 'Ninja', '-S', source, '-B', folder, mediasoup])
    await runTool(log, ['cmake', '--build', folder], {
      onLine: (line) => {
        const counted = /^\[(\d+)\/(\d+)\]/.exec(line)
        if (counted) progress.update(`${counted[1]} of ${counted[2]}`)
      },
    })
    const built = join(folder, 'mediasoup-worker')
    await runTool(log, [node24, '--input-type=module', '--eval', startAndClose, built])
    const draft = `${file}.${process.pid}`
    copyFileSync(built, draft)
    chmodSync(draft, 0o755)
    renameSync(draft, file)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The proof that mediasoup takes the new worker for its own. */
const startAndClose = `
  import { createWorker } from 'mediasoup'
  const worker = await createWorker({ workerBin: process.argv[1] })
  worker.close()`
