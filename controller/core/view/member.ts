import type { MemberView } from '../../protocol/views.ts'
import type { MemberId } from '../../protocol/ids.ts'
import type { ChamberState } from '../state.ts'

/** Channel `member:<id>`; null for a person who does not exist. */
export function memberView(_state: ChamberState, _member: MemberId): MemberView | null {
  throw new Error('not yet')
}
