import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { PUSH_INTERVAL_MS } from '../../controller/http/channels.ts'
import { BenchChamber } from './bench-chamber.ts'
import type { Bench } from './figure.ts'
import type { ScreensAsked, ScreensSaid } from './screens-clients.ts'
import type { ServerAsked, ServerSaid } from './screens-server.ts'

const SCREENS = 750

/** What is measured at the controller's screens and, with the same bytes, at as many plain sockets. */
interface Rounds {
  members: number
  /** Both sides are compiled after so many; before, the figure is of Node's compiler. */
  warmUp: number
  rounds: number
  /** Before each side's turn. */
  restMs: number
  /** Only frames with this in them count; all where it is empty. */
  containing: string
  /** Brings the room to where the round begins. */
  prepare?(server: ChildProcess, round: number): Promise<void>
  asked(round: number): ServerAsked
}

/** Milliseconds of each round, from the moment it is durable to the last screen and socket. */
export async function besidePlainSockets(rounds: Rounds, say: (progress: string) => void) {
  const chamber = await BenchChamber.make(rounds.members)
  await mkdir(chamber.dataFolder)
  const server = program('screens-server.ts', [chamber.file, chamber.dataFolder])
  const clients = { ours: program('screens-clients.ts'), plain: program('screens-clients.ts') }
  try {
    await connect(server, clients, rounds.containing)
    say(`${SCREENS} screens and as many plain sockets are connected`)
    const ours: number[] = []
    const limit: number[] = []
    for (let round = 0; round < rounds.warmUp + rounds.rounds; round++) {
      await rounds.prepare?.(server, round)
      await pause(rounds.restMs)
      const mine = await timed(server, clients.ours, rounds.asked(round))
      await pause(rounds.restMs)
      const theirs = await timed(server, clients.plain, { do: 'broadcast', bytes: mine.bytes })
      if (round < rounds.warmUp) continue
      ours.push(mine.ms)
      limit.push(theirs.ms)
    }
    return { ours, limit: { name: 'plain ws broadcast of the same bytes', values: limit } }
  } finally {
    for (const child of [server, clients.ours, clients.plain]) child.disconnect()
    await chamber.remove()
  }
}

/**
 * One state change to the last of 750 screens, from the moment it is durable. The limit: a plain `ws`
 * server that sends the same bytes to as many sockets.
 */
export const screens: Bench = {
  name: 'screens-750',
  async run(say) {
    const measured = await besidePlainSockets(
      {
        members: 700,
        warmUp: 20,
        // A round is a few milliseconds: so many give the same median again.
        rounds: 60,
        // A change within the push interval of the last one would wait for its end.
        restMs: 2 * PUSH_INTERVAL_MS,
        containing: '',
        asked: (round) => ({ do: 'change', round }),
      },
      say,
    )
    return [{ name: 'screens-750', unit: 'ms', ...measured, goal: 1.3 }]
  },
}

function program(name: string, args: string[] = []): ChildProcess {
  return fork(new URL(name, import.meta.url).pathname, args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })
}

/** The same screens at the controller and at the plain server. */
async function connect(
  server: ChildProcess,
  clients: { ours: ChildProcess; plain: ChildProcess },
  containing: string,
): Promise<void> {
  const ready = await heard<ServerSaid, 'ready'>(server, 'ready')
  const cookie = await enrolled(ready.ours, ready.key)
  const hello = { t: 'subscribe' as const, channels: ['room'] }
  const screens = { url: ready.ours, headers: { cookie }, count: SCREENS, hello, containing }
  for (const [child, asked] of [
    [clients.ours, screens],
    [clients.plain, { url: ready.plain, headers: {}, count: SCREENS, hello: null, containing }],
  ] satisfies [ChildProcess, ScreensAsked][]) {
    const connected = heard<ScreensSaid, 'ready'>(child, 'ready')
    child.send(asked)
    await connected
  }
}

/** The cookie of the hall display, at a controller's plain HTTP. */
export async function enrolled(address: string, key: string): Promise<string> {
  const url = new URL('/api/enrol', address.replace('ws:', 'http:'))
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ screen: 'display/hall', key }),
  })
  if (!response.ok) throw new Error(`enrol: ${await response.text()}`)
  return response.headers
    .getSetCookie()
    .map((set) => set.split(';', 1)[0])
    .join('; ')
}

/** From the server's word that it began to the clients' that the last of them has it. */
async function timed(server: ChildProcess, clients: ChildProcess, asked: ServerAsked) {
  const [began, all] = [
    heard<ServerSaid, 'began'>(server, 'began'),
    heard<ScreensSaid, 'all-have-it'>(clients, 'all-have-it'),
  ]
  server.send(asked)
  const { at, bytes } = await all
  return { ms: Number(BigInt(at) - BigInt((await began).at)) / 1e6, bytes }
}

export async function heard<S extends { said: string }, W extends S['said']>(
  child: ChildProcess,
  word: W,
): Promise<Extract<S, { said: W }>> {
  for (;;) {
    const [message] = (await once(child, 'message')) as [S]
    if (message.said === word) return message as Extract<S, { said: W }>
  }
}
