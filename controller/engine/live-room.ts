import type { Live } from '../core/live.ts'
import type { BridgeReported, ConsoleEvent, ConsoleReported } from '../protocol/device-messages.ts'
import type { ConsoleId, DeviceId, MemberId, UserId } from '../protocol/ids.ts'
import type { ChamberEngine } from './engine.ts'
import type { Clock, DeviceHandlers, Scheduler } from './ports.ts'

export interface LiveRoomParts {
  engine: ChamberEngine
  clock: Clock
  scheduler: Scheduler
}

/** What is known of the outside world now, and what devices say turned into commands. */
export class LiveRoom implements DeviceHandlers {
  readonly parts: LiveRoomParts

  constructor(parts: LiveRoomParts) {
    this.parts = parts
  }

  get live(): Live {
    throw new Error('not yet')
  }

  start(): void {
    throw new Error('not yet')
  }

  stop(): void {
    throw new Error('not yet')
  }

  /** Called after every change of `live`. */
  onChanged(_listener: (live: Live) => void): () => void {
    throw new Error('not yet')
  }

  onConsoleEvent(_id: ConsoleId, _event: ConsoleEvent): Promise<void> {
    throw new Error('not yet')
  }

  onConsoleReported(_id: ConsoleId, _reported: ConsoleReported): void {
    throw new Error('not yet')
  }

  onConsoleOnline(_id: ConsoleId, _online: boolean): void {
    throw new Error('not yet')
  }

  onBridgeReported(_id: DeviceId, _reported: BridgeReported): void {
    throw new Error('not yet')
  }

  onBridgeOnline(_id: DeviceId, _online: boolean): void {
    throw new Error('not yet')
  }

  onMisbehaviour(_report: { client: string; topic: string; code: string; detail: string }): void {
    throw new Error('not yet')
  }

  /** A hall display connected or went away; several screens of one display count once. */
  displayConnected(_display: DeviceId, _connected: boolean): void {
    throw new Error('not yet')
  }

  /** A remote member's page connected or went away; several pages of one member count once. */
  memberConnected(_member: MemberId, _connected: boolean): void {
    throw new Error('not yet')
  }

  /** A desk was opened or closed; several pages of one user count once. */
  deskConnected(_user: UserId, _connected: boolean): void {
    throw new Error('not yet')
  }

  /** As MediaHandlers.onStatus. */
  onMediaStatus(_media: Live['media'], _heard: ReadonlySet<MemberId>): void {
    throw new Error('not yet')
  }
}
