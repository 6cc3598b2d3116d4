import { mkdir } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { PUSH_INTERVAL_MS } from '../../controller/http/channels.ts'
import { BenchChamber } from './bench-chamber.ts'
import type { Bench } from './figure.ts'
import { connect, heard, program, timed } from './screens.ts'
import type { ServerSaid } from './screens-server.ts'

const VOTERS = 1200
/** Both sides are compiled after so many; before, the figure is of Node's compiler. */
const WARM_UP = 6
/** A round is some milliseconds, and each has a vote of 1,200 before it. */
const ROUNDS = 20
/** Every screen has seen the last vote, and the push interval is over. */
const REST_MS = 4 * PUSH_INTERVAL_MS

/** What only the frame with the result has. */
const RESULT = '"outcome":'

/**
 * A vote of 1,200 is closed and declared: from the close to its result on the last of 750 screens, of
 * which the hall display is one; with everybody's name and choice in it. No late votes are awaited, and
 * no fsync is in it: the record is in memory, as in `screens-750`. The limit: a plain `ws` server that
 * sends the same bytes to as many sockets.
 */
export const tally1200: Bench = {
  name: 'tally-1200',
  async run(say) {
    const chamber = await BenchChamber.make(VOTERS)
    await mkdir(chamber.dataFolder)
    const server = program('screens-server.ts', [chamber.file, chamber.dataFolder])
    const clients = { ours: program('screens-clients.ts'), plain: program('screens-clients.ts') }
    try {
      await connect(server, clients, RESULT)
      say('the screens and as many plain sockets are connected')
      const ours: number[] = []
      const limit: number[] = []
      for (let round = 0; round < WARM_UP + ROUNDS; round++) {
        const voted = heard<ServerSaid, 'voted'>(server, 'voted')
        server.send({ do: 'vote', round })
        await voted
        await pause(REST_MS)
        const mine = await timed(server, clients.ours, { do: 'tally', round })
        await pause(REST_MS)
        const theirs = await timed(server, clients.plain, { do: 'broadcast', bytes: mine.bytes })
        if (round < WARM_UP) continue
        ours.push(mine.ms)
        limit.push(theirs.ms)
      }
      const plain = { name: 'plain ws broadcast of the same bytes', values: limit }
      return [{ name: 'tally-1200', unit: 'ms', ours, limit: plain, goal: 2 }]
    } finally {
      for (const child of [server, clients.ours, clients.plain]) child.disconnect()
      await chamber.remove()
    }
  },
}
