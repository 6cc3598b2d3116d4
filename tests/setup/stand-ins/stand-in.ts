import { spawn } from 'node:child_process'
import { appendFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { announceFailed, announceReady, onStop } from '../../../config/process.ts'
import type { ReadyNews } from '../../../config/process.ts'

/** What a stand-in writes into the data folder's journal, a JSON line each. */
export interface JournalEntry {
  name: string
  pid: number
  /** A process that the stand-in started, as the controller starts media workers. */
  grandchild: number
  args: string[]
}

/**
 * Stands in for a program of the chamber. It notes how it was started, and behaves badly if the data
 * folder has a file that says so: `fail-NAME`, `die-NAME`, `hang-NAME` (when it is to stop).
 */
export function standIn(name: string, news: ReadyNews): void {
  const args = process.argv.slice(2)
  const data = args[args.indexOf('--data') + 1] ?? ''
  const told = (behaviour: string) => existsSync(join(data, `${behaviour}-${name}`))

  const grandchild = spawn('sleep', ['600'], { stdio: ['ignore', 'inherit', 'inherit'] })
  const entry: JournalEntry = { name, pid: process.pid, grandchild: grandchild.pid ?? 0, args }
  appendFileSync(join(data, 'journal'), `${JSON.stringify(entry)}\n`)
  console.log(`${name} writes to its log`)

  if (told('fail')) {
    announceFailed(
      Object.assign(new Error('The folder is held by 12.'), { code: 'data-folder-held' }),
    )
    return
  }
  if (told('die')) {
    console.error(`${name} is beside itself`)
    process.exit(3)
  }
  onStop(() => {
    // A loop that hangs hears no signal and keeps no time: only a kill ends it.
    while (told('hang'));
    appendFileSync(join(data, 'stopped'), `${name}\n`)
  })
  announceReady(news)
}
