import { refuse } from '../core/decision.ts'
import { isOlder, wasSeen, withPress, type PressWindows } from '../core/press-window.ts'
import { castSealed } from '../core/secret/decide.ts'
import { presentSecretBallot } from '../core/secret/standing.ts'
import type { ChamberState } from '../core/state.ts'
import type { Actor } from '../protocol/actors.ts'
import type { BallotId, ConsoleId, Instant, MemberId, PressId, UserId } from '../protocol/ids.ts'
import type { Refusal } from '../protocol/refusals.ts'
import type { VoteSender } from '../protocol/sealing.ts'
import { BALLOT_BOX, BoxLife, FROM_BOX } from './box-life.ts'
import { BoxOpening } from './box-opening.ts'
import { FaultWatch } from './fault-watch.ts'
import { BallotBoxError } from './ports.ts'
import type {
  BallotBoxErrorCode,
  BallotBoxPort,
  Engine,
  HalfOutcome,
  Outcome,
  Scheduler,
  SecretVotesPort,
  VoteInHand,
} from './ports.ts'

export interface SecretVotesParts {
  engine: Pick<Engine, 'state' | 'submit' | 'onCommitted'>
  boxes: BallotBoxPort
  scheduler: Scheduler
}

interface Wish {
  by: Actor
  member: MemberId
  ballot: BallotId
  vote: VoteInHand
  sentAt: Instant
}

/** An officer's half waits for the other's so many beats, ten minutes, and is forgotten then. */
const BEAT_MS = 2_000
const HALF_BEATS = 300
/** For each console of the largest chamber, the newest press. */
const CONSOLE_LIMIT = 4_096

/**
 * Between the edges and the ballot box: a vote goes into the box, and only then is it recorded who
 * voted. What was chosen is never in a command, and of a vote that is changed nothing is recorded.
 */
export class SecretVotes implements SecretVotesPort {
  readonly #parts: SecretVotesParts
  readonly #faults: FaultWatch
  /** The end of what is under way for each member: one vote of a person after the other. */
  readonly #turns = new Map<MemberId, Promise<unknown>>()
  /** Presses of this vote, in memory alone: a repeat must not undo the choice made after it. */
  readonly #presses = new Map<ConsoleId, { seen: PressWindows; counted: PressId }>()
  readonly #life: BoxLife
  readonly #opening: BoxOpening
  #halfBeats = 0
  #ballot: BallotId | null = null
  #stops: (() => void)[] = []

  constructor(parts: SecretVotesParts) {
    this.#parts = parts
    this.#faults = new FaultWatch(parts)
    const settled = () => Promise.allSettled(this.#turns.values())
    this.#life = new BoxLife({ ...parts, faults: this.#faults, settled })
    this.#opening = new BoxOpening({ ...parts, mixed: (ballot) => this.#life.mixed(ballot) })
  }

  async start(): Promise<void> {
    const { engine, scheduler } = this.#parts
    this.#faults.start()
    this.#stops = [
      engine.onCommitted(({ events }) => {
        if (events.some(({ type }) => type === 'BallotClosed' || type === 'BallotVoided')) {
          this.#presses.clear()
          this.#opening.forgetHalves()
        }
      }),
      scheduler.every(BEAT_MS, () => this.#beat()),
    ]
    await this.#life.start()
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops) stop()
    this.#life.stop()
    this.#faults.stop()
    await Promise.allSettled(this.#turns.values())
    this.#opening.forgetHalves()
    await this.#parts.boxes.stop()
  }

  async cast(by: Actor, ballot: BallotId, vote: VoteInHand, sentAt: Instant): Promise<Outcome> {
    const member = memberOf(this.#parts.engine.state, by)
    if (member === null) return refuse('seat-empty', 'Nobody is signed in here.')
    const before = this.#turns.get(member) ?? Promise.resolve()
    const turn = before.then(() => this.#castInTurn({ by, member, ballot, vote, sentAt }))
    this.#turns.set(member, turn)
    try {
      return await turn
    } finally {
      if (this.#turns.get(member) === turn) this.#turns.delete(member)
    }
  }

  async castPlain(
    by: Actor & { kind: 'console' },
    shown: BallotId | null,
    choice: number,
    sentAt: Instant,
  ): Promise<Outcome> {
    const { chamber, ballot } = this.#parts.engine.state
    if (ballot === null || ballot.id !== shown)
      return refuse(
        'other-ballot',
        'The console did not show the present vote when it was pressed.',
      )
    if (chamber?.policy.secretVotes?.plainConsoles === true)
      return choice <= ballot.rule.choices.length
        ? this.cast(by, ballot.id, { choice }, sentAt)
        : refuse('unknown-choice', `This vote has no choice ${choice}.`)
    this.#faults.raise({
      code: 'console-cannot-seal',
      source: { kind: 'console', id: by.console },
      detail: 'It does not seal votes: what was pressed in a secret vote does not count.',
    })
    return refuse('must-be-sealed', `${by.console} does not seal votes.`)
  }

  async giveHalf(ballot: BallotId, user: UserId, half: Uint8Array): Promise<HalfOutcome> {
    this.#halfBeats = HALF_BEATS
    return this.#opening
      .giveHalf(ballot, user, half)
      .catch((error: unknown) => this.#refusedByBox(error, ballot))
  }

  async #castInTurn(wish: Wish): Promise<Outcome> {
    const { engine, boxes } = this.#parts
    const { by, member, ballot, vote, sentAt } = wish
    const refused = this.#whyNotNow(wish)
    if (refused !== null) return refused
    try {
      const inBox = 'choice' in vote ? vote : { from: senderOf(by), sealed: vote.sealed }
      const takeBack = await boxes.put(ballot, member, inBox)
      const command = { type: 'CastSealedVote', ballot, member } as const
      const outcome = await engine.submit(command, BALLOT_BOX, FROM_BOX, sentAt)
      const changed = !outcome.ok && outcome.code === 'nothing-to-change'
      if (!outcome.ok && !changed) {
        await takeBack()
        return outcome
      }
      if (by.kind === 'console') this.#notePress(by.console, by.pressId)
      return { ok: true, seq: engine.state.seq }
    } catch (error) {
      return this.#refusedByBox(error, ballot)
    }
  }

  #whyNotNow({ by, member, ballot, sentAt }: Wish): Extract<Outcome, { ok: false }> | null {
    if (this.#ballot !== ballot) {
      this.#ballot = ballot
      this.#presses.clear()
    }
    if (by.kind === 'console') {
      const press = this.#presses.get(by.console)
      if (wasSeen(press?.seen, by.pressId)) return refuse('repeated-press', 'It came before.')
      if (press !== undefined && isOlder(press.seen, by.pressId, press.counted))
        return refuse('overtaken-press', 'A press made after it counts.')
    }
    if (this.#life.isMixed(ballot)) return refuse('ballot-closed', `Vote ${ballot} is closed.`)
    const decision = castSealed(this.#parts.engine.state, { ballot, member }, sentAt)
    return decision.ok || decision.code === 'nothing-to-change' ? null : decision
  }

  #notePress(console: ConsoleId, counted: PressId): void {
    const seen = withPress(this.#presses.get(console)?.seen, counted)
    if (this.#presses.has(console) || this.#presses.size < CONSOLE_LIMIT)
      this.#presses.set(console, { seen, counted })
  }

  #beat(): void {
    if (this.#halfBeats > 0 && --this.#halfBeats === 0) this.#opening.forgetHalves()
  }

  #refusedByBox(error: unknown, ballot: BallotId) {
    if (!(error instanceof BallotBoxError)) throw error
    const isPresent = presentSecretBallot(this.#parts.engine.state)?.id === ballot
    if (isPresent && FAULTS.has(error.code)) this.#life.failed(error, ballot)
    return refuse(REFUSED[error.code], `${error.message} ${error.lost}`)
  }
}

/** Only what is wrong with the box itself: a member who sends rubbish is told, and no one else. */
const FAULTS: ReadonlySet<BallotBoxErrorCode> = new Set([
  'box-missing',
  'box-damaged',
  'box-io-failed',
  'slot-damaged',
])

const REFUSED: Readonly<Record<BallotBoxErrorCode, Refusal>> = {
  'box-missing': 'box-missing',
  'box-damaged': 'box-damaged',
  'box-io-failed': 'box-unwritable',
  'slot-damaged': 'box-damaged',
  'seal-broken': 'seal-broken',
  'no-place': 'not-in-electorate',
  'wrong-half': 'wrong-half',
}

function memberOf(state: ChamberState, by: Actor): MemberId | null {
  switch (by.kind) {
    case 'console': {
      const seat = state.index.consoles.get(by.console)?.seat
      return seat === undefined ? null : (state.roll.seats.get(seat) ?? null)
    }
    case 'seat':
      return state.roll.seats.get(by.seat) ?? null
    case 'remote':
      return by.member
    case 'desk':
    case 'system':
      return null
  }
}

function senderOf(by: Actor): VoteSender {
  switch (by.kind) {
    case 'console':
      return `console:${by.console}`
    case 'seat':
      return `seat:${by.seat}`
    case 'remote':
      return `member:${by.member}`
    case 'desk':
    case 'system':
      return 'member:'
  }
}
