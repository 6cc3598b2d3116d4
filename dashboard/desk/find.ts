import type { MemberId, SeatId } from '../../controller/protocol/ids.ts'
import type { PlanView } from '../../controller/protocol/views.ts'

export interface Match {
  member: MemberId | null
  seat: SeatId | null
}

/** Spaces and hyphens do not matter: 'b607' finds 'B 6-07'. */
const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s\-.⁠]/g, '')

/**
 * People by a part of their name in either language, and seats by their number. What begins as
 * typed comes first; at most `limit`. Empty for an empty question.
 */
export function findPeople(
  plan: PlanView,
  seatName: (seat: SeatId) => string,
  question: string,
  limit: number,
): Match[] {
  const wanted = plain(question)
  if (wanted === '') return []
  const ranked: { match: Match; rank: number }[] = []
  const owned = new Set<SeatId>()
  for (const { id, name, seat } of plan.members) {
    if (seat !== null) owned.add(seat)
    const names = [name.th, name.en, ...name.th.split(' '), ...name.en.split(' ')]
    const rank = rankOf([...names, ...(seat === null ? [] : [seatName(seat)])], wanted)
    if (rank !== null) ranked.push({ match: { member: id, seat }, rank })
  }
  for (const { id } of plan.seats) {
    if (owned.has(id)) continue
    const rank = rankOf([seatName(id)], wanted)
    if (rank !== null) ranked.push({ match: { member: null, seat: id }, rank })
  }
  ranked.sort((a, b) => a.rank - b.rank)
  return ranked.slice(0, limit).map(({ match }) => match)
}

/** 0: the whole, 1: its beginning, 2: somewhere in it; null: nowhere. */
function rankOf(names: readonly string[], wanted: string): number | null {
  let best: number | null = null
  for (const name of names.map(plain)) {
    const at = name.indexOf(wanted)
    if (at < 0) continue
    const rank = at > 0 ? 2 : name === wanted ? 0 : 1
    if (best === null || rank < best) best = rank
  }
  return best
}
