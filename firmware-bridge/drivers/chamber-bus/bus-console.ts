/** What the bridge knows of one console on a line: pure bookkeeping, no clock but roll calls. */
import {
  encodeIdentify,
  encodeState,
  encodeWhoAreYou,
  type BusState,
  type Identity,
  type Report,
  type Status,
} from './codec.ts'

/** A state or question nobody confirmed is sent again after this many roll calls (section 9). */
const REPEAT_AFTER_ROLLS = 4
/** A console that never says who it is works all the same; it is not asked for ever. */
const MAX_QUESTIONS = 5

/**
 * `unknown`: not asked since the line came up; asked in turn like a live one, but one missed answer
 * makes it silent.
 */
export type Presence = 'unknown' | 'live' | 'silent'

export type ReportVerdict = 'new' | 'on-its-way' | 'acknowledge-again'

export class BusConsole {
  readonly address: number
  presence: Presence = 'unknown'
  /** Answers missed in a row as the closer. */
  misses = 0
  private boot: number | null = null
  private desired: BusState | null = null
  /** Whether the desired state was sent in this boot: only then can a status confirm it. */
  private sent = false
  private confirmed = false
  private sentInRoll: number | null = null
  private identity: Identity | null = null
  private askedInRoll: number | null = null
  private questions = 0
  private blinkSeconds: number | null = null
  private onItsWay: number | null = null
  private safe: number | null = null

  constructor(address: number) {
    this.address = address
  }

  desire(state: BusState): void {
    this.desired = state
    this.unsend()
  }

  /** The line came up: nobody knows what happened at its other end meanwhile. */
  lineUp(): void {
    this.presence = 'unknown'
    this.misses = 0
    this.unsend()
    this.unask()
  }

  identify(seconds: number): void {
    this.blinkSeconds = seconds
  }

  /** Notes the boot number a message carries: after a restart the console knows nothing any more. */
  booted(boot: number): void {
    if (this.boot === boot) return
    // The first message tells of no restart: an identity heard just before it holds.
    if (this.boot !== null) this.unask()
    this.boot = boot
    this.unsend()
    this.onItsWay = null
    this.safe = null
  }

  /** Whether the status shows the desired state, which was sent in this boot, as applied. */
  takeStatus(status: Status): boolean {
    this.booted(status.boot)
    this.confirmed = this.sent && status.revision === this.desired?.revision
    // It shows something else: no need to wait for it any longer.
    if (!this.confirmed) this.sentInRoll = null
    return this.confirmed
  }

  takeIdentity(identity: Identity): void {
    this.identity = identity
  }

  takeReport(report: Report): ReportVerdict {
    this.booted(report.boot)
    if (report.counter === this.safe) return 'acknowledge-again'
    if (report.counter === this.onItsWay) return 'on-its-way'
    this.onItsWay = report.counter
    return 'new'
  }

  /** The report is in safe hands. False where the console meanwhile restarted or went on. */
  delivered(report: Report): boolean {
    if (report.boot !== this.boot || report.counter !== this.onItsWay) return false
    this.safe = report.counter
    this.onItsWay = null
    return true
  }

  /** The report did not get through: its next repeat counts as new. */
  undelivered(report: Report): void {
    if (report.boot === this.boot && report.counter === this.onItsWay) this.onItsWay = null
  }

  /** The next frame the bridge has for this console before roll call number `roll`, or null. */
  nextFrame(roll: number): Uint8Array | null {
    if (this.blinkSeconds !== null) {
      const seconds = this.blinkSeconds
      this.blinkSeconds = null
      return encodeIdentify(this.address, seconds)
    }
    if (this.presence === 'silent') return null
    const due = (since: number | null) => since === null || roll - since >= REPEAT_AFTER_ROLLS
    if (this.desired !== null && !this.confirmed && due(this.sentInRoll)) {
      this.sent = true
      this.sentInRoll = roll
      return encodeState(this.address, this.desired)
    }
    if (this.identity === null && this.questions < MAX_QUESTIONS && due(this.askedInRoll)) {
      this.askedInRoll = roll
      this.questions++
      return encodeWhoAreYou(this.address)
    }
    return null
  }

  private unask(): void {
    this.identity = null
    this.askedInRoll = null
    this.questions = 0
  }

  private unsend(): void {
    this.sent = false
    this.confirmed = false
    this.sentInRoll = null
  }
}
