import type { MicrophoneId } from '../../protocol/floor-events.ts'
import type { ConsoleId, MemberId, SeatId } from '../../protocol/ids.ts'
import type { ChamberIndex } from '../chamber-index.ts'
import { hasChair, seatOf } from '../standing.ts'
import type { ChamberState } from '../state.ts'
import type { Floor, FloorRequest, Speaker } from './floor.ts'

/** All that tells who is heard. */
type Heard = Pick<ChamberState, 'floor' | 'roll' | 'index'>

/** Who has the floor, and which microphones are open: bounded by the number of speakers. */

export const speakerOf = ({ floor }: Heard, member: MemberId): Speaker | undefined =>
  floor.speakers.find((speaker) => speaker.member === member)

export const requestOf = ({ floor }: Heard, member: MemberId): FloorRequest | undefined =>
  floor.asking.get(member)

/** The microphone before this seat: its own, or one that it shares. */
export const microphoneAt = (index: ChamberIndex, seat: SeatId): MicrophoneId =>
  index.sharedMicrophone.get(seat) ?? seat

/** The seats before which a microphone stands, that of its cable first. */
export const seatsAt = (index: ChamberIndex, microphone: MicrophoneId): readonly SeatId[] =>
  index.seatsOfMicrophone.get(microphone) ?? [microphone]

/** The console at whose cable the microphone hangs. */
export function carrierOf(index: ChamberIndex, microphone: MicrophoneId): ConsoleId | undefined {
  const [first] = seatsAt(index, microphone)
  return first === undefined ? undefined : index.consoleOfSeat.get(first)
}

/** The microphone in the hall this person speaks into; null for somebody afar. */
export function microphoneOf(state: Heard, member: MemberId): MicrophoneId | null {
  const seat = seatOf(state, member)
  return seat === null ? null : microphoneAt(state.index, seat)
}

/** Whether it counts among the open ones: also while the chair's priority silences it. */
export const isCountedOpen = ({ microphone, interrupted }: Speaker): boolean =>
  microphone && !interrupted

/** Speakers whose microphone counts among the open ones. */
export const openSpeakers = (floor: Floor): readonly Speaker[] =>
  floor.speakers.filter(isCountedOpen)

/** How many would be open if these spoke: one each, and those a technician holds open beside them. */
export function countOpen(
  state: ChamberState,
  speaking: readonly MemberId[],
  forced = state.floor.forcedOpen,
): number {
  if (forced.length === 0) return speaking.length
  const owned = new Set(speaking.map((member) => microphoneOf(state, member)))
  const beside = forced.filter((one) => !owned.has(one) && !isOfChair(state.index, one))
  return speaking.length + beside.length
}

const isOfChair = (index: ChamberIndex, microphone: MicrophoneId): boolean =>
  seatsAt(index, microphone).some((seat) => index.seats.get(seat)?.kind === 'chair')

/** Floor microphones that are open, by order of the floor or of a technician; without the chair's. */
export const openFloorMicrophones = (state: ChamberState): number =>
  countOpen(
    state,
    openSpeakers(state.floor).map(({ member }) => member),
  )

/** Who speaks into this microphone; a chair seat's own included. */
export function ownerOf(state: Heard, microphone: MicrophoneId): MemberId | null {
  const into = (member: MemberId) => microphoneOf(state, member) === microphone
  const speaker = openSpeakers(state.floor).find(({ member }) => into(member))
  return speaker?.member ?? state.floor.chairMicrophones.find(into) ?? null
}

/** Whether this person is heard, once the devices have followed. */
export function microphoneIsOpen(state: Heard, member: MemberId): boolean {
  const { floor } = state
  const microphone = microphoneOf(state, member)
  if (microphone !== null && floor.forcedClosed.has(microphone)) return false
  if (hasChair(state, member)) return floor.chairMicrophones.includes(member)
  const speaker = speakerOf(state, member)
  return speaker !== undefined && isCountedOpen(speaker) && floor.priority === null
}

/** Whether the microphone shall be open: somebody is heard through it, or a technician wants it so. */
export function isMicrophoneOpen(state: Heard, microphone: MicrophoneId): boolean {
  const { forcedOpen, forcedClosed } = state.floor
  if (forcedClosed.has(microphone)) return false
  if (forcedOpen.includes(microphone)) return true
  const owner = ownerOf(state, microphone)
  return owner !== null && microphoneIsOpen(state, owner)
}
