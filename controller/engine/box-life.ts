import { isRunning } from '../core/ballot/standing.ts'
import { presentSecretBallot } from '../core/secret/standing.ts'
import type { Ballot, ChamberState } from '../core/state.ts'
import type { Actor } from '../protocol/actors.ts'
import type { BallotId, MemberId } from '../protocol/ids.ts'
import type { FaultWatch } from './fault-watch.ts'
import { BallotBoxError, type BallotBoxPort, type Engine, type Scheduler } from './ports.ts'

export interface BoxLifeParts {
  engine: Pick<Engine, 'state' | 'submit' | 'onCommitted'>
  boxes: BallotBoxPort
  scheduler: Scheduler
  faults: FaultWatch
  /** Resolves when every vote that was on its way is in the box, or refused. */
  settled: () => Promise<unknown>
}

/** Who gives the commands of a ballot box. */
export const BALLOT_BOX: Actor = { kind: 'system', part: 'ballot-box' }
/** Said instead of a sender's own id: the record keeps nothing of a secret vote but who. */
export const FROM_BOX = 'ballot-box'

/** What failed (a full disk) is tried again as often, while people wait for it. */
const BEAT_MS = 2_000

/** Late votes are awaited by beats and not by the clock, which may be set in the meantime. */
interface LateVotes {
  beatsLeft: number
  over: Promise<void>
  end: () => void
}

/**
 * The box of a secret vote from its opening to its end: made, mixed once late votes are in, and
 * destroyed. Where it fails while votes come in, the vote is held with the reason.
 */
export class BoxLife {
  readonly #parts: BoxLifeParts
  #making = false
  #late: LateVotes | null = null
  /** The vote whose votes are being or were mixed: none can be put into its box any more. */
  #mixed: BallotId | null = null
  #mixing: Promise<void> | null = null
  /** Boxes of votes that are over; one that cannot be removed is tried again. */
  readonly #over = new Set<BallotId>()
  #hold: { ballot: BallotId; reason: string } | null = null
  #stops: (() => void)[] = []

  constructor(parts: BoxLifeParts) {
    this.#parts = parts
  }

  /** Also ends what a process that was killed had begun. */
  async start(): Promise<void> {
    const { engine, boxes, scheduler } = this.#parts
    const present = presentSecretBallot(engine.state)
    for (const ballot of await boxes.start()) if (ballot !== present?.id) this.#over.add(ballot)
    await this.#destroyOver()
    this.#stops = [
      engine.onCommitted(({ events }) => {
        for (const { type, data } of events)
          if (type === 'BallotClosed' || type === 'BallotVoided') this.#end(data['ballot'])
        this.#look()
      }),
      scheduler.every(BEAT_MS, () => this.#beat()),
    ]
    // Late votes were lost with the process that awaited them.
    if (present?.state === 'closing') this.#late = awaited(0)
    else if (present !== null && present.secret.box !== null) await this.#prove(present.id)
    this.#look()
    await this.#mixing?.catch(() => undefined)
  }

  stop(): void {
    for (const stop of this.#stops) stop()
  }

  isMixed(ballot: BallotId): boolean {
    return this.#mixed === ballot
  }

  /** Resolves when the votes are out of the box and mixed, which is once late ones are in. */
  async mixed(ballot: BallotId): Promise<void> {
    await this.#late?.over
    await this.#mix(ballot)
  }

  /** The box itself is not as it should be: the desk is told, and an open vote is held. */
  failed(error: unknown, ballot: BallotId): void {
    const detail = error instanceof Error ? error.message : String(error)
    this.#parts.faults.raise({ code: 'ballot-box-failed', source: sourceOf(ballot), detail })
    const present = presentSecretBallot(this.#parts.engine.state)
    if (present?.id !== ballot || present.state !== 'open' || present.secret.box === null) return
    this.#hold = { ballot, reason: reasonOf(error) }
    void this.#submitHold()
  }

  #beat(): void {
    if (this.#late !== null && this.#late.beatsLeft > 0) this.#late.beatsLeft -= 1
    this.#look()
    void this.#destroyOver()
    void this.#submitHold()
  }

  #look(): void {
    void this.#makeBox()
    const ballot = presentSecretBallot(this.#parts.engine.state)
    if (ballot?.closing) {
      const { at, until } = ballot.closing
      this.#late ??= awaited(until === at ? 0 : 1 + Math.ceil((until - at) / BEAT_MS))
      if (this.#late.beatsLeft > 0) return
      this.#late.end()
      if (this.#mixed !== ballot.id)
        this.#mix(ballot.id).catch((error: unknown) => this.failed(error, ballot.id))
    } else {
      this.#late?.end()
      this.#late = null
    }
  }

  async #makeBox(): Promise<void> {
    const { engine, boxes, faults } = this.#parts
    const ballot = presentSecretBallot(engine.state)
    if (ballot === null || ballot.secret.box !== null || !isRunning(ballot) || this.#making) return
    this.#making = true
    const { id } = ballot
    try {
      const voters = votersOf(engine.state, ballot)
      const box = await boxes.make({ ballot: id, voters, officers: ballot.secret.officers })
      await engine.submit({ type: 'PlaceBallotBox', ballot: id, box }, BALLOT_BOX, FROM_BOX)
      faults.resolve('ballot-box-failed', sourceOf(id))
    } catch (error) {
      this.failed(error, id)
    } finally {
      this.#making = false
    }
  }

  /** After a power cut: whoever the record says has voted has a vote in the box. */
  async #prove(ballot: BallotId): Promise<void> {
    const { engine, boxes } = this.#parts
    const voters = presentSecretBallot(engine.state)?.secret.voters
    try {
      await boxes.prove(ballot, [...(voters?.keys() ?? [])])
    } catch (error) {
      this.failed(error, ballot)
    }
  }

  /** From here on nobody can say whose a vote is. */
  #mix(ballot: BallotId): Promise<void> {
    this.#mixed = ballot
    this.#mixing ??= this.#mixOnce(ballot).finally(() => {
      this.#mixing = null
    })
    return this.#mixing
  }

  async #mixOnce(ballot: BallotId): Promise<void> {
    const { engine, boxes, faults, settled } = this.#parts
    await settled()
    const voters = presentSecretBallot(engine.state)?.secret.voters
    if (voters === undefined) return
    await boxes.mix(ballot, [...voters.keys()])
    faults.resolve('ballot-box-failed', sourceOf(ballot))
  }

  /** The result is in the record, or the vote is void: nothing may be left of what was in the box. */
  #end(ballot: unknown): void {
    if (typeof ballot !== 'string') return
    this.#over.add(ballot)
    void this.#destroyOver()
  }

  async #destroyOver(): Promise<void> {
    const { boxes, faults } = this.#parts
    for (const ballot of this.#over)
      try {
        await boxes.destroy(ballot)
        this.#over.delete(ballot)
        faults.resolve('ballot-box-failed', sourceOf(ballot))
      } catch (error) {
        this.failed(error, ballot)
      }
  }

  /** Where the record does not take it, each beat tries again. */
  async #submitHold(): Promise<void> {
    const hold = this.#hold
    if (hold === null) return
    const command = { type: 'HoldBallot', ...hold } as const
    const outcome = await this.#parts.engine.submit(command, BALLOT_BOX, FROM_BOX)
    const again = !outcome.ok && (outcome.code === 'busy' || outcome.code === 'record-unavailable')
    if (!again && this.#hold === hold) this.#hold = null
  }
}

const sourceOf = (ballot: BallotId) => ({ kind: 'controller', id: `box-${ballot}` }) as const

function awaited(beatsLeft: number): LateVotes {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (beatsLeft === 0) resolve()
  return { beatsLeft, over: promise, end: resolve }
}

/** In both languages of the house: displays show it as it is. */
const reasonOf = (error: unknown): string =>
  error instanceof BallotBoxError && error.code !== 'box-io-failed'
    ? 'หีบบัตรเสียหายหรือสูญหาย คะแนนในหีบอาจไม่ครบ / The ballot box is damaged or missing: votes in it may be lost'
    : 'บันทึกลงหีบบัตรไม่ได้ คะแนนที่ไม่ได้รับการยืนยันไม่ได้บันทึก / The ballot box cannot be written: a vote that was not confirmed is not recorded'

/** A place for everybody who may vote, or may come to, where the rule takes who is present. */
const votersOf = ({ chamber }: ChamberState, { rule, electorate }: Ballot): readonly MemberId[] =>
  rule.electorate === 'frozen'
    ? electorate
    : (chamber?.members ?? []).filter((it) => it.class === 'member').map(({ id }) => id)
