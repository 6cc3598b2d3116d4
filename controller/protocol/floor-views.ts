import type { FloorMode, QuotaOf, RequestKind } from './floor-commands.ts'
import type { FloorTaken } from './floor-events.ts'
import type { Instant, MemberId, SeatId } from './ids.ts'

/** What every screen shows of who speaks and who asks; times are the controller's clock. */

export interface SpeakerView {
  member: MemberId
  seat: SeatId | null
  remote: boolean
  kind: RequestKind
  taken: FloorTaken
  /** As if it had run without a pause: what was used is the time since then, while it runs. */
  since: Instant
  /** When its time ends; null: no limit, or the clock stands still. */
  until: Instant | null
  /** Null while the clock runs. `leftMs` null: no limit. */
  stands: {
    because: 'interrupted' | 'priority' | 'paused'
    usedMs: number
    leftMs: number | null
  } | null
  /** What was told about the time: little is left, or none. */
  time: 'running' | 'warned' | 'up'
  /** Heard, once the devices have followed. */
  microphone: boolean
  /** The desk closed the microphone: only the desk opens it again. */
  cut: boolean
}

export interface RequestView {
  member: MemberId
  seat: SeatId | null
  remote: boolean
  kind: RequestKind
  /** From 1; the first is "next". */
  place: number
  askedAt: Instant
  /** On the item's list of speakers. */
  listed: boolean
}

/** What is left at a moment: ms − spentMs − the time since each of `running`. */
export interface QuotaView {
  of: QuotaOf
  id: string | null
  ms: number
  spentMs: number
  /** Since when speeches run that count under it; none for a quota that each member has. */
  running: Instant[]
}

export interface ListedView {
  member: MemberId
  /** Null: as the policy has it. */
  speechMs: number | null
  state: 'absent' | 'waiting' | 'speaking' | 'called'
}

export interface FloorView {
  mode: FloorMode
  /** How many floor microphones may be open, and how many are. */
  most: number
  open: number
  held: boolean
  /** Who has it at a chair seat; null within: the desk. */
  priority: { by: MemberId | null } | null
  /** At what time left speakers are warned, ms. */
  warnMs: number
  /** On the present item. */
  quotas: QuotaView[]
  /** The present item's list, in its order. */
  list: ListedView[]
  /** Microphones a technician holds open or closed, at their first seat. */
  overridden: { seat: SeatId; to: 'open' | 'closed' }[]
}
