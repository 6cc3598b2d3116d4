import type { MemberId } from '../../protocol/ids.ts'
import type { OwnPresence, PresenceCheckView } from '../../protocol/views.ts'
import { atLeastSum } from '../arithmetic.ts'
import { policyQuorum, runningCheck } from '../presence-check.ts'
import { remembered } from '../remembered.ts'
import { isCounted } from '../standing.ts'
import type { ChamberState, PresenceCheck } from '../state.ts'

/** The presence check that runs or was last; null where there is none. */
export const presenceCheckView = (state: ChamberState): PresenceCheckView | null =>
  state.presenceCheck === null
    ? null
    : viewOf(state.presenceCheck, state.index.existing, policyQuorum(state))

const viewOf = remembered(
  (
    { id, startedAt, declared, ended, ballot }: PresenceCheck,
    existing: number,
    part: ReturnType<typeof policyQuorum>,
  ): PresenceCheckView => ({
    id,
    state: ended === null ? 'running' : 'ended',
    startedAt,
    endedAt: ended?.at ?? null,
    declared: ended?.present ?? declared.size,
    existing: ended?.existing ?? existing,
    quorum: ended?.quorum ?? atLeastSum(declared.size, existing, part),
    members: membersView(declared),
    used: ballot !== null,
  }),
)

const membersView = remembered(
  (declared: PresenceCheck['declared']): PresenceCheckView['members'] =>
    Object.fromEntries(declared),
)

/** Whether this person is to declare their presence now, or has. */
export function ownPresence(state: ChamberState, member: MemberId): OwnPresence {
  const check = runningCheck(state)
  if (check === null || !isCounted(state, member)) return null
  return check.declared.has(member) ? 'declared' : 'awaited'
}
