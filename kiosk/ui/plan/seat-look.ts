import type {
  BallotState,
  BallotView,
  DeskView,
  PlanView,
  RoomView,
} from '../../../controller/protocol/views.ts'
import type { MemberId, SeatId } from '../../../controller/protocol/ids.ts'
import { choiceGlyph, type GlyphName } from '../glyph/glyphs.ts'

/** The seat itself: who is (or is not) in it, and what the vote still needs of them. */
export type SeatBody = 'vacant' | 'absent' | 'away' | 'present' | 'voted' | 'silent' | 'fault'
export type SeatMark = 'air' | 'opening' | 'asking' | 'next'

/** All that a seat's drawing depends on. The same look is always the same object. */
export interface SeatLook {
  readonly body: SeatBody
  readonly mark: SeatMark | null
  /** Place in the queue, from 1; 0 when not asking. */
  readonly place: number
  /** Ordered to close, and the console still reports it open. */
  readonly pending: boolean
  readonly voted: boolean
  readonly fault: boolean
  /** The choice's form, on a plan that shows a declared result. */
  readonly choice: GlyphName | null
}

/** A handful of bodies, 500 places, few flags: bounded by what a queue can hold. */
const known = new Map<string, SeatLook>()
function same(look: SeatLook): SeatLook {
  const { body, mark, place, pending, voted, fault, choice } = look
  const key = `${body} ${mark} ${place} ${pending} ${voted} ${fault} ${choice}`
  const found = known.get(key)
  if (found) return found
  known.set(key, look)
  return look
}

type Asking = Map<MemberId, { mark: SeatMark; place: number }>

/** How each seat looks at the desk. One pass over the seats; unchanged seats keep their look. */
export function deskLooks(
  plan: PlanView,
  room: RoomView,
  desk: DeskView | null,
): Map<SeatId, SeatLook> {
  const owners = seatOwners(plan)
  const remote = new Set(room.remote)
  const marks = marksOf(room)
  const isDone = doneIn(plan, room, desk)
  const looks = new Map<SeatId, SeatLook>()
  for (const { id } of plan.seats) {
    const member = room.seated[id]
    const owner = owners.get(id)
    const state = desk?.seats[id]
    const done = isDone(id, member)
    const voted = done === true
    const fault = state !== undefined && (state.fault || (state.console !== null && !state.online))
    const asked = member === undefined ? undefined : marks.get(member)
    // A microphone that its console reports open is heard, whatever was ordered.
    const heard = state?.reported === 'open'
    const isOrdered = state?.ordered === 'open' || asked?.mark === 'opening'
    const mark = heard ? 'air' : isOrdered ? 'opening' : (asked?.mark ?? null)
    const pending = heard && state.ordered === 'closed'
    const body = bodyOf()
    looks.set(
      id,
      same({ body, mark, place: asked?.place ?? 0, pending, voted, fault, choice: null }),
    )
    function bodyOf(): SeatBody {
      if (fault) return 'fault'
      if (member === undefined) {
        if (owner === undefined) return 'vacant'
        return remote.has(owner) ? 'away' : 'absent'
      }
      if (done === null) return 'present'
      return done ? 'voted' : 'silent'
    }
  }
  return looks
}

const VOTING: readonly (BallotState | undefined)[] = ['open', 'held', 'closing', 'closed']
/** There is a vote of which the plan shows who has voted. */
export const isVoting = (room: RoomView): boolean => VOTING.includes(room.ballot?.state)

/** Who declared to be here, while presence is checked; null at any other time. */
export const declaredIn = ({ presenceCheck }: RoomView): Record<MemberId, true> | null =>
  presenceCheck?.state === 'running' ? presenceCheck.members : null

/** Whether a seat has done what all are asked to do now; null where nothing is asked of it. */
function doneIn(
  plan: PlanView,
  room: RoomView,
  desk: DeskView | null,
): (seat: SeatId, member: MemberId | undefined) => boolean | null {
  const declared = declaredIn(room)
  if (declared) {
    const counted = new Set(plan.members.flatMap((m) => (m.class === 'member' ? [m.id] : [])))
    return (_, member) =>
      member !== undefined && counted.has(member) ? declared[member] === true : null
  }
  if (!isVoting(room)) return () => null
  return (seat) => {
    const state = desk?.seats[seat]
    return state?.entitled === true ? state.voted : null
  }
}

/** How each seat looks once a result is declared: the form of the choice, never a hue. */
export function resultLooks(
  plan: PlanView,
  room: RoomView,
  ballot: BallotView,
): Map<SeatId, SeatLook> {
  const forms = new Map(ballot.rule.choices.map((choice, index) => [choice.id, choiceGlyph(index)]))
  const silent = new Set(ballot.result?.silent)
  const owners = seatOwners(plan)
  const looks = new Map<SeatId, SeatLook>()
  for (const { id } of plan.seats) {
    const member = room.seated[id] ?? owners.get(id)
    const chosen = member === undefined ? undefined : ballot.votes?.[member]
    const body = member !== undefined && silent.has(member) ? 'silent' : 'absent'
    const choice = chosen === undefined ? null : (forms.get(chosen) ?? 'check')
    looks.set(id, same({ ...NOTHING, body: choice ? 'voted' : body, choice }))
  }
  return looks
}

/** An empty seat of somebody who is not here. */
export const NOTHING: SeatLook = {
  body: 'absent',
  mark: null,
  place: 0,
  pending: false,
  voted: false,
  fault: false,
  choice: null,
}

/** Whose microphone is ordered open, who is next, who asks: for hall and remote members alike. */
export function marksOf(room: RoomView): Asking {
  const marks: Asking = new Map()
  for (const { member, place } of room.queue) {
    marks.set(member, { mark: place === 1 ? 'next' : 'asking', place })
  }
  for (const { member, microphone } of room.onAir) {
    if (microphone) marks.set(member, { mark: 'opening', place: 0 })
  }
  return marks
}

function seatOwners(plan: PlanView): Map<SeatId, MemberId> {
  const owners = new Map<SeatId, MemberId>()
  for (const { id, seat } of plan.members) if (seat !== null) owners.set(seat, id)
  return owners
}
