import { sealOf } from '../../controller/core/secret/standing.ts'
import type { OfficerKey, VoteSeal } from '../../controller/protocol/sealing.ts'
import { BALLOT, openVote, openVotingRoom } from './voting-room.ts'

/**
 * A process that takes sealed votes until somebody kills it:
 * `node voting-process.ts FOLDER OFFICERS`, with votes and answers over the parent's channel.
 */

/** From the parent: the vote of whoever sits there. */
export interface SentVote {
  id: number
  seat: string
  sealed: string
}

/** To the parent: by what votes are sealed, then what became of each. */
export type Told = { seal: VoteSeal } | { id: number; code: string }

const [folder = '', officers = '[]'] = process.argv.slice(2)
const tell = (told: Told) => process.send?.(told)

const room = await openVotingRoom(folder)
const { engine, votes } = room
if (engine.state.ballot === null) await openVote(room, JSON.parse(officers) as OfficerKey[])

process.on('message', ({ id, seat, sealed }: SentVote) => {
  void votes
    .cast({ kind: 'seat', seat }, BALLOT, { sealed }, Date.now())
    .then((outcome) => tell({ id, code: outcome.ok ? 'ok' : outcome.code }))
})

const sayReady = (): boolean => {
  const secret = engine.state.ballot?.secret
  const seal = secret ? sealOf(secret) : null
  if (seal !== null) tell({ seal })
  return seal !== null
}
if (!sayReady()) {
  const stop = engine.onCommitted(() => {
    if (sayReady()) stop()
  })
}
