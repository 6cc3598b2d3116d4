import type { SeatId } from '../../controller/protocol/ids.ts'
import type { DeskView, RoomView } from '../../controller/protocol/views.ts'
import { declaredIn, isVoting, type SeatLook } from '../../kiosk/ui/plan/seat-look.ts'

/** What the legend counts and can single out. */
export type PlanCount =
  | 'air'
  | 'next'
  | 'asking'
  | 'voted'
  | 'declared'
  | 'silent'
  | 'undeclared'
  | 'present'
  | 'remote'
  | 'absent'
  | 'fault'

/**
 * How many of each the plan shows now; `silent` is counted where they are named (see silent.ts);
 * what the moment has no use for (no vote) is left out.
 */
export function planCounts(
  looks: ReadonlyMap<SeatId, SeatLook>,
  room: RoomView | null,
  desk: DeskView | null,
  silent: number,
): { name: PlanCount; count: number }[] {
  const of = (test: (look: SeatLook) => boolean): number => {
    let count = 0
    for (const look of looks.values()) if (test(look)) count += 1
    return count
  }
  const remoteHeard = Object.values(desk?.remotes ?? {}).filter(({ heard }) => heard).length
  const queue = room?.queue.length ?? 0
  const declared = room && declaredIn(room)
  const remoteDone = declared
    ? room.remote.filter((member) => declared[member]).length
    : Object.values(desk?.remotes ?? {}).filter(({ voted }) => voted).length
  const done = of(({ voted }) => voted) + remoteDone
  const votes: { name: PlanCount; count: number }[] =
    room && (declared || isVoting(room))
      ? [
          { name: declared ? 'declared' : 'voted', count: done },
          { name: declared ? 'undeclared' : 'silent', count: silent },
        ]
      : [{ name: 'present', count: Object.keys(room?.seated ?? {}).length }]
  return [
    { name: 'air', count: of(({ mark }) => mark === 'air') + remoteHeard },
    { name: 'next', count: Math.min(1, queue) },
    { name: 'asking', count: Math.max(0, queue - 1) },
    ...votes,
    { name: 'remote', count: room?.remote.length ?? 0 },
    { name: 'absent', count: of(({ body }) => body === 'absent') },
    { name: 'fault', count: of(({ fault }) => fault) },
  ]
}
