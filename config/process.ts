/**
 * What the chamber's processes (controller, bridge, simulated room) owe to whoever started them:
 * the launcher over IPC, systemd through systemd-notify, or nobody. `setup/child-contract.md` says
 * the same for a process that is not written in TypeScript.
 */
import { spawn } from 'node:child_process'

/** Told when the process does its work. Ports are the actual ones, of the controller only. */
export interface ReadyNews {
  urls?: { label: string; url: string }[]
  /** Sentences for the technician, such as what a firewall must let through. */
  note?: string[]
  ports?: { http: number; mqtt: number; media: number; loopback?: number }
}

export type StopHandler = () => void | Promise<void>

// The launcher kills after 1.6 s and promises to be gone within 2; systemd waits longer.
const stopGraceMs = 1_300

// Without an IPC channel nobody of ours started this process.
const launcherPid = process.send ? process.ppid : undefined

const stopHandlers: StopHandler[] = []
let listening = false
let stopping = false
let watchdog: NodeJS.Timeout | undefined

/**
 * Has `handler` called once when the process is to end: SIGTERM, SIGINT, or the launcher gone
 * without a word. The last registered is called first, each after the one before it; what is not
 * done after 1.3 s is cut off.
 */
export function onStop(handler: StopHandler): void {
  stopHandlers.unshift(handler)
  listen()
}

/** Says once that the process is up; where it leads is printed if there is no launcher to do so. */
export function announceReady(news: ReadyNews = {}): void {
  listen()
  tellLauncher({ type: 'ready', ...news })
  if (launcherPid === undefined) {
    for (const { label, url } of news.urls ?? []) console.log(`${label}: ${url}`)
    for (const note of news.note ?? []) console.log(note)
  }
  notifySystemd('READY=1')
  const limitUs = Number(process.env['WATCHDOG_USEC'] ?? 0)
  if (limitUs === 0) return
  // Half of the limit, as sd_watchdog_enabled(3) advises. A loop that hangs sends nothing.
  watchdog = setInterval(() => notifySystemd('WATCHDOG=1'), limitUs / 2000)
  watchdog.unref()
}

/**
 * Says why the process cannot start or go on, runs the stop handlers and ends it with status 1.
 * An error's `code` is told if it is one of ours (kebab-case), else 'start-failed'.
 */
export function announceFailed(error: unknown): void {
  const code = codeOf(error)
  const message = error instanceof Error ? error.message : String(error)
  // An error of ours is said in one sentence, and by the launcher where there is one.
  if (!code) console.error(error)
  else if (launcherPid === undefined) console.error(`${message} (${code})`)
  tellLauncher({ type: 'failed', code: code ?? 'start-failed', message })
  void stop(1)
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' && /^[a-z][a-z-]*$/.test(error.code)
    ? error.code
    : undefined
}

function tellLauncher(news: object): void {
  // An error is a launcher that has just gone, of which 'disconnect' tells as well.
  if (process.connected) process.send?.(news, undefined, {}, () => {})
}

function listen(): void {
  if (listening) return
  listening = true
  process.on('SIGTERM', () => void stop(0))
  process.on('SIGINT', () => void stop(0))
  process.on('disconnect', () => void stop(0))
  // A launcher that is gone takes the pipes with it: nothing more can be said, which is no error.
  process.stdout.on('error', () => {})
  process.stderr.on('error', () => {})
  process.on('exit', leaveNothing)
  if (launcherPid !== undefined && !process.connected) void stop(0)
}

async function stop(status: number): Promise<void> {
  if (stopping) return
  stopping = true
  clearInterval(watchdog)
  notifySystemd('STOPPING=1')
  process.exitCode = status
  setTimeout(() => process.exit(), stopGraceMs)
  for (const handler of stopHandlers) {
    try {
      await handler()
    } catch (error) {
      console.error(error)
      process.exitCode = 1
    }
  }
  process.exit()
}

/**
 * With the launcher gone nobody is left to see to what this process started: its group goes with it,
 * even when it ends by an error of its own.
 */
function leaveNothing(): void {
  if (launcherPid === undefined || (process.connected && process.ppid === launcherPid)) return
  try {
    process.kill(-process.pid, 'SIGKILL')
  } catch {
    // Not the leader of a group: started by something else than the launcher.
  }
}

/** Node has no datagram sockets of the UNIX kind, which sd_notify(3) speaks over. */
function notifySystemd(state: string): void {
  if (!process.env['NOTIFY_SOCKET']) return
  spawn('systemd-notify', [state], { stdio: 'ignore' }).on('error', (error) => {
    console.error(`systemd was not told ${state}: ${error.message}`)
  })
}
