import { closeSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

// With the one before it, 16 MiB a program: weeks of a calm chamber, an hour of one in trouble.
const largestBytes = 8 * 1024 * 1024
const keptLines = 15
// A program that writes without end of line is cut here, not kept in memory.
const longestLine = 64 * 1024

/**
 * The log of one program: what was there before is kept once more, as FILE.1.
 * @param {string} file
 */
export function openProgramLog(file) {
  mkdirSync(dirname(file), { recursive: true })
  let written = 0
  let descriptor = rotate()
  /** @type {string[]} */
  const lastLines = []

  function rotate() {
    try {
      renameSync(file, `${file}.1`)
    } catch {
      // There is none yet.
    }
    return openSync(file, 'a')
  }

  return {
    file,
    /** The last 15, for when the program ends badly. */
    lastLines,
    /** @param {string} line */
    write: (line) => {
      lastLines.push(line)
      if (lastLines.length > keptLines) lastLines.shift()
      written += writeSync(descriptor, `${line}\n`)
      if (written < largestBytes) return
      closeSync(descriptor)
      descriptor = rotate()
      written = 0
    },
  }
}

/**
 * Cuts a stream of text into lines.
 * @param {(line: string) => void} onLine
 * @returns {(chunk: string) => void}
 */
export function intoLines(onLine) {
  let rest = ''
  return (chunk) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > longestLine) {
      lines.push(rest)
      rest = ''
    }
    for (const line of lines) onLine(line)
  }
}

/**
 * What of a program's output a person at the terminal should see: everything it says on stderr that
 * is not a line for machines, and of its own log the warnings and errors (pino's levels 40 and up).
 * @param {string} line
 * @param {'stdout' | 'stderr'} stream
 * @returns {string | undefined}
 */
export function worthSaying(line, stream) {
  const entry = /^\{.*"level":(\d+).*\}$/.exec(line)
  if (!entry) return stream === 'stderr' && line.trim() !== '' ? line : undefined
  if (Number(entry[1]) < 40) return undefined
  return /"msg":"((?:[^"\\]|\\.)*)"/.exec(line)?.[1] ?? line
}
