import { spawn } from 'node:child_process'
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { hostname } from 'node:os'

/**
 * @typedef {{ pid: number, host: string, since: string }} Holder `since` is ISO 8601
 * @typedef {{ release(): void }} Lock
 */

/**
 * Takes a lock that the kernel drops by itself when this process ends, however it ends, so a lock
 * left by a dead process cannot exist and a reused pid cannot be mistaken for its holder. Node has no
 * flock(2), but the lock belongs to the open file, so util-linux's `flock` sets it on our descriptor.
 * The file says who holds it and is removed at release.
 * @param {string} file
 * @param {number} waitSeconds 0 asks once
 * @returns {Promise<{ lock: Lock } | { heldBy: Holder | null }>} null: its holder is just starting
 */
export async function lockFile(file, waitSeconds = 0) {
  // A holder removes the file when it releases, so what we locked may no longer be what the name
  // means; each further turn needs another holder to have come and gone in between.
  for (let turn = 0; turn < 100; turn++) {
    const descriptor = openSync(file, 'a+', 0o644)
    if (!(await flock(descriptor, waitSeconds))) {
      closeSync(descriptor)
      return { heldBy: readHolder(file) }
    }
    if (isStillNamed(descriptor, file)) {
      ftruncateSync(descriptor)
      const holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() }
      writeSync(descriptor, `${JSON.stringify(holder)}\n`)
      return { lock: { release: () => release(descriptor, file) } }
    }
    closeSync(descriptor)
  }
  return { heldBy: readHolder(file) }
}

/**
 * @param {number} descriptor
 * @param {string} file
 */
function release(descriptor, file) {
  // Removed while still locked: whoever waits for the old file notices and opens the new name.
  if (isStillNamed(descriptor, file)) unlinkSync(file)
  closeSync(descriptor)
}

/**
 * @param {number} descriptor
 * @param {number} waitSeconds
 * @returns {Promise<boolean>}
 */
function flock(descriptor, waitSeconds) {
  return new Promise((resolve, reject) => {
    const wait = waitSeconds > 0 ? ['--timeout', String(waitSeconds)] : ['--nonblock']
    const child = spawn('flock', ['--exclusive', ...wait, '3'], {
      stdio: ['ignore', 'ignore', 'ignore', descriptor],
    })
    child.once('error', reject)
    child.once('exit', (code) => resolve(code === 0))
  })
}

/**
 * @param {number} descriptor
 * @param {string} file
 */
function isStillNamed(descriptor, file) {
  const named = statSync(file, { throwIfNoEntry: false })
  const open = fstatSync(descriptor)
  return named?.ino === open.ino && named.dev === open.dev
}

/**
 * @param {string} file
 * @returns {Holder | null}
 */
function readHolder(file) {
  try {
    const holder = /** @type {unknown} */ (JSON.parse(readFileSync(file, 'utf8')))
    return isHolder(holder) ? holder : null
  } catch {
    return null
  }
}

/**
 * @param {unknown} value
 * @returns {value is Holder}
 */
function isHolder(value) {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['pid', 'host', 'since'].every((key) => key in value)
  )
}
