import type { MemoryDisk } from '../../controller/adapters/record/memory-disk.ts'
import type { Chamber, Rule } from '../../controller/protocol/chamber.ts'
import { toEvent, type Happened } from '../../controller/protocol/event-versions.ts'
import type { BallotId, ConsoleId, MemberId, SeatId } from '../../controller/protocol/ids.ts'
import type { RecordedEvent } from '../../controller/protocol/recorded.ts'
import { History } from './history.ts'

/** A vote as the record tells it. */
export interface TrueBallot {
  rule: Rule
  electorate: ReadonlySet<MemberId>
  state: 'open' | 'over'
  /** The last choice of each member. */
  votes: Map<MemberId, string>
  /** Every choice each member ever had. */
  choices: Map<MemberId, History<string>>
}

/**
 * What the record on the disk says, read from its bytes and folded by rules of its own, in the
 * fewest words: it shares nothing with the core but the shape of events.
 */
export class Truth {
  seq = 0
  chamber: Chamber | null = null
  readonly ballots = new Map<BallotId, TrueBallot>()
  /** Who sits at a seat; null for nobody. */
  readonly seated = new Map<SeatId, History<MemberId | null>>()
  readonly microphones = new Map<MemberId, History<boolean>>()
  readonly #speakers = new Set<MemberId>()
  readonly #open = new Set<MemberId>()
  #seatOfConsole = new Map<ConsoleId, SeatId>()
  #hash = ''

  /** Reads what is new. Returns a sentence for each thing that is wrong with it. */
  absorb(disk: MemoryDisk, onEvent: (event: Happened) => void): string[] {
    const wrong: string[] = []
    if (this.seq > 0 && disk.hashes[this.seq - 1] !== this.#hash)
      wrong.push(`the record no longer has event ${this.seq} as it was`)
    for (; this.seq < disk.bodies.length;) {
      const hash = disk.hashes[this.seq] ?? ''
      const stored = JSON.parse(disk.bodies[this.seq] ?? '') as Omit<RecordedEvent, 'hash'>
      const event = toEvent({ ...stored, hash })
      this.seq += 1
      this.#hash = hash
      if (event.seq !== this.seq) wrong.push(`event ${this.seq} says it is ${event.seq}`)
      const sentence = this.#take(event)
      if (sentence !== null) wrong.push(sentence)
      onEvent(event)
    }
    return wrong
  }

  /** Who sat at this console when event `seq` was the last; null for nobody. */
  sitterAt(console: ConsoleId, seq: number): MemberId | null {
    return this.seated.get(this.#seatOfConsole.get(console) ?? '')?.at(seq) ?? null
  }

  /** Whoever ever sat at this console. */
  sittersAt(console: ConsoleId): MemberId[] {
    const all = this.seated.get(this.#seatOfConsole.get(console) ?? '')?.all() ?? []
    return all.flatMap((member) => member ?? [])
  }

  microphoneOpen(member: MemberId, seq = this.seq): boolean {
    return this.microphones.get(member)?.at(seq) ?? false
  }

  /** Whether the record has this choice of this member, now or at some time. */
  hasVote(ballot: BallotId, member: MemberId, choice: string): boolean {
    return this.ballots.get(ballot)?.choices.get(member)?.all().includes(choice) ?? false
  }

  #take(event: Happened): string | null {
    switch (event.type) {
      case 'ChamberConfigured': {
        const { chamber } = event.data
        this.chamber = chamber
        this.#seatOfConsole = new Map(chamber.consoles.map(({ id, seat }) => [id, seat]))
        return null
      }
      case 'MemberSignedIn':
        return this.#sit(event.data, event.data.member)
      case 'MemberLeft':
        if (this.#open.has(event.data.member))
          return `${event.data.member} left and their microphone is open`
        return this.#sit(event.data, null)
      case 'FloorGranted':
        this.#speakers.add(event.data.member)
        return this.#switch(event.data.member, true)
      case 'FloorEnded':
        this.#speakers.delete(event.data.member)
        return this.#switch(event.data.member, false)
      case 'MicrophoneSwitched':
        return this.#switch(event.data.member, event.data.on)
      case 'SittingClosed':
        for (const history of this.seated.values()) history.add(this.seq, null)
        return this.#open.size > 0 ? 'a microphone is open in a closed sitting' : null
      case 'SittingSuspended':
        return this.#open.size > 0 ? 'a microphone is open in a suspended sitting' : null
      case 'BallotOpened':
      case 'VoteCast':
      case 'BallotClosed':
      case 'BallotVoided':
        return this.#vote(event)
      default:
        return null
    }
  }

  #sit(
    { place }: Extract<Happened, { type: 'MemberLeft' }>['data'],
    member: MemberId | null,
  ): string | null {
    if (place.kind === 'remote') return null
    const history = this.seated.get(place.seat) ?? new History<MemberId | null>()
    this.seated.set(place.seat, history)
    if (member !== null && (history.last ?? null) !== null)
      return `${member} signed in at ${place.seat}, where ${history.last} is`
    history.add(this.seq, member)
    return null
  }

  #switch(member: MemberId, on: boolean): string | null {
    const history = this.microphones.get(member) ?? new History<boolean>()
    this.microphones.set(member, history)
    history.add(this.seq, on)
    if (on) this.#open.add(member)
    else this.#open.delete(member)
    const floor = [...this.#open].filter((one) => this.#speakers.has(one))
    const most = this.chamber?.policy.openMicrophones ?? 0
    if (floor.length > most) return `${floor.length} microphones are open of ${most}`
    if (!on || this.#speakers.has(member) || this.#hasChair(member)) return null
    return `the microphone of ${member} was opened without the floor`
  }

  #hasChair(member: MemberId): boolean {
    const seats = this.chamber?.seats.filter(({ kind }) => kind === 'chair') ?? []
    return seats.some(({ id }) => this.seated.get(id)?.last === member)
  }

  #vote(
    event: Extract<
      Happened,
      { type: 'BallotOpened' | 'VoteCast' | 'BallotClosed' | 'BallotVoided' }
    >,
  ): string | null {
    const id = event.data.ballot
    if (event.type === 'BallotOpened') {
      const { rule, electorate } = event.data
      if (this.ballots.has(id)) return `vote ${id} was opened twice`
      this.ballots.set(id, {
        rule,
        electorate: new Set(electorate),
        state: 'open',
        votes: new Map(),
        choices: new Map(),
      })
      return null
    }
    const ballot = this.ballots.get(id)
    if (ballot === undefined) return `there is no vote ${id}`
    if (event.type === 'VoteCast') return this.#cast(ballot, event.data)
    ballot.state = 'over'
    return event.type === 'BallotClosed' ? whyWrong(ballot, event.data.result) : null
  }

  #cast(
    ballot: TrueBallot,
    { ballot: id, member, choice }: Extract<Happened, { type: 'VoteCast' }>['data'],
  ): string | null {
    if (ballot.state !== 'open') return `${member} voted in ${id}, which is over`
    if (!ballot.electorate.has(member)) return `${member} voted in ${id} without being entitled`
    const history = ballot.choices.get(member) ?? new History<string>()
    if (ballot.rule.revision === 'first-counts' && history.last !== undefined)
      return `${member} voted twice in ${id}, where the first counts`
    ballot.choices.set(member, history)
    history.add(this.seq, choice)
    ballot.votes.set(member, choice)
    return null
  }
}

function whyWrong(
  { rule, votes }: TrueBallot,
  result: Extract<Happened, { type: 'BallotClosed' }>['data']['result'],
): string | null {
  const counts = rule.choices.map(
    ({ id }) => [...votes.values()].filter((choice) => choice === id).length,
  )
  const counted = result.counts.map(({ count }) => count)
  return counts.join() === counted.join() && result.cast === votes.size
    ? null
    : `counted ${counted.join()} of ${result.cast}, the record has ${counts.join()} of ${votes.size}`
}
