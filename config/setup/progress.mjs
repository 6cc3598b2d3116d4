import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder, readIfThere } from './places.mjs'

// A terminal's line is renewed twice a second; a log gets a line only from steps that take long.
const tickMs = 500
const logTickMs = 30_000

/** @param {number} ms */
export function duration(ms) {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/**
 * One line about a step under way: what, how far, how long it took the last time.
 * @param {string} title such as "[3/6] media worker"
 * @param {string} id under which this machine remembers the time
 * @param {NodeJS.WriteStream} [out]
 */
export function startProgress(title, id, out = process.stdout) {
  const started = Date.now()
  const last = readDurations()[id]
  const lastTime = typeof last === 'number' ? ` (last time ${duration(last)})` : ''
  let howFar = ''
  const line = (/** @type {string} */ text) => `${title} … ${text}${lastTime}`
  const tick = () => {
    const text = line(`${duration(Date.now() - started)}${howFar && `, ${howFar}`}`)
    out.write(out.isTTY ? `\r\x1b[K${text}` : `${text}\n`)
  }
  const timer = setInterval(tick, out.isTTY ? tickMs : logTickMs)
  timer.unref()
  const stop = (/** @type {string} */ text) => {
    clearInterval(timer)
    out.write(`${out.isTTY ? '\r\x1b[K' : ''}${line(text)}\n`)
  }
  return {
    /** @param {string} text how far the step is, such as "123 of 261" */
    update: (text) => {
      howFar = text
    },
    /** @param {string} outcome such as "built" */
    done: (outcome) => {
      const took = Date.now() - started
      stop(`${outcome} in ${duration(took)}`)
      rememberDuration(id, took)
    },
    failed: () => stop(`failed after ${duration(Date.now() - started)}`),
  }
}

/** @returns {Record<string, unknown>} milliseconds by step */
function readDurations() {
  try {
    const durations = /** @type {unknown} */ (JSON.parse(readIfThere(durationsFile())))
    return typeof durations === 'object' && durations !== null ? { ...durations } : {}
  } catch {
    return {}
  }
}

/**
 * @param {string} id
 * @param {number} ms
 */
function rememberDuration(id, ms) {
  mkdirSync(cacheFolder(), { recursive: true })
  // Another setup may write at the same time: a rename leaves one whole file or the other.
  const draft = `${durationsFile()}.${process.pid}`
  writeFileSync(draft, JSON.stringify({ ...readDurations(), [id]: ms }))
  renameSync(draft, durationsFile())
}

function durationsFile() {
  return join(cacheFolder(), 'durations.json')
}
