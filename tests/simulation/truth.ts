import type { MemoryDisk } from '../../controller/adapters/record/memory-disk.ts'
import type { Chamber } from '../../controller/protocol/chamber.ts'
import { toEvent, type Happened } from '../../controller/protocol/event-versions.ts'
import type { BallotId, ConsoleId, MemberId, SeatId } from '../../controller/protocol/ids.ts'
import type { RecordedEvent } from '../../controller/protocol/recorded.ts'
import { History } from './history.ts'
import { TrueBallots } from './true-ballots.ts'

/**
 * What the record on the disk says, read from its bytes and folded by rules of its own, in the
 * fewest words: it shares nothing with the core but the shape of events.
 */
export class Truth {
  seq = 0
  chamber: Chamber | null = null
  readonly ballots = new TrueBallots()
  /** Who sits at a seat; null for nobody. */
  readonly seated = new Map<SeatId, History<MemberId | null>>()
  readonly microphones = new Map<MemberId, History<boolean>>()
  readonly #speakers = new Set<MemberId>()
  readonly #open = new Set<MemberId>()
  readonly #interrupted = new Set<MemberId>()
  #priority = false
  /** Set in this sitting; null: as the chamber's policy has it. */
  #most: number | null = null
  /** Members who count, and are signed in. */
  readonly present = new Set<MemberId>()
  readonly locked = new Set<MemberId>()
  /** The presence check that runs; null for none. */
  readonly #checks = new History<string | null>()
  /** The check in which somebody declared last, and is still counted. */
  readonly #declared = new Map<MemberId, History<string | null>>()
  #voters: ReadonlySet<MemberId> = new Set()
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
        this.#voters = new Set(
          chamber.members.flatMap((member) => (member.class === 'member' ? [member.id] : [])),
        )
        this.#seatOfConsole = new Map(chamber.consoles.map(({ id, seat }) => [id, seat]))
        return null
      }
      case 'MemberSignedIn':
        if (this.#voters.has(event.data.member)) this.present.add(event.data.member)
        return this.#sit(event.data, event.data.member)
      case 'PresenceCheckStarted':
        this.#checks.add(this.seq, event.data.check)
        return null
      case 'PresenceCheckEnded':
        return this.#endCheck(event.data)
      case 'PresenceDeclared':
        return this.#declare(event.data.member, event.data.check)
      case 'MemberLocked':
        this.locked.add(event.data.member)
        return null
      case 'MemberUnlocked':
        this.locked.delete(event.data.member)
        return null
      case 'MemberLeft':
        this.present.delete(event.data.member)
        this.#declare(event.data.member, null)
        if (this.#open.has(event.data.member))
          return `${event.data.member} left and their microphone is open`
        return this.#sit(event.data, null)
      case 'FloorGranted':
        this.#speakers.add(event.data.member)
        return this.#switch(event.data.member, true)
      case 'FloorEnded':
        this.#speakers.delete(event.data.member)
        this.#interrupted.delete(event.data.member)
        return this.#switch(event.data.member, false)
      case 'MicrophoneSwitched':
        return this.#switch(event.data.member, event.data.on)
      case 'SpeechInterrupted':
        this.#interrupted.add(event.data.member)
        return this.#switch(event.data.member, this.#open.has(event.data.member))
      case 'SpeechContinued':
        this.#interrupted.delete(event.data.member)
        return this.#switch(event.data.member, event.data.open)
      case 'PrioritySwitched':
        this.#priority = event.data.on
        for (const member of this.#speakers) this.#note(member)
        return null
      case 'FloorModeSet':
        this.#most = event.data.openMicrophones
        return null
      case 'SittingClosed':
        this.#most = null
        for (const history of this.seated.values()) history.add(this.seq, null)
        return this.#open.size > 0 ? 'a microphone is open in a closed sitting' : null
      case 'SittingSuspended':
        this.#checks.add(this.seq, null)
        return this.#open.size > 0 ? 'a microphone is open in a suspended sitting' : null
      default:
        return this.ballots.take(event, this)
    }
  }

  /** Whether a console shows that its member is present: in a check only who has declared it. */
  shownPresent(member: MemberId, seq: number): boolean {
    const check = this.#checks.at(seq) ?? null
    if (check === null || !this.#voters.has(member)) return true
    return this.#declared.get(member)?.at(seq) === check
  }

  #declare(member: MemberId, check: string | null): string | null {
    const history = this.#declared.get(member) ?? new History<string | null>()
    this.#declared.set(member, history)
    const again = check !== null && history.last === check
    history.add(this.seq, check)
    if (check === null) return null
    if (this.#checks.last !== check) return `${member} declared in a check that is not running`
    if (again) return `${member} declared twice`
    return this.present.has(member) ? null : `${member} declared and is not here`
  }

  #endCheck({ check, present }: Extract<Happened, { type: 'PresenceCheckEnded' }>['data']) {
    if (this.#checks.last !== check) return `check ${check} ends and is not running`
    this.#checks.add(this.seq, null)
    const declared = [...this.#declared.values()].filter(({ last }) => last === check).length
    return declared === present ? null : `${present} are counted of ${declared} who declared`
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
    if (on && this.locked.has(member)) return `${member} is locked and has a microphone`
    if (on) this.#open.add(member)
    else this.#open.delete(member)
    this.#note(member)
    const floor = [...this.#open].filter(
      (one) => this.#speakers.has(one) && !this.#interrupted.has(one),
    )
    const most = this.#most ?? this.chamber?.policy.openMicrophones ?? 0
    if (floor.length > most) return `${floor.length} microphones are open of ${most}`
    if (!on || this.#speakers.has(member) || this.#hasChair(member)) return null
    return `the microphone of ${member} was opened without the floor`
  }

  /** Whether this person is heard from now on. */
  #note(member: MemberId): void {
    const silenced = this.#speakers.has(member) && (this.#priority || this.#interrupted.has(member))
    const history = this.microphones.get(member) ?? new History<boolean>()
    this.microphones.set(member, history)
    history.add(this.seq, this.#open.has(member) && !silenced)
  }

  #hasChair(member: MemberId): boolean {
    const seats = this.chamber?.seats.filter(({ kind }) => kind === 'chair') ?? []
    return seats.some(({ id }) => this.seated.get(id)?.last === member)
  }
}
