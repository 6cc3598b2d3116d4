import type { BridgeTime } from '../bridge-time.ts'
import { DriverError } from './device-driver.ts'
import type { HealthMeter } from './health-meter.ts'

/** More waiting than this on one line, and the line is too slow for what is asked of it. */
const MAX_WAITING = 64

export interface ExchangeSettings<Q> {
  time: BridgeTime
  /** How long an answer is awaited, ms, by the protocol's specification. */
  timeoutMs: number
  /** What the device needs between an answer and the next question, ms. */
  gapMs?: number
  /** Sends the question. */
  write(question: Q): void
}

interface Asked<Q, A> {
  question: Q
  meter: HealthMeter
  resolve(answer: A): void
  reject(error: DriverError): void
}

/**
 * One question at a time on a line that answers each: the others wait their turn. For a protocol in
 * which answers cannot be told apart, or that allows one at a time.
 */
export class Exchange<Q, A> {
  readonly #settings: ExchangeSettings<Q>
  #waiting: Asked<Q, A>[] = []
  #current: Asked<Q, A> | null = null
  #askedAt = 0
  #isOpen = false
  #cancel: () => void = () => undefined

  constructor(settings: ExchangeSettings<Q>) {
    this.#settings = settings
  }

  /** The question that is being answered; null where none is. */
  get current(): Q | null {
    return this.#current?.question ?? null
  }

  /** The way is open. */
  open(): void {
    this.#isOpen = true
    this.#next()
  }

  /** The way is lost, and with it every question. */
  lost(): void {
    this.#isOpen = false
    this.#cancel()
    const all = [...(this.#current === null ? [] : [this.#current]), ...this.#waiting]
    this.#current = null
    this.#waiting = []
    for (const asked of all) asked.reject(new DriverError('way-lost', 'The way to it was lost.'))
  }

  /**
   * `urgent` goes before all that waits: a key's way to a camera. Rejects with DriverError: 'no-answer',
   * 'way-lost', 'too-many-questions', or what `refuse` says.
   */
  ask(question: Q, meter: HealthMeter, urgent = false): Promise<A> {
    return new Promise((resolve, reject) => {
      if (!this.#isOpen) return reject(new DriverError('way-lost', 'There is no way to it.'))
      if (this.#waiting.length >= MAX_WAITING) {
        const text = `More than ${MAX_WAITING} questions wait for their turn on its line.`
        return reject(new DriverError('too-many-questions', text))
      }
      const asked = { question, meter, resolve, reject }
      if (urgent) this.#waiting.unshift(asked)
      else this.#waiting.push(asked)
      if (this.#current === null) this.#next()
    })
  }

  /** The answer to the current question. False where nothing was asked: it is a stray frame. */
  answer(answer: A): boolean {
    const asked = this.#take()
    asked?.meter.answered(this.#settings.time.now() - this.#askedAt)
    asked?.resolve(answer)
    return asked !== null
  }

  /** The device refused the current question. False where nothing was asked. */
  refuse(error: DriverError): boolean {
    const asked = this.#take()
    asked?.meter.failed()
    asked?.reject(error)
    return asked !== null
  }

  #take(): Asked<Q, A> | null {
    const asked = this.#current
    if (asked === null) return null
    this.#cancel()
    this.#current = null
    const { gapMs = 0, time } = this.#settings
    if (gapMs === 0) queueMicrotask(() => this.#next())
    else this.#cancel = time.after(gapMs, () => this.#next())
    return asked
  }

  #next(): void {
    if (!this.#isOpen || this.#current !== null) return
    const asked = this.#waiting.shift()
    if (asked === undefined) return
    const { time, timeoutMs } = this.#settings
    this.#current = asked
    this.#askedAt = time.now()
    this.#cancel = time.after(timeoutMs, () => {
      this.refuse(new DriverError('no-answer', `It did not answer in ${timeoutMs} ms.`))
    })
    asked.meter.sent()
    this.#settings.write(asked.question)
  }
}
