import { BallotBoxError } from '../../controller/engine/ports.ts'
import { fromBase64url } from '../../controller/protocol/seal-vote.ts'
import { BoxShelf, SimulatedBoxes } from '../simulation/boxes.ts'
import { Envelopes } from '../simulation/envelopes.ts'
import { ballotBoxContract } from './ballot-box.ts'

ballotBoxContract('of the simulation', async () => {
  const shelf = new BoxShelf()
  const envelopes = new Envelopes()
  const keys = ['A'.repeat(43), 'E'.repeat(43)] as const
  let isFull = false
  const removed = () => Promise.resolve()
  const durable = async () => {
    if (isFull) throw new BallotBoxError('box-io-failed', 'The disk is full.')
  }
  return {
    open: () => new SimulatedBoxes({ shelf, envelopes, durable, removed }),
    officers: [
      { user: 'ada', key: keys[0] },
      { user: 'ben', key: keys[1] },
    ],
    halves: [fromBase64url(keys[0]), fromBase64url(keys[1])],
    seal: (vote) => envelopes.seal(vote),
    setFull: (full) => (isFull = full),
    remove: () => Promise.resolve(),
  }
})
