import type { FlagCode } from '../../protocol/flags.ts'
import type { ConsoleId, MemberId, SeatId } from '../../protocol/ids.ts'
import type { Place } from '../../protocol/place.ts'
import type { Text } from '../../protocol/text.ts'

/** What a detector saw: not yet an event, as policy and what is known decide what follows. */
export interface Found {
  readonly code: FlagCode
  readonly members: readonly MemberId[]
  readonly seats: readonly SeatId[]
  readonly consoles: readonly ConsoleId[]
  readonly detail: Text
  /** Where a member claimed to be beside the place they are signed in, and by which card. */
  readonly second?: { readonly place: Place; readonly card: string | null }
}
