import type {
  FloorMode,
  ListedSpeaker,
  QuotaOf,
  RequestKind,
} from '../../protocol/floor-commands.ts'
import type { FloorTaken, MicrophoneId } from '../../protocol/floor-events.ts'
import type { Instant, ItemId, MemberId } from '../../protocol/ids.ts'
import { PersistentMap } from '../persistent-map.ts'

export interface FloorRequest {
  readonly member: MemberId
  readonly kind: RequestKind
  readonly askedAt: Instant
  /** Of its kind: 0 goes first. */
  readonly rank: number
  /** The place in the item's list of speakers; null for who asked. */
  readonly listed: number | null
  /** Ever higher: who asked first, also within a millisecond. */
  readonly turn: number
  /** What the same person asked for before something that interrupts; they come back to it. */
  readonly instead: FloorRequest | null
}

export interface Speaker {
  readonly member: MemberId
  readonly kind: RequestKind
  readonly taken: FloorTaken
  /** No quota limits it. */
  readonly beyond: boolean
  readonly since: Instant
  /** With all that was added; null: no limit of its own. */
  readonly allottedMs: number | null
  readonly extendedMs: number
  /** Counted up to `runningSince`, all of it where the clock stands still. */
  readonly usedMs: number
  /** Null: the clock stands still. */
  readonly runningSince: Instant | null
  /** The chair stopped the clock. */
  readonly paused: boolean
  readonly interrupted: boolean
  /** Open, unless the speech is interrupted or the chair has priority. */
  readonly microphone: boolean
  /** Somebody else closed the microphone: only the desk opens it again. */
  readonly cut: boolean
  /** What the clock has told so far. */
  readonly time: 'running' | 'warned' | 'up'
  /** The request they come back to when this speech is over. */
  readonly instead: FloorRequest | null
}

export interface SetQuota {
  readonly item: ItemId
  readonly of: QuotaOf
  readonly id: string | null
  readonly ms: number
}

export interface Floor {
  /** Null: as the chamber's policy has it; so is the number. */
  readonly mode: FloorMode | null
  readonly openMicrophones: number | null
  /** No key and no voice takes the floor. */
  readonly held: boolean
  /** Who took it at a chair seat; `by` null for the desk. */
  readonly priority: { readonly by: MemberId | null } | null
  /** Who has the floor, in the order they came to it. */
  readonly speakers: readonly Speaker[]
  /** In the order everybody sees (queue.ts). */
  readonly queue: readonly FloorRequest[]
  /** The same requests by who asks. */
  readonly asking: PersistentMap<MemberId, FloorRequest>
  /** Members at chair seats whose microphone is open; outside the number of open microphones. */
  readonly chairMicrophones: readonly MemberId[]
  /** Whose microphone was closed by somebody else when they ended: no key opens it again. */
  readonly barred: PersistentMap<MemberId, true>
  /** The technician's word against the floor's. */
  readonly forcedOpen: readonly MicrophoneId[]
  readonly forcedClosed: PersistentMap<MicrophoneId, true>
  readonly lists: PersistentMap<ItemId, readonly ListedSpeaker[]>
  /** `<item> <member>` of those whose turn on a list is over. */
  readonly called: PersistentMap<string, true>
  /** Those of this sitting; the policy's stand beside them. */
  readonly quotas: PersistentMap<string, SetQuota>
  /** Time that was counted, ms, by account (time.ts); without what runs now. */
  readonly spent: PersistentMap<string, number>
}

export const EMPTY_FLOOR: Floor = {
  mode: null,
  openMicrophones: null,
  held: false,
  priority: null,
  speakers: [],
  queue: [],
  asking: PersistentMap.empty(),
  chairMicrophones: [],
  barred: PersistentMap.empty(),
  forcedOpen: [],
  forcedClosed: PersistentMap.empty(),
  lists: PersistentMap.empty(),
  called: PersistentMap.empty(),
  quotas: PersistentMap.empty(),
  spent: PersistentMap.empty(),
}
