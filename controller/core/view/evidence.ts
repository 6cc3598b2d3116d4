import type { MemberId } from '../../protocol/ids.ts'
import type { FlagView, LockView } from '../../protocol/views.ts'
import type { Flag, Watch } from '../evidence/watch.ts'
import { remembered } from '../remembered.ts'
import type { ChamberState, Roll } from '../state.ts'

/** Newest first. */
export const flagViews = remembered(
  // The state's own lists, which nobody changes; a view is only ever read.
  (flags: readonly Flag[]): FlagView[] => flags.toReversed() as FlagView[],
)

export const lockViews = ({ watch, roll }: ChamberState): Record<MemberId, LockView> =>
  watch.locks.size === 0 ? NOBODY : lockedViews(watch.locks, roll.persons)

const NOBODY: Record<MemberId, LockView> = {}

const lockedViews = remembered(
  (locks: Watch['locks'], persons: Roll['persons']): Record<MemberId, LockView> =>
    Object.fromEntries(
      [...locks].map(([member, { because, at, second }]) => [
        member,
        { because, at, first: persons.get(member)?.place ?? null, second },
      ]),
    ),
)
