import type { ChamberState } from '../core/state.ts'
import { presentSecretBallot } from '../core/secret/standing.ts'
import type { Actor } from '../protocol/actors.ts'
import type { Command } from '../protocol/commands.ts'
import type { RefusedPress, Tried } from '../protocol/evidence-view.ts'
import type { Instant, SittingId } from '../protocol/ids.ts'
import type { Refusal } from '../protocol/refusals.ts'
import type { RefusedCommand } from './engine.ts'
import type { Clock, Outcome, PressLogPort, SecretVotesPort } from './ports.ts'

export interface RefusedPressesParts {
  engine: {
    readonly state: ChamberState
    onRefused(listener: (refused: RefusedCommand) => void): () => void
  }
  clock: Clock
  log: PressLogPort
}

/** Four for each seat of the largest chamber; about 2 MB. Older ones of this sitting are in the log. */
const MOST_REMEMBERED = 5_000
/** A key that bounces or a page that loops must not push out what others pressed. */
const MOST_A_MINUTE = 20
const MINUTE_MS = 60_000
/** Seats and pages that are counted at once: each of the largest chamber. */
const MOST_COUNTED = 4_096

/** Not a press of its own, or, in a secret vote, one that would tell that a vote was changed. */
const NOT_KEPT: ReadonlySet<Refusal> = new Set<Refusal>(['repeated-press'])
const NOT_KEPT_IN_SECRET: ReadonlySet<Refusal> = new Set<Refusal>([
  'overtaken-press',
  'nothing-to-change',
])

/**
 * Presses, cards and touches that changed nothing, each with its reason: what an officer is asked
 * after "my vote did not count". They are beside the record and not in it.
 */
export class RefusedPresses {
  readonly #parts: RefusedPressesParts
  readonly #counts = new Map<string, { since: Instant; kept: number; more: number }>()
  #remembered: RefusedPress[] = []
  #stop: () => void = () => undefined

  constructor(parts: RefusedPressesParts) {
    this.#parts = parts
  }

  /** After the record was folded; presses of this sitting before a restart are remembered. */
  async start(): Promise<void> {
    const { engine, log } = this.#parts
    this.#remembered = (await log.start()).slice(-MOST_REMEMBERED)
    this.#stop = engine.onRefused(({ command, by, at, code }) => {
      const tried = triedBy(command)
      if (tried === null) return
      const card = command.type === 'PresentCard' ? command.card : null
      this.#note({ tried, card, by, at, code })
    })
  }

  async stop(): Promise<void> {
    this.#stop()
    await this.#parts.log.stop()
  }

  /** Those of one sitting, oldest first. */
  async of(sitting: SittingId): Promise<RefusedPress[]> {
    if (this.#parts.engine.state.sitting?.id === sitting)
      return this.#remembered.filter((press) => press.sitting === sitting)
    const found: RefusedPress[] = []
    await this.#parts.log.read((presses) => {
      found.push(...presses.filter((press) => press.sitting === sitting))
    })
    return found
  }

  /** The same secret votes; what is refused before it reaches the engine is noted too. */
  over(votes: SecretVotesPort): SecretVotesPort {
    const noted = (by: Actor, outcome: Outcome): Outcome => {
      const at = this.#parts.clock.now()
      if (!outcome.ok) this.#note({ tried: 'choice', card: null, by, at, code: outcome.code })
      return outcome
    }
    return {
      cast: async (by, ...rest) => noted(by, await votes.cast(by, ...rest)),
      castPlain: async (by, ...rest) => noted(by, await votes.castPlain(by, ...rest)),
      giveHalf: (...half) => votes.giveHalf(...half),
    }
  }

  #note({ tried, card, by, at, code }: Noted): void {
    const { state } = this.#parts.engine
    const where = whereOf(state, by)
    const isSecret = presentSecretBallot(state) !== null
    if (where === null || NOT_KEPT.has(code)) return
    if (isSecret && tried === 'choice' && NOT_KEPT_IN_SECRET.has(code)) return
    const more = this.#moreBefore(where.console ?? where.seat ?? where.member ?? '', at)
    if (more === null) return
    const press: RefusedPress = {
      at,
      sitting: state.sitting?.id ?? null,
      ballot: state.ballot?.id ?? null,
      ...{ tried, code, ...where, card },
      cardOf: card === null ? null : (state.index.memberOfCard.get(card) ?? null),
      pressId: by.kind === 'console' && !(isSecret && tried === 'choice') ? by.pressId : null,
      more,
    }
    this.#remembered.push(press)
    // Half at a time, so that it is not done for each press.
    if (this.#remembered.length > MOST_REMEMBERED * 2)
      this.#remembered = this.#remembered.slice(-MOST_REMEMBERED)
    this.#parts.log.add(press)
  }

  /** How many from there were not kept since the last one that was; null: neither is this one. */
  #moreBefore(from: string, at: Instant): number | null {
    const before = this.#counts.get(from)
    if (before !== undefined && at - before.since < MINUTE_MS) {
      before.kept += 1
      if (before.kept <= MOST_A_MINUTE) return 0
      before.more += 1
      return null
    }
    if (this.#counts.size >= MOST_COUNTED) this.#counts.clear()
    this.#counts.set(from, { since: at, kept: 1, more: 0 })
    return before?.more ?? 0
  }
}

interface Noted {
  tried: Tried
  card: string | null
  by: Actor
  at: Instant
  code: Refusal
}

/** What a person tried with it; null for what no person pressed. */
function triedBy(command: Command): Tried | null {
  switch (command.type) {
    case 'PressKey':
      if (command.key.startsWith('choice-')) return 'choice'
      return command.key === 'present' ? 'present' : 'talk'
    case 'PresentCard':
      return command.inserted ? 'card-in' : 'card-out'
    case 'CastVote':
    case 'GiveCastingVote':
      return 'choice'
    case 'SignIn':
    case 'SignOut':
    case 'DeclarePresence':
    case 'EnterLobby':
      return 'present'
    case 'RequestFloor':
    case 'WithdrawRequest':
    case 'RevokeFloor':
    case 'SwitchMicrophone':
      return 'talk'
    default:
      return null
  }
}

/** Null for the desk, whose refusals are on its own screen, and for programs. */
function whereOf(
  { index, roll }: ChamberState,
  by: Actor,
): Pick<RefusedPress, 'seat' | 'console' | 'member'> | null {
  switch (by.kind) {
    case 'console': {
      const seat = index.consoles.get(by.console)?.seat ?? null
      const member = seat === null ? null : (roll.seats.get(seat) ?? null)
      return { seat, console: by.console, member }
    }
    case 'seat':
      return { seat: by.seat, console: null, member: roll.seats.get(by.seat) ?? null }
    case 'remote':
      return { seat: null, console: null, member: by.member }
    case 'desk':
    case 'system':
      return null
  }
}
