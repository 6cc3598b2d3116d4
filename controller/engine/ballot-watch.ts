import { isRunning } from '../core/ballot/standing.ts'
import type { Live } from '../core/live.ts'
import { seatOf } from '../core/standing.ts'
import type { ChamberState } from '../core/state.ts'
import type { HoldCause } from '../protocol/chamber.ts'
import type { BallotId } from '../protocol/ids.ts'
import type { Text } from '../protocol/text.ts'
import { FaultWatch } from './fault-watch.ts'
import type { Engine, LivePort, Scheduler } from './ports.ts'
import type { SteadyClock } from './steady-clock.ts'

/** What is gone for one whole beat holds a vote; what blinks does not. As FaultWatch has it. */
const BEAT_MS = 1000

/** The daily corrections of a machine's clock are far smaller; a person's hand is not. */
const STEP_MS = 2000

/** A clock that is set harms no vote (SteadyClock): it is a fault, and no reason to wait. */
const HOLD_ON: readonly HoldCause[] = ['bridge-lost', 'consoles-lost', 'record-lost']

/** Of the consoles at which somebody sits. */
const CONSOLES_LOST = { num: 1, den: 10 }

export interface BallotWatchParts {
  engine: Pick<Engine, 'state' | 'submit'>
  room: Pick<LivePort, 'live'>
  clock: SteadyClock
  scheduler: Scheduler
}

/** Something that is wrong now. `key` is the same for as long as it is. */
interface Loss {
  key: string
  cause: HoldCause
  /** Displays show it as it is. */
  words: Text
}

/**
 * Holds an open vote when members can no longer be heard in it, each loss once. That it goes on is a
 * person's decision, also while what was lost is still gone.
 */
export class BallotWatch {
  readonly #parts: BallotWatchParts
  readonly #faults: FaultWatch
  #missing: ReadonlySet<string> = new Set()
  #noticed: ReadonlySet<string> = new Set()
  #steppedBy = 0
  #hold: { ballot: BallotId; reason: Text } | null = null
  #isUnderWay = false
  #stop: () => void = () => undefined

  constructor(parts: BallotWatchParts) {
    this.#parts = parts
    this.#faults = new FaultWatch(parts)
  }

  start(): void {
    this.#faults.start()
    this.#stop = this.#parts.scheduler.every(BEAT_MS, () => this.#beat())
  }

  stop(): void {
    this.#stop()
    this.#faults.stop()
  }

  #beat(): void {
    const { engine, room } = this.#parts
    const { state } = engine
    const losses = [...this.#newLosses(lossesIn(state, room.live)), ...this.#clockStep()]
    const policy = state.chamber?.policy.holdOn ?? HOLD_ON
    const reasons = losses.filter(({ cause }) => policy.includes(cause)).map(({ words }) => words)
    const { ballot } = state
    if (ballot?.state === 'open' && reasons.length > 0) {
      this.#hold ??= { ballot: ballot.id, reason: joined(reasons) }
    }
    if (ballot?.state !== 'open' || ballot.id !== this.#hold?.ballot) this.#hold = null
    else if (!this.#isUnderWay) void this.#submit(this.#hold)
  }

  /** Those that were there a beat ago as well, and were not noticed then. */
  #newLosses(losses: readonly Loss[]): Loss[] {
    const fresh = losses.filter(
      ({ key, cause }) =>
        !this.#noticed.has(key) && (this.#missing.has(key) || cause === 'record-lost'),
    )
    this.#missing = new Set(losses.map(({ key }) => key))
    const before = [...this.#noticed].filter((key) => this.#missing.has(key))
    this.#noticed = new Set([...before, ...fresh.map(({ key }) => key)])
    return fresh
  }

  /** While a vote runs its times stay what they were; the machine's are taken over after it. */
  #clockStep(): Loss[] {
    const { clock, engine } = this.#parts
    const steppedBy = clock.steppedBy()
    const step = steppedBy - this.#steppedBy
    this.#steppedBy = steppedBy
    if (!isRunning(engine.state.ballot)) {
      clock.follow()
      this.#steppedBy = 0
    }
    if (Math.abs(step) <= STEP_MS) return []
    const seconds = `${step > 0 ? '+' : '−'}${Math.round(Math.abs(step) / 1000)}`
    this.#faults.raise({
      code: 'clock-stepped',
      source: { kind: 'controller', id: 'clock' },
      detail: `The machine's clock was set by ${seconds} s: see its time service. No vote was touched.`,
    })
    return [
      {
        key: 'clock',
        cause: 'clock-stepped',
        words: {
          th: `นาฬิกาของเครื่องถูกปรับ ${seconds} วินาที`,
          en: `The machine's clock was set by ${seconds} s`,
        },
      },
    ]
  }

  /** Where the record does not take it, each beat tries again: the first that is taken holds. */
  async #submit(hold: { ballot: BallotId; reason: Text }): Promise<void> {
    this.#isUnderWay = true
    const by = { kind: 'system', part: 'ballot-watch' } as const
    const command = { type: 'HoldBallot', ...hold } as const
    const outcome = await this.#parts.engine.submit(command, by, `hold ${hold.ballot}`)
    this.#isUnderWay = false
    const again = !outcome.ok && (outcome.code === 'busy' || outcome.code === 'record-unavailable')
    if (!again && this.#hold === hold) this.#hold = null
  }
}

/** As long as the protocol lets a text be. */
const LONGEST = 500

/** Several losses at once are one reason. */
const joined = (reasons: readonly Text[]): Text => {
  const inOne = (language: keyof Text) =>
    reasons
      .map((reason) => reason[language])
      .join(' · ')
      .slice(0, LONGEST)
      .toWellFormed()
  return { th: inOne('th'), en: inOne('en') }
}

function lossesIn(state: ChamberState, live: Live): Loss[] {
  return [...bridgesIn(live), ...consolesIn(state, live), ...recordIn(live)]
}

function bridgesIn({ bridges }: Live): Loss[] {
  return [...bridges].flatMap(([id, { online }]) =>
    online
      ? []
      : {
          key: `bridge ${id}`,
          cause: 'bridge-lost',
          words: { th: `สะพานอุปกรณ์ ${id} ไม่ตอบ`, en: `Bridge ${id} does not answer` },
        },
  )
}

const NO_CONSOLES: Loss = {
  key: 'broker',
  cause: 'consoles-lost',
  words: {
    th: 'ติดต่อเครื่องลงคะแนนไม่ได้ทุกเครื่อง',
    en: 'No console can be reached: the broker does not answer',
  },
}

/** Consoles nothing was heard of yet, as after a start, are not lost. */
function consolesIn(state: ChamberState, { consoles }: Live): Loss[] {
  if (state.faults.some(({ code }) => code === 'broker-lost')) return [NO_CONSOLES]
  const taken = [...state.roll.persons.keys()].flatMap((member) => {
    const seat = seatOf(state, member)
    return (seat === null ? undefined : state.index.consoleOfSeat.get(seat)) ?? []
  })
  const lost = taken.filter((id) => consoles.get(id)?.online === false).length
  const { num, den } = state.chamber?.policy.consolesLost ?? CONSOLES_LOST
  if (lost * den <= taken.length * num) return []
  const words = {
    th: `เครื่องลงคะแนน ${lost} จาก ${taken.length} เครื่องไม่ตอบ`,
    en: `${lost} of ${taken.length} consoles in use do not answer`,
  }
  return [{ key: 'consoles', cause: 'consoles-lost', words }]
}

function recordIn({ record }: Live): Loss[] {
  const words = {
    th: 'ระบบบันทึกขัดข้อง คะแนนที่ไม่มีไฟยืนยันไม่ได้บันทึก',
    en: 'The record failed: a vote without its lamp is not recorded',
  }
  return record.healthy ? [] : [{ key: 'record', cause: 'record-lost', words }]
}
