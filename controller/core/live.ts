import type { BridgeReported, ConsoleReported } from '../protocol/device-messages.ts'
import type { ConsoleId, DeviceId, MemberId, UserId } from '../protocol/ids.ts'

/**
 * What is known of the outside world at this moment and is not part of the record: it is lost with
 * the process and learnt again from retained messages and reconnecting screens. Views read it
 * beside the state; deciders never do.
 */
export interface Live {
  consoles: ReadonlyMap<ConsoleId, { online: boolean; reported: ConsoleReported | null }>
  bridges: ReadonlyMap<DeviceId, { online: boolean; reported: BridgeReported | null }>
  displays: ReadonlySet<DeviceId>
  /** Users whose desk is open. */
  desks: ReadonlySet<UserId>
  /** Remote members whose page is connected. */
  connected: ReadonlySet<MemberId>
  /** Remote members the media bridge lets be heard now. */
  heard: ReadonlySet<MemberId>
  media: { up: boolean; hallSound: boolean; hallPicture: boolean; sessions: number }
  record: { seq: number; hash: string; healthy: boolean }
  /** The newest head of the chain that was signed; null before the first. */
  checkpoint: { seq: number; hash: string } | null
  pressToLampMs: number | null
}
