import { computed, type ComputedRef } from 'vue'
import type { RoomView } from '../../controller/protocol/views.ts'
import { useNow } from '../ui/time/clock.ts'

/** As long as it takes to walk in from the furthest corridor. */
const CALLS_MS = 5 * 60_000

/** Whether the bell still calls members in: for a while, until what it was rung for has begun. */
export function isCalling(
  { sitting, bellAt, presenceCheck, ballot }: RoomView,
  now: number,
): boolean {
  if (bellAt === null || sitting === null || sitting.state === 'closed') return false
  const since = Math.max(presenceCheck?.startedAt ?? 0, ballot?.openedAt ?? 0)
  return bellAt > since && now - bellAt < CALLS_MS
}

export function useBell(room: () => RoomView): ComputedRef<boolean> {
  const now = useNow()
  return computed(() => isCalling(room(), now.value))
}
