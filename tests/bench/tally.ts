import { PUSH_INTERVAL_MS } from '../../controller/http/channels.ts'
import type { Bench } from './figure.ts'
import { besidePlainSockets, heard } from './screens.ts'
import type { ServerSaid } from './screens-server.ts'

/**
 * A vote of 1,200 is closed and declared: from the close to its result on the last of 750 screens, of
 * which the hall display is one; with everybody's name and choice in it. No late votes are awaited, and
 * no fsync is in it: the record is in memory, as in `screens-750`. The limit: a plain `ws` server that
 * sends the same bytes to as many sockets.
 */
export const tally1200: Bench = {
  name: 'tally-1200',
  async run(say) {
    const measured = await besidePlainSockets(
      {
        members: 1200,
        warmUp: 6,
        // A round is some milliseconds, and each has a vote of 1,200 before it.
        rounds: 20,
        // Every screen has seen the last vote, and the push interval is over.
        restMs: 4 * PUSH_INTERVAL_MS,
        // Only the frame with the result has it.
        containing: '"outcome":',
        async prepare(server, round) {
          const voted = heard<ServerSaid, 'voted'>(server, 'voted')
          server.send({ do: 'vote', round })
          await voted
        },
        asked: (round) => ({ do: 'tally', round }),
      },
      say,
    )
    return [{ name: 'tally-1200', unit: 'ms', ...measured, goal: 2 }]
  },
}
