import { spawn } from 'node:child_process'
import { constants, writeFileSync } from 'node:fs'
import { access, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { constants as os, setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { ReportError } from '../../engine/ports.ts'

/** Where Debian and others put it. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** 2,000 members take 15 s on two cores with other work; 500 take 4 s. */
const PRINT_WITHIN_MS = 60_000
/** Printed for 2,000 members, Chromium takes 550 MB; a chamber's own programs must keep theirs. */
const NEEDED_BYTES = 768 * 1024 * 1024
/** A record of 2,000 members is 4 MB, tagged for screen readers. */
const LARGEST_PDF_BYTES = 32 * 1024 * 1024
/** Of what Chromium says, as much is told on when it fails. */
const MOST_SAID = 400

const FLAGS = [
  '--headless',
  // Its own sandbox needs rights that the controller's service gave up (systemd/). The page is ours,
  // runs no script, and asks for nothing: see its content-security-policy.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-extensions',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-breakpad',
  '--no-first-run',
  // No name leads anywhere, and there is no proxy to ask.
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--no-proxy-server',
  '--renderer-process-limit=1',
  '--js-flags=--max-old-space-size=128',
  '--no-pdf-header-footer',
]

/** Prints a page of HTML, which holds all it needs. Rejects with ReportError. */
export async function printed(html: string, places: readonly string[] = PLACES): Promise<Buffer> {
  const chromium = await firstOf(places)
  if (chromium === null)
    throw new ReportError(
      'chromium-missing',
      'A PDF is printed by Chromium, which is not installed: sudo apt-get install chromium. The same record is there as CSV and JSON.',
    )
  if (process.availableMemory() < NEEDED_BYTES)
    throw new ReportError(
      'report-busy',
      `Printing needs ${NEEDED_BYTES >> 20} MB of memory, which this machine has not left now: try again later, or take CSV or JSON.`,
    )
  const folder = await mkdtemp(join(tmpdir(), 'sapha-report-'))
  try {
    const page = join(folder, 'page.html')
    const file = join(folder, 'page.pdf')
    await writeFile(page, html)
    const said = await run(chromium, [
      ...FLAGS,
      `--user-data-dir=${join(folder, 'profile')}`,
      `--print-to-pdf=${file}`,
      `file://${page}`,
    ])
    return await written(file, said)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function firstOf(places: readonly string[]): Promise<string | null> {
  for (const place of places)
    if (await access(place, constants.X_OK).then(...IS_THERE)) return place
  return null
}
const IS_THERE = [() => true, () => false] as const

/** Resolves with the end of what it said, however it ended; its whole family is gone by then. */
function run(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    // A group of its own, so that renderers end with it; nothing of this process's surroundings.
    const child = spawn(program, args, {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: '/usr/bin:/bin', HOME: tmpdir(), LANG: 'C.UTF-8', TZ: process.env['TZ'] ?? '' },
    })
    if (child.pid !== undefined) putLast(child.pid)
    let said = ''
    const endAll = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      } catch {
        // Nobody of it is left.
      }
    }
    const timer = setTimeout(() => {
      said += ` It took longer than ${PRINT_WITHIN_MS / 1000} s.`
      endAll()
    }, PRINT_WITHIN_MS)
    child.stderr.on('data', (data: Buffer) => {
      said = (said + data.toString()).slice(-MOST_SAID)
    })
    child.on('error', (error) => {
      clearTimeout(timer)
      resolve(error.message)
    })
    child.on('exit', () => {
      clearTimeout(timer)
      endAll()
      resolve(said)
    })
  })
}

/** A sitting goes on meanwhile: everything else runs first, and where memory ends, this does. */
function putLast(pid: number): void {
  try {
    setPriority(pid, os.priority.PRIORITY_LOW)
    writeFileSync(`/proc/${pid}/oom_score_adj`, '1000')
  } catch {
    // It has ended already, or the machine has no such thing.
  }
}

async function written(file: string, said: string): Promise<Buffer> {
  const size = await stat(file).then(
    ({ size: bytes }) => bytes,
    () => 0,
  )
  if (size === 0 || size > LARGEST_PDF_BYTES)
    throw new ReportError(
      'report-failed',
      `Chromium printed ${size === 0 ? 'nothing' : `${size} bytes, which no record of a vote has`}. It said: ${said}`,
    )
  return readFile(file)
}
