import type { Instant, MemberId, SeatId } from '../../protocol/ids.ts'
import type { Place } from '../../protocol/place.ts'
import type { Text } from '../../protocol/text.ts'
import type { ChamberState } from '../state.ts'

/** What was seen, as a sentence for the officer who decides: members by name, seats as on the plan. */

type Named = Pick<ChamberState, 'index'>

const nameOf = ({ index }: Named, member: MemberId): Text =>
  index.members.get(member)?.name ?? { th: member, en: member }

const placeWords = (place: Place): Text =>
  place.kind === 'seat'
    ? { th: `ที่ที่นั่ง ${place.seat}`, en: `at ${place.seat}` }
    : { th: 'จากทางไกล', en: 'from afar' }

export function twoPlacesWords(state: Named, member: MemberId, first: Place, second: Place): Text {
  const [who, here, there] = [nameOf(state, member), placeWords(first), placeWords(second)]
  return {
    th: `${who.th} ลงชื่ออยู่${here.th} และปรากฏตัว${there.th}`,
    en: `${who.en} is signed in ${here.en} and shows up ${there.en}.`,
  }
}

/** `afterMs` null: the first card is still there. */
export function twoCardsWords(
  state: Named,
  [first, second]: readonly [MemberId, MemberId],
  seat: SeatId,
  afterMs: number | null,
): Text {
  const [one, other] = [nameOf(state, first), nameOf(state, second)]
  return afterMs === null
    ? {
        th: `บัตรของ ${other.th} ที่ที่นั่ง ${seat} ซึ่งมีบัตรของ ${one.th} อยู่แล้ว`,
        en: `The card of ${other.en} at ${seat}, where that of ${one.en} is.`,
      }
    : {
        th: `บัตรของ ${other.th} ที่ที่นั่ง ${seat} หลังบัตรของ ${one.th} ${afterMs} มิลลิวินาที`,
        en: `The card of ${other.en} at ${seat}, ${afterMs} ms after that of ${one.en}.`,
      }
}

/** `asked`: whom the desk asked to leave that seat; null where nobody was. */
export function pressOfNobodyWords(state: Named, seat: SeatId, asked: MemberId | null): Text {
  if (asked === null)
    return {
      th: `มีการกดลงคะแนนที่ที่นั่ง ${seat} ซึ่งไม่มีผู้ใดลงชื่ออยู่`,
      en: `A choice was pressed at ${seat}, where nobody is signed in.`,
    }
  const who = nameOf(state, asked)
  return {
    th: `มีการกดลงคะแนนที่ที่นั่ง ${seat} ซึ่ง ${who.th} ถูกขอให้ออกไปแล้ว`,
    en: `A choice was pressed at ${seat}, from where ${who.en} was asked to leave.`,
  }
}

export function askedToLeaveWords(
  state: Named,
  member: MemberId,
  { asked, at }: { asked: Instant; at: Instant },
): Text {
  const [who, seconds] = [nameOf(state, member), Math.round((at - asked) / 1000)]
  return {
    th: `${who.th} ลงคะแนนหลังจากถูกขอให้ออกไป ${seconds} วินาที`,
    en: `${who.en} votes and was asked to leave ${seconds} s before.`,
  }
}

/** Seats in the order in which they were pressed, and the times between. */
export function rhythmWords(seats: readonly SeatId[], gapsMs: readonly number[]): Text {
  const [where, times] = [seats.join(', '), gapsMs.join(', ')]
  return {
    th: `${where}: ห่างกัน ${times} มิลลิวินาที`,
    en: `${where}: ${times} ms apart.`,
  }
}
