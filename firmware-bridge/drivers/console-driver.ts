import type {
  ConsoleDesired,
  ConsoleEvent,
  ConsoleReported,
  LineReport,
} from '../../controller/protocol/device-messages.ts'
import type { ConsoleId } from '../../controller/protocol/ids.ts'

/** What a driver of consoles tells the rest of the bridge. */
export interface ConsoleSink {
  /** Resolves when the broker has the event; rejects when nobody has it, so it must come again. */
  event(console: ConsoleId, event: ConsoleEvent): Promise<void>
  reported(console: ConsoleId, reported: ConsoleReported): void
  online(console: ConsoleId, online: boolean): void
}

/** One driver speaks for some consoles: a serial line of them, or pads at this computer. */
export interface ConsoleDriver {
  readonly consoles: readonly ConsoleId[]
  start(sink: ConsoleSink): void
  /** Ends within 0.5 s. */
  stop(): Promise<void>
  /** Makes it so, and keeps trying until the console confirms it. Unknown consoles are ignored. */
  desire(console: ConsoleId, desired: ConsoleDesired): void
  report(): LineReport
}

/** Tags: one byte for a ballot, on the wire to a console and back. */
export interface BallotTags {
  /** 1–255, the same for the same ballot; a new one for a new ballot. */
  tagOf(ballot: string): number
  /** Null for a tag that names no ballot. */
  ballotOf(tag: number): string | null
}
