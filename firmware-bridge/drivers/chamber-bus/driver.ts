import type { Logger } from 'pino'
import type {
  ConsoleAbility,
  ConsoleDesired,
  ConsoleEvent,
  ConsoleKey,
  LineReport,
} from '../../../controller/protocol/device-messages.ts'
import { realTime, type BridgeTime } from '../../bridge-time.ts'
import { KeepOpen, type LinkUser } from '../../transports/keep-open.ts'
import { TransportError, type Link, type Transport } from '../../transports/transport.ts'
import type { BallotTags, ConsoleDriver, ConsoleSink } from '../console-driver.ts'
import { abilitiesIn } from './abilities.ts'
import {
  RECORDED_SECRETLY,
  type BusState,
  type Identity,
  type Report,
  type Status,
} from './codec.ts'
import { BusLine, type LineEffect } from './line.ts'

/** A timer this late says that this computer was busy, not that a console was silent. */
const LATE_TIMER_MS = 5

export interface ChamberBusSettings {
  /** Name of the line. */
  id: string
  baudRate: number
  slotBits: number
  latencyMs: number
  consoles: readonly { address: number; console: string }[]
}

/** Problem codes of a status (docs/chamber-bus.md, section 3). */
const PROBLEMS: Record<number, string> = {
  1: 'The microphone does not follow.',
  2: 'A lamp or the display is defective.',
  3: 'The card reader is defective.',
  4: 'A key is stuck.',
  5: 'The supply voltage is low.',
  6: 'The self-test failed.',
  7: 'The console did not understand what it should show.',
}

const busRevision = (revision: number) => 1 + (revision % 65535)

/** A port that was never there may still come: udev makes it while this starts, or a simulated room. */
const APPEARS_WITHIN_MS = 2_000

/** A chamber bus on one transport: the line's state machine, given a clock, a timer and a port. */
export class ChamberBusDriver implements ConsoleDriver {
  readonly consoles: readonly string[]
  private readonly settings: ChamberBusSettings
  private readonly tags: BallotTags
  private readonly log: Logger
  private readonly line: BusLine
  private readonly port: KeepOpen
  private readonly names: ReadonlyMap<number, string>
  private readonly addresses: ReadonlyMap<string, number>
  private readonly desired = new Map<number, ConsoleDesired>()
  private readonly confirmed = new Map<number, number>()
  private readonly firmware = new Map<number, string>()
  private readonly abilities = new Map<number, ConsoleAbility[]>()
  private sink: ConsoleSink | null = null
  private link: Link | null = null
  private readonly time: BridgeTime
  private unwatch: () => void = () => undefined
  private hangUps = 0
  /** Why the line is not there; null while consoles are heard. */
  private failure: TransportError['code'] | null = null
  private downSince: number | null = null

  constructor(
    settings: ChamberBusSettings,
    transport: Transport,
    tags: BallotTags,
    log: Logger,
    time = realTime,
  ) {
    this.settings = settings
    this.time = time
    this.tags = tags
    this.log = log
    this.consoles = settings.consoles.map((it) => it.console)
    this.names = new Map(settings.consoles.map((it) => [it.address, it.console]))
    this.addresses = new Map(settings.consoles.map((it) => [it.console, it.address]))
    this.line = new BusLine({ ...settings, addresses: [...this.names.keys()] })
    const user: LinkUser = {
      up: (link) => this.up(link),
      received: (bytes) => this.received(bytes),
      down: (error) => this.down(error),
    }
    this.port = new KeepOpen(transport, user, undefined, time)
  }

  start(sink: ConsoleSink): void {
    this.sink = sink
    this.port.start()
  }

  async stop(): Promise<void> {
    this.link = null
    this.unwatch()
    await this.port.stop()
  }

  desire(console: string, desired: ConsoleDesired): void {
    const address = this.addresses.get(console)
    if (address === undefined) return
    this.desired.set(address, desired)
    this.line.desire(address, this.stateOf(desired))
  }

  /** Blinks a console's lamps for `seconds` (1–255), or stops it (0). */
  identify(console: string, seconds: number): void {
    const address = this.addresses.get(console)
    if (address !== undefined) this.line.identify(address, seconds)
  }

  report(): LineReport {
    const silent = this.line.silent.map((address) => this.names.get(address) ?? `${address}`)
    return {
      id: this.settings.id,
      state: this.link ? 'up' : 'down',
      consoles: this.consoles.length,
      silent,
      ...this.line.counts,
      hangUps: this.hangUps,
      roundMs: Math.ceil(this.line.roundMs),
    }
  }

  private up(link: Link): void {
    this.link = link
    this.log.debug('the port is open')
    this.downSince = null
    this.line.up(this.time.now())
    this.rollCall()
  }

  private down(error: TransportError): void {
    this.downSince ??= this.time.now()
    const isNews = this.link !== null || this.time.now() - this.downSince >= APPEARS_WITHIN_MS
    // Told once, not each time the port is tried again.
    if (isNews && error.code !== this.failure) {
      this.log.warn({ code: error.code }, error.message)
      this.failure = error.code
    }
    if (this.link) this.hangUps++
    this.link = null
    this.unwatch()
    this.apply(this.line.down())
  }

  private received(bytes: Uint8Array): void {
    this.apply(this.line.receive(this.time.now(), bytes))
    if (this.line.deadline === null) this.rollCall()
  }

  private rollCall(): void {
    if (!this.link) return
    this.link.send(this.line.transmit(this.time.now()))
    this.watch(this.line.deadline ?? 0)
  }

  private watch(at: number, lastChance = false): void {
    this.unwatch()
    const wait = Math.max(0, at - this.time.now())
    this.unwatch = this.time.after(wait, () => this.expired(at, lastChance))
  }

  private expired(at: number, lastChance: boolean): void {
    const now = this.time.now()
    const deadline = this.line.deadline
    if (!this.link || deadline === null) return
    if (deadline > now) return this.watch(deadline)
    // Bytes may wait in the kernel for a busy process: they get a chance to be read first.
    if (now - at > LATE_TIMER_MS && !lastChance) return this.watch(now + LATE_TIMER_MS, true)
    this.apply(this.line.giveUp())
    if (!this.line.isDead(now)) return this.rollCall()
    const why = `line ${this.settings.id}: nothing was received. The port is opened anew.`
    this.port.reopen(new TransportError('port-lost', why))
  }

  private apply(effects: LineEffect[]): void {
    for (const effect of effects) {
      if (effect.type === 'report') this.takeReport(effect.report)
      else if (effect.type === 'status') this.takeStatus(effect.status, effect.confirmed)
      else if (effect.type === 'identity') this.takeIdentity(effect.identity)
      else this.takePresence(effect.address, effect.type === 'heard')
    }
  }

  private takeIdentity({ address, firmware: said }: Identity): void {
    const { firmware, can } = abilitiesIn(said)
    this.firmware.set(address, firmware)
    this.abilities.set(address, can)
  }

  private takePresence(address: number, heard: boolean): void {
    if (heard) this.failure = null
    const console = this.nameOf(address)
    this.log.info({ console }, heard ? 'console answers' : 'console is silent')
    this.sink?.online(console, heard)
  }

  private takeReport(report: Report): void {
    const event = this.eventOf(report)
    if (event === null) {
      // A key this bridge does not know: no repeat would mend it, so the console may forget it.
      this.line.counts.strayFrames++
      return this.line.delivered(report)
    }
    this.sink?.event(this.nameOf(report.address), event).then(
      () => this.line.delivered(report),
      () => this.line.undelivered(report),
    )
  }

  private takeStatus(status: Status, confirmed: boolean): void {
    const { address } = status
    const desired = this.desired.get(address)
    const can = this.abilities.get(address) ?? []
    if (status.revision === 0) this.confirmed.delete(address)
    if (confirmed && desired) this.confirmed.set(address, desired.revision)
    this.sink?.reported(this.nameOf(address), {
      revision: this.confirmed.get(address) ?? 0,
      microphone: status.microphoneOpen ? 'open' : 'closed',
      firmware: this.firmware.get(address) ?? '',
      ...(can.length > 0 && { can }),
      problem:
        status.problem === 0
          ? null
          : (PROBLEMS[status.problem] ?? `The console reports problem ${status.problem}.`),
    })
  }

  /** The report in the words of the contract; null for a key the bus does not have. */
  private eventOf(report: Report): ConsoleEvent | null {
    const boot = report.boot.toString(16).padStart(8, '0')
    // Consoles of this bus have no clock: both times are the bridge's.
    const at = this.time.epoch()
    const common = { pressId: `${boot}.${report.counter}`, at, bridgeAt: at }
    if (report.type === 'card') {
      return { ...common, type: 'card', card: report.card, inserted: report.inserted }
    }
    if (report.key === VOICE_ON || report.key === VOICE_OFF)
      return { ...common, type: 'voice', on: report.key === VOICE_ON }
    const up = keyOf(report.key - KEY_UP)
    if (up === 'talk' || up === 'priority') return { ...common, type: 'release', key: up }
    const key = keyOf(report.key)
    if (key === null) return null
    const releases = this.abilities.get(report.address)?.includes('key-up') === true
    const press = { ...common, type: 'press' as const, key, ballot: this.tags.ballotOf(report.tag) }
    return releases ? { ...press, releases } : press
  }

  private stateOf({ revision, aim }: ConsoleDesired): BusState {
    return {
      revision: busRevision(revision),
      microphoneOpen: aim.microphone === 'open',
      talk: aim.talk,
      present: aim.present,
      time: aim.time ?? 'running',
      place: aim.place,
      tag: aim.ballot ? this.tags.tagOf(aim.ballot.id) : 0,
      choices: aim.ballot?.choices ?? 0,
      recorded: recordedOf(aim.ballot),
    }
  }

  private nameOf(address: number): string {
    return this.names.get(address) ?? `${address}`
  }
}

const recordedOf = (ballot: ConsoleDesired['aim']['ballot']): number =>
  ballot?.recorded === 'sealed' ? RECORDED_SECRETLY : (ballot?.recorded ?? 0)

/** Added to the code of a key that comes up. */
const KEY_UP = 0x80
const VOICE_ON = 0x04
const VOICE_OFF = VOICE_ON + KEY_UP

function keyOf(code: number): ConsoleKey | null {
  if (code === 0x01) return 'talk'
  if (code === 0x02) return 'present'
  if (code === 0x03) return 'priority'
  return code >= 0x11 && code <= 0x1a ? `choice-${code - 0x10}` : null
}
