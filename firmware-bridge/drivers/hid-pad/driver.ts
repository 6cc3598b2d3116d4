import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import type {
  ConsoleDesired,
  ConsoleEvent,
  ConsoleKey,
  LineReport,
} from '../../../controller/protocol/device-messages.ts'
import { KeepOpen } from '../../transports/keep-open.ts'
import type { Link, Transport, TransportError } from '../../transports/transport.ts'
import type { ConsoleDriver, ConsoleSink } from '../console-driver.ts'
import { keysDown, outputReports } from './codec.ts'
import type { PadModel } from './model.ts'

/** As many presses as a console of the bus keeps, and for as long (docs/chamber-bus.md, section 5). */
const MAX_PRESSES = 8
const MAX_AGE_MS = 10_000
const RETRY_MS = 100
/** Looking for a pad that is not plugged in asks the whole USB: not more than once in two seconds. */
const LONGEST_WAIT_MS = 2000

interface WaitingPress {
  event: ConsoleEvent & { type: 'press' }
  since: number
}

/** One pad at this computer, as a console. What the pad cannot do (repeat, remember) is done here. */
export class HidPadDriver implements ConsoleDriver {
  readonly consoles: readonly string[]
  private readonly console: string
  private readonly model: PadModel
  private readonly log: Logger
  private readonly port: KeepOpen
  private readonly boot = randomBytes(4).toString('hex')
  private counter = 0
  private waiting: WaitingPress[] = []
  private delivering = false
  private down: ReadonlySet<ConsoleKey> = new Set()
  private desired: ConsoleDesired | null = null
  private sink: ConsoleSink | null = null
  private link: Link | null = null
  /** Why the pad is not there; null while it is. */
  private failure: TransportError['code'] | null = null
  private readonly counts = { frames: 0, strayFrames: 0, repeats: 0, hangUps: 0 }

  constructor(console: string, model: PadModel, transport: Transport, log: Logger) {
    this.log = log
    this.console = console
    this.consoles = [console]
    this.model = model
    this.port = new KeepOpen(
      transport,
      {
        up: (link) => this.opened(link),
        received: (report) => this.received(report),
        down: (error) => this.lost(error),
      },
      LONGEST_WAIT_MS,
    )
  }

  start(sink: ConsoleSink): void {
    this.sink = sink
    sink.online(this.console, false)
    this.port.start()
  }

  async stop(): Promise<void> {
    this.waiting = []
    await this.port.stop()
  }

  desire(console: string, desired: ConsoleDesired): void {
    if (console !== this.console) return
    const ballot = desired.aim.ballot?.id ?? null
    this.waiting = this.waiting.filter(
      ({ event }) => !event.key.startsWith('choice-') || event.ballot === ballot,
    )
    this.desired = desired
    this.show()
  }

  report(): LineReport {
    return {
      id: this.console,
      state: this.link ? 'up' : 'down',
      consoles: 1,
      silent: this.link ? [] : [this.console],
      badFrames: 0,
      noiseBytes: 0,
      rollsGivenUp: 0,
      ...this.counts,
      roundMs: 0,
    }
  }

  private opened(link: Link): void {
    this.link = link
    this.failure = null
    this.down = new Set()
    this.sink?.online(this.console, true)
    this.show()
  }

  private lost(error: TransportError): void {
    // Told once, not each time the pad is looked for again.
    if (error.code !== this.failure) this.log.warn({ code: error.code }, error.message)
    this.failure = error.code
    if (!this.link) return
    this.counts.hangUps++
    this.link = null
    this.sink?.online(this.console, false)
  }

  private show(): void {
    if (!this.link || !this.desired) return
    for (const report of outputReports(this.model, this.desired.aim)) this.link.send(report)
    // A pad reports nothing back and has no microphone of its own: it is what it was told.
    this.sink?.reported(this.console, {
      revision: this.desired.revision,
      microphone: this.desired.aim.microphone,
      firmware: this.model.name,
      problem: null,
    })
  }

  private received(report: Uint8Array): void {
    const down = keysDown(this.model, report)
    if (!down) {
      this.counts.strayFrames++
      return
    }
    this.counts.frames++
    for (const key of down) if (!this.down.has(key)) this.press(key)
    this.down = down
  }

  private press(key: ConsoleKey): void {
    const ballot = this.desired?.aim.ballot ?? null
    if (
      key.startsWith('choice-') &&
      !(Number(key.slice('choice-'.length)) <= (ballot?.choices ?? 0))
    )
      return
    if (this.waiting.length >= MAX_PRESSES) return
    const pressId = `${this.boot}.${++this.counter}`
    const at = Date.now()
    this.waiting.push({
      event: { type: 'press', pressId, at, bridgeAt: at, key, ballot: ballot?.id ?? null },
      since: performance.now(),
    })
    void this.deliver()
  }

  /** Delivers presses, the oldest first, each until the broker has it or its moment has passed. */
  private async deliver(): Promise<void> {
    if (this.delivering || !this.sink) return
    this.delivering = true
    for (let first = this.oldest(); first; first = this.oldest()) {
      try {
        await this.sink.event(this.console, first.event)
        this.waiting = this.waiting.filter((it) => it !== first)
      } catch {
        this.counts.repeats++
        await new Promise((done) => setTimeout(done, RETRY_MS).unref())
      }
    }
    this.delivering = false
  }

  private oldest(): WaitingPress | undefined {
    const earliest = performance.now() - MAX_AGE_MS
    this.waiting = this.waiting.filter(
      ({ event, since }) => event.key.startsWith('choice-') || since > earliest,
    )
    return this.waiting[0]
  }
}
