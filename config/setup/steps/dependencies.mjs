import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readIfThere, root } from '../places.mjs'
import { runTool } from '../tool.mjs'

/** @typedef {Record<string, { version?: string, integrity?: string, optional?: boolean }>} Packages */

const stampFile = join(root, 'node_modules/.sapha-lockfile')

/** @type {import('../set-up.mjs').Step} */
export const dependencies = {
  id: 'dependencies',
  name: 'dependencies',
  done: () => {
    const wanted = hashOfLockfile()
    if (readIfThere(stampFile) === wanted) return true
    // A developer's own `npm install` leaves the folder as the lockfile says: nothing to do again.
    if (!installedMatchesLockfile()) return false
    writeFileSync(stampFile, wanted)
    return true
  },
  run: async ({ log }) => {
    // npm's own patience is a minute for each of its tries, and there are hundreds of packages.
    const patience = ['--fetch-retry-mintimeout=2000', '--fetch-retry-maxtimeout=8000']
    await runTool(log, ['npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error', ...patience], {
      // mediasoup would fetch a worker from outside the registry, fail, and undo the installation;
      // a worker of one's own, named by any path, makes it skip that. Ours is a step of its own.
      env: { MEDIASOUP_WORKER_BIN: '/nonexistent' },
    })
    mkdirSync(join(root, 'node_modules'), { recursive: true })
    writeFileSync(stampFile, hashOfLockfile())
    return 'installed'
  },
}

function hashOfLockfile() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
}

/** Whether npm's own note of what it installed agrees with the lockfile. */
function installedMatchesLockfile() {
  const wanted = packagesIn('package-lock.json')
  const installed = packagesIn('node_modules/.package-lock.json')
  return Object.entries(wanted).every(([path, entry]) => {
    const found = installed[path]
    if (path === '') return true
    // What is for another kind of machine is left out.
    if (!found) return entry.optional === true
    return found.version === entry.version && found.integrity === entry.integrity
  })
}

/**
 * @param {string} file
 * @returns {Packages} by path; none where npm left no such file
 */
function packagesIn(file) {
  try {
    const lockfile = /** @type {unknown} */ (JSON.parse(readIfThere(join(root, file))))
    return isLockfile(lockfile) ? lockfile.packages : {}
  } catch {
    return {}
  }
}

/**
 * @param {unknown} value what npm wrote
 * @returns {value is { packages: Packages }}
 */
function isLockfile(value) {
  return typeof value === 'object' && value !== null && 'packages' in value
}
