import type { MemberId } from '../../controller/protocol/ids.ts'
import type { RollCallView } from '../../controller/protocol/views.ts'

/** Who is called after the one who is called now, the first of them first; `count` names at most. */
export function nextCalled(call: RollCallView, count: number): MemberId[] {
  const { next, order, missing, round } = call
  if (next === null) return []
  const inRound = round === 1 ? order : order.filter((member) => missing.includes(member))
  const at = inRound.indexOf(next)
  const others = inRound.slice(at + 1).filter((member) => member !== call.called)
  return [next, ...others].slice(0, count)
}
