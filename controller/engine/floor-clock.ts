import { nextCall } from '../core/floor/call-time.ts'
import type { ChamberState } from '../core/state.ts'
import type { Command } from '../protocol/commands.ts'
import type { Instant } from '../protocol/ids.ts'
import type { Clock, Engine, Scheduler } from './ports.ts'

/** Where the record could not take that the time is up, it is tried again this often. */
const RETRY_MS = 1000

interface Call {
  at: Instant
  command: Extract<Command, { type: 'WarnSpeaker' | 'CallTime' }>
}

/**
 * Says when it is time to look: the core sees from the events whether somebody must be warned or has
 * no time left. One timer for the next call of all speeches; it counts nothing itself.
 */
export class FloorClock {
  readonly #parts: { engine: Engine; clock: Clock; scheduler: Scheduler }
  #floor: ChamberState['floor'] | null = null
  #item: string | null = null
  #isAsking = false
  #isRunning = false
  #unlisten: () => void = () => undefined
  #stopTimer: () => void = () => undefined

  constructor(parts: { engine: Engine; clock: Clock; scheduler: Scheduler }) {
    this.#parts = parts
  }

  start(): void {
    this.#isRunning = true
    this.#unlisten = this.#parts.engine.onCommitted(() => this.#look())
    this.#look()
  }

  stop(): void {
    this.#isRunning = false
    this.#unlisten()
    this.#stopTimer()
    this.#stopTimer = () => undefined
  }

  /** A vote that is cast moves no speech's end: only a change of floor or item is looked at. */
  #look(): void {
    const { floor, sitting } = this.#parts.engine.state
    const item = sitting?.item ?? null
    if (!this.#isRunning || this.#isAsking) return
    if (floor === this.#floor && item === this.#item) return
    this.#floor = floor
    this.#item = item
    this.#stopTimer()
    this.#stopTimer = () => undefined
    const call = nextOf(this.#parts.engine.state)
    if (call !== null) this.#wait(Math.max(1, call.at - this.#parts.clock.now()), call)
  }

  #wait(ms: number, call: Call): void {
    const stop = this.#parts.scheduler.every(ms, () => {
      stop()
      void this.#call(call)
    })
    this.#stopTimer = stop
  }

  /** `time-left`: the timer was early by a millisecond, or somebody was quicker; it is looked anew. */
  async #call({ command }: Call): Promise<void> {
    const by = { kind: 'system', part: 'floor-clock' } as const
    this.#isAsking = true
    const outcome = await this.#parts.engine.submit(command, by, command.member)
    this.#isAsking = false
    const again = !outcome.ok && (outcome.code === 'busy' || outcome.code === 'record-unavailable')
    if (again && this.#isRunning) return this.#wait(RETRY_MS, { at: 0, command })
    this.#floor = null
    this.#look()
  }
}

/** What is to be told first of all that is told next. */
function nextOf(state: ChamberState): Call | null {
  const calls = state.floor.speakers.flatMap(({ member }): Call[] => {
    const next = nextCall(state, member)
    if (next === null) return []
    const type = next.call === 'warn' ? 'WarnSpeaker' : 'CallTime'
    return [{ at: next.at, command: { type, member } }]
  })
  return calls.reduce<Call | null>(
    (first, call) => (first === null || call.at < first.at ? call : first),
    null,
  )
}
