/**
 * The bridge's end of one line (docs/chamber-bus.md, section 6) as a state machine without clock,
 * timer or port: the driver tells it the time, in milliseconds, and what was received.
 */
import { BusConsole } from './bus-console.ts'
import {
  BITS_PER_BYTE,
  decodeConsoleMessage,
  encodeRollCall,
  isFromBridge,
  MAX_ACKNOWLEDGEMENTS,
  type Acknowledgement,
  type BusState,
  type Identity,
  type Report,
  type Status,
} from './codec.ts'
import { FrameReader, type Heard } from './framing.ts'

/** Between the end of the roll call and slot 1. */
const GAP_BITS = 20
/** States before one roll call: five milliseconds of the line, so that presses wait no longer. */
const MAX_FRAMES_PER_ROLL = 4
/** A roll call is over by then even if noise never ends. */
const MAX_ROLL_MS = 250
const MISSES_UNTIL_SILENT = 3
/** One silent console is asked in this time, so that dead ones cost the others little. */
const ASK_SILENT_MS = 250
/** Without a byte for this long, the port is taken for hung up although nothing said so. */
const DEAD_LINE_MS = 400

export interface LineSettings {
  addresses: readonly number[]
  baudRate: number
  slotBits: number
  /** What adapter and operating system may add before received bytes reach the bridge, ms. */
  latencyMs: number
}

export type LineEffect =
  /** A press or card to put in safe hands; `delivered` or `undelivered` must follow. */
  | { type: 'report'; report: Report }
  | { type: 'status'; status: Status; confirmed: boolean }
  | { type: 'identity'; identity: Identity }
  | { type: 'heard'; address: number }
  | { type: 'silent'; address: number }

export interface LineCounts {
  frames: number
  badFrames: number
  /** Good frames nobody here should send: unknown address, unknown type, impossible values. */
  strayFrames: number
  noiseBytes: number
  repeats: number
  rollsGivenUp: number
}

interface Waiting {
  closer: BusConsole
  since: number
  until: number
  latest: number
}

export class BusLine {
  readonly counts: LineCounts = {
    frames: 0,
    badFrames: 0,
    strayFrames: 0,
    noiseBytes: 0,
    repeats: 0,
    rollsGivenUp: 0,
  }
  /** Length of the last roll call that its closer ended, ms. */
  roundMs = 0
  private readonly settings: LineSettings
  private readonly consoles: readonly BusConsole[]
  private readonly last: number
  private readonly reader = new FrameReader()
  private acknowledgements: Acknowledgement[] = []
  private roll = 0
  private waiting: Waiting | null = null
  private asked = 0
  private askedSilent = 0
  private askedSilentAt = -Infinity
  private servedLast = 0
  private receivedAt = 0

  constructor(settings: LineSettings) {
    this.settings = settings
    this.consoles = settings.addresses
      .toSorted((a, b) => a - b)
      .map((address) => new BusConsole(address))
    this.last = Math.max(...settings.addresses)
  }

  /** When the running roll call is to be given up; null when none runs. */
  get deadline(): number | null {
    return this.waiting && Math.min(this.waiting.until, this.waiting.latest)
  }

  /** Addresses of the consoles that do not answer. */
  get silent(): number[] {
    return this.consoles.filter((it) => it.presence !== 'live').map((it) => it.address)
  }

  up(now: number): void {
    this.receivedAt = now
    this.reader.reset()
    for (const console of this.consoles) console.lineUp()
  }

  /** The port is gone, and with it every console. */
  down(): LineEffect[] {
    this.waiting = null
    return this.consoles.flatMap((console) => this.fallSilent(console))
  }

  desire(address: number, state: BusState): void {
    this.at(address)?.desire(state)
  }

  identify(address: number, seconds: number): void {
    this.at(address)?.identify(seconds)
  }

  delivered(report: Report): void {
    if (this.at(report.address)?.delivered(report)) this.acknowledge(report)
  }

  undelivered(report: Report): void {
    this.at(report.address)?.undelivered(report)
  }

  /** What to send now: frames for single consoles, then the next roll call, in one piece. */
  transmit(now: number): Uint8Array {
    this.roll++
    const closer = this.chooseCloser(now)
    const rollCall = encodeRollCall({
      last: this.last,
      closer: closer.address,
      slotBits: this.settings.slotBits,
      acknowledgements: this.acknowledgements.splice(0, MAX_ACKNOWLEDGEMENTS),
    })
    const bytes = Buffer.concat([...this.framesForConsoles(), rollCall])
    const sent = now + this.bitsMs(bytes.length * BITS_PER_BYTE)
    this.waiting = {
      closer,
      since: now,
      until: sent + this.silenceMs(),
      latest: sent + MAX_ROLL_MS,
    }
    return bytes
  }

  /** Takes received bytes. The roll call is over when `deadline` is null afterwards. */
  receive(now: number, chunk: Uint8Array): LineEffect[] {
    this.receivedAt = now
    if (this.waiting) this.waiting.until = Math.max(this.waiting.until, now + this.silenceMs())
    return this.reader.push(chunk).flatMap((heard) => this.take(now, heard))
  }

  /** Gives the running roll call up, at its deadline. */
  giveUp(): LineEffect[] {
    const closer = this.waiting?.closer
    this.waiting = null
    if (closer === undefined) return []
    this.counts.rollsGivenUp++
    closer.misses++
    const isSuspect = closer.presence === 'live' && closer.misses < MISSES_UNTIL_SILENT
    return isSuspect ? [] : this.fallSilent(closer)
  }

  /** True when nothing was received for so long that the port must be opened anew. */
  isDead(now: number): boolean {
    return now - this.receivedAt >= DEAD_LINE_MS
  }

  private take(now: number, heard: Heard): LineEffect[] {
    if (heard.type === 'noise') this.counts.noiseBytes += heard.bytes
    if (heard.type === 'bad-frame') this.counts.badFrames++
    if (heard.type !== 'frame' || isFromBridge(heard.content)) return []
    const message = decodeConsoleMessage(heard.content)
    const console = message && this.at(message.address)
    if (!message || !console) {
      this.counts.strayFrames++
      return []
    }
    this.counts.frames++
    const effects = this.comeAlive(console)
    if (message.type === 'identity') {
      console.takeIdentity(message)
      effects.push({ type: 'identity', identity: message })
    } else if (message.type === 'status') {
      effects.push({ type: 'status', status: message, confirmed: console.takeStatus(message) })
      if (this.waiting?.closer === console) {
        this.roundMs = now - this.waiting.since
        this.waiting = null
      }
    } else effects.push(...this.takeReport(console, message))
    return effects
  }

  private takeReport(console: BusConsole, report: Report): LineEffect[] {
    const verdict = console.takeReport(report)
    if (verdict === 'new') return [{ type: 'report', report }]
    this.counts.repeats++
    if (verdict === 'acknowledge-again') this.acknowledge(report)
    return []
  }

  private acknowledge({ address, counter }: Report): void {
    // One press of a console is open at a time, so this list is never longer than the line.
    this.acknowledgements = this.acknowledgements.filter((it) => it.address !== address)
    this.acknowledgements.push({ address, counter })
  }

  private framesForConsoles(): Uint8Array[] {
    const frames: Uint8Array[] = []
    const later = this.consoles.filter((it) => it.address > this.servedLast)
    const earlier = this.consoles.filter((it) => it.address <= this.servedLast)
    for (const console of [...later, ...earlier]) {
      if (frames.length === MAX_FRAMES_PER_ROLL) break
      const frame = console.nextFrame(this.roll)
      if (frame === null) continue
      frames.push(frame)
      this.servedLast = console.address
    }
    return frames
  }

  private chooseCloser(now: number): BusConsole {
    const silent = this.consoles.filter((it) => it.presence === 'silent')
    const others = this.consoles.filter((it) => it.presence !== 'silent')
    const turnOfSilent = others.length === 0 || now - this.askedSilentAt >= ASK_SILENT_MS
    const nextSilent = turnOfSilent ? after(this.askedSilent, silent) : undefined
    if (nextSilent) {
      this.askedSilentAt = now
      this.askedSilent = nextSilent.address
      return nextSilent
    }
    // Every second time only: where others miss as well, it is not the console that is silent.
    const suspect = this.roll % 2 === 0 ? others.find((it) => it.misses > 0) : undefined
    if (suspect) return suspect
    const next = after(this.asked, others)
    if (!next) throw new RangeError('a line without consoles')
    this.asked = next.address
    return next
  }

  private comeAlive(console: BusConsole): LineEffect[] {
    console.misses = 0
    if (console.presence === 'live') return []
    console.presence = 'live'
    return [{ type: 'heard', address: console.address }]
  }

  private fallSilent(console: BusConsole): LineEffect[] {
    if (console.presence === 'silent') return []
    console.presence = 'silent'
    return [{ type: 'silent', address: console.address }]
  }

  private at(address: number): BusConsole | undefined {
    return this.consoles.find((it) => it.address === address)
  }

  private silenceMs(): number {
    const { slotBits, latencyMs } = this.settings
    return this.bitsMs(GAP_BITS + this.last * slotBits) + latencyMs
  }

  private bitsMs(bits: number): number {
    return (bits * 1000) / this.settings.baudRate
  }
}

/** The console whose turn it is after the one with this address; undefined when there is none. */
function after(address: number, consoles: readonly BusConsole[]): BusConsole | undefined {
  return consoles.find((it) => it.address > address) ?? consoles[0]
}
