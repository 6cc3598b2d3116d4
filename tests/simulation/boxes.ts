import { BallotBoxError } from '../../controller/engine/ports.ts'
import type {
  BallotBoxPort,
  NewBox,
  Opening,
  SecretCounts,
  VoteForBox,
} from '../../controller/engine/ports.ts'
import type { BallotId, MemberId } from '../../controller/protocol/ids.ts'
import { toBase64url } from '../../controller/protocol/seal-vote.ts'
import type { SealKey } from '../../controller/protocol/sealing.ts'
import type { Envelopes, SealedChoice } from './envelopes.ts'

/** A vote in its place, and which it was of all that were put anywhere. */
export interface Put {
  vote: Pick<SealedChoice, 'choice'>
  order: number
}

interface Box extends NewBox {
  key: SealKey
  places: Map<MemberId, Put>
  /** Null before the mixing. */
  mixed: Put[] | null
}

/** What outlives a process: the boxes; and what was in them, which only the simulation knows. */
export class BoxShelf {
  readonly boxes = new Map<BallotId, Box>()
  readonly taken = new Map<BallotId, Map<MemberId, Put>>()
  puts = 0
}

export interface SimulatedBoxesParts {
  shelf: BoxShelf
  envelopes: Envelopes
  /** Resolves once it is on the disk, rejects where that is full, and never where the process died. */
  durable(): Promise<void>
  /** The same, and no disk is too full to remove something. */
  removed(): Promise<void>
}

/** Ballot boxes of one life of the controller, as the contract of the port has them. */
export class SimulatedBoxes implements BallotBoxPort {
  readonly #parts: SimulatedBoxesParts

  constructor(parts: SimulatedBoxesParts) {
    this.#parts = parts
  }

  async start(): Promise<BallotId[]> {
    return [...this.#parts.shelf.boxes.keys()]
  }

  async make(box: NewBox): Promise<SealKey> {
    const { shelf } = this.#parts
    await this.#parts.durable()
    const made: Box = shelf.boxes.get(box.ballot) ?? {
      ...box,
      key: box.ballot.padEnd(43, '_'),
      places: new Map(),
      mixed: null,
    }
    shelf.boxes.set(box.ballot, made)
    return made.key
  }

  async put(ballot: BallotId, member: MemberId, sent: VoteForBox): Promise<() => Promise<void>> {
    const box = this.#unmixed(ballot)
    const vote = 'sealed' in sent ? this.#opened(ballot, sent) : sent
    if (!box.voters.includes(member)) throw new BallotBoxError('no-place', `${member} has none.`)
    await this.#parts.durable()
    const before = box.places.get(member)
    box.places.set(member, { vote, order: ++this.#parts.shelf.puts })
    return async () => {
      await this.#parts.removed()
      if (before === undefined) box.places.delete(member)
      else box.places.set(member, before)
    }
  }

  async prove(ballot: BallotId, voters: readonly MemberId[]): Promise<void> {
    putsIn(this.#unmixed(ballot), voters)
  }

  async mix(ballot: BallotId, voters: readonly MemberId[]): Promise<void> {
    const box = this.#box(ballot)
    if (box.mixed !== null) return
    const puts = putsIn(box, voters)
    await this.#parts.durable()
    box.mixed = puts
    this.#parts.shelf.taken.set(ballot, new Map(box.places))
    box.places.clear()
  }

  async count({ ballot, halves, choices }: Opening): Promise<SecretCounts> {
    const { mixed, officers } = this.#box(ballot)
    if (mixed === null) throw new BallotBoxError('box-missing', 'It was not mixed.')
    if (!officers.every(({ key }, at) => this.belongs(halves[at] ?? new Uint8Array(), key)))
      throw new BallotBoxError('wrong-half', 'It belongs to another key.')
    const counts = Array.from({ length: choices }, () => 0)
    let spoiled = 0
    for (const { vote } of mixed) {
      const at = vote.choice - 1
      if (counts[at] === undefined) spoiled += 1
      else counts[at] += 1
    }
    return { counts, spoiled }
  }

  /** Here a key is the half itself. */
  belongs(half: Uint8Array, key: SealKey): boolean {
    return toBase64url(new Uint8Array(half)) === key
  }

  async destroy(ballot: BallotId): Promise<void> {
    await this.#parts.removed()
    this.#parts.shelf.boxes.delete(ballot)
  }

  async stop(): Promise<void> {}

  #opened(ballot: BallotId, { from, sealed }: Extract<VoteForBox, { sealed: string }>) {
    const vote = this.#parts.envelopes.open(sealed)
    if (vote?.ballot === ballot && vote.from === from) return vote
    throw new BallotBoxError('seal-broken', 'It is of another vote or sender.')
  }

  #box(ballot: BallotId): Box {
    const box = this.#parts.shelf.boxes.get(ballot)
    if (box === undefined) throw new BallotBoxError('box-missing', `${ballot} has no box.`)
    return box
  }

  #unmixed(ballot: BallotId): Box {
    const box = this.#box(ballot)
    if (box.mixed !== null) throw new BallotBoxError('box-missing', `${ballot} was mixed.`)
    return box
  }
}

function putsIn({ places }: Box, voters: readonly MemberId[]): Put[] {
  const puts = voters.flatMap((member) => places.get(member) ?? [])
  if (puts.length < voters.length)
    throw new BallotBoxError('slot-damaged', 'Somebody who voted has no vote in it.')
  return puts
}
