import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder, readIfThere, readSystem, root } from './places.mjs'

/** Version of mediasoup that is installed, '' before the dependencies are. */
export function mediasoupVersion() {
  const text = readIfThere(join(root, 'node_modules/mediasoup/package.json'))
  return /"version":\s*"([^"]+)"/.exec(text)?.[1] ?? ''
}

/** Where this machine keeps the worker it built: by mediasoup's version, Debian's release and CPU. */
export function cachedWorker() {
  const name = `${mediasoupVersion()}-${readSystem().release}-${process.arch}`
  return join(cacheFolder(), 'media-worker', name, 'mediasoup-worker')
}

/**
 * Where a media worker may be, best first: named by the technician, shipped or built inside the
 * npm package, built by setup on this machine.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {{ file: string, origin: string }[]}
 */
export function workerPlaces(env = process.env) {
  const named = env['SAPHA_MEDIA_WORKER']
  if (named) return [{ file: named, origin: 'named by SAPHA_MEDIA_WORKER' }]
  const inPackage = join(root, 'node_modules/mediasoup/worker/out/Release/mediasoup-worker')
  return [
    { file: inPackage, origin: 'prebuilt in the npm package' },
    { file: cachedWorker(), origin: 'built on this machine before' },
  ].filter(({ file }) => existsSync(file))
}

/**
 * A worker that no mediasoup started says so and ends with status 41; one whose libraries are
 * missing, or that is for another CPU, never gets so far.
 * @param {string} file
 */
export function workerRuns(file) {
  return spawnSync(file, [], { timeout: 5_000, stdio: 'ignore' }).status === 41
}
