import type { Actor } from '../../protocol/actors.ts'
import type { FloorEvent } from '../../protocol/floor-events.ts'
import type { Happened } from '../../protocol/event-versions.ts'
import type { MemberId } from '../../protocol/ids.ts'
import type { ChamberState } from '../state.ts'
import type { Floor, FloorRequest, Speaker } from './floor.ts'
import { evolvePlan } from './evolve-plan.ts'
import { asking, notAsking } from './queue.ts'
import { rankOf } from './rules.ts'
import { charged, clocked } from './time.ts'

type FloorHappened = Extract<Happened, { type: FloorEvent['type'] }>
type DataOf<T extends FloorEvent['type']> = Extract<FloorEvent, { type: T }>['data']

/** Also stops and starts the clocks of the speeches: whatever was changed, once. */
export function evolveFloor(state: ChamberState, event: FloorHappened): ChamberState {
  return { ...state, floor: clocked(state, floorAfter(state, event), event.at) }
}

function floorAfter(state: ChamberState, event: FloorHappened): Floor {
  const { floor } = state
  switch (event.type) {
    case 'FloorRequested':
      return asking(floor, requested(state, event.data, event.at, event.seq))
    case 'FloorRequestWithdrawn':
      return withdrawn(state, event.data)
    case 'FloorGranted':
      return granted(state, event.data, event.at)
    case 'FloorEnded':
      return ended(state, event.data, event.at)
    case 'MicrophoneSwitched':
      return switched(floor, event.data, isOthers(state, event.cause.by, event.data.member))
    case 'SpeechExtended':
      return withSpeaker(floor, event.data.member, (speaker) => extended(speaker, event.data.byMs))
    case 'SpeechPaused':
      return withSpeaker(floor, event.data.member, (speaker) => ({ ...speaker, paused: true }))
    case 'SpeechResumed':
      return withSpeaker(floor, event.data.member, (speaker) => ({ ...speaker, paused: false }))
    case 'SpeechInterrupted':
      return withSpeaker(floor, event.data.member, (speaker) => ({ ...speaker, interrupted: true }))
    case 'SpeechContinued':
      return withSpeaker(floor, event.data.member, (speaker) => ({
        ...speaker,
        interrupted: false,
        microphone: event.data.open,
      }))
    case 'SpeakerWarned':
      return withSpeaker(floor, event.data.member, (speaker) => ({ ...speaker, time: 'warned' }))
    case 'TimeCalled':
      return withSpeaker(floor, event.data.member, (speaker) => ({ ...speaker, time: 'up' }))
    case 'PrioritySwitched':
      return { ...floor, priority: event.data.on ? { by: event.data.member } : null }
    case 'FloorHeld':
    case 'FloorModeSet':
    case 'MicrophoneOverridden':
    case 'SpeakersRegistered':
    case 'QuotaSet':
      return evolvePlan(floor, event)
  }
}

function requested(
  state: ChamberState,
  { member, kind, listed }: DataOf<'FloorRequested'>,
  askedAt: number,
  turn: number,
): FloorRequest {
  const instead = state.floor.asking.get(member) ?? null
  return { member, kind, askedAt, rank: rankOf(state, kind), listed, turn, instead }
}

/** `<item> <member>`: whose turn on a list is over. */
const calledKey = (state: ChamberState, member: MemberId) =>
  `${state.sitting?.item ?? ''} ${member}`

export const wasCalled = (state: ChamberState, member: MemberId): boolean =>
  state.floor.called.has(calledKey(state, member))

const called = (state: ChamberState, floor: Floor, request: FloorRequest | undefined): Floor =>
  request === undefined || request.listed === null
    ? floor
    : { ...floor, called: floor.called.set(calledKey(state, request.member), true) }

/** Who takes back what interrupts is where they were; who gives up a place on a list is not asked again. */
function withdrawn(
  state: ChamberState,
  { member, because }: DataOf<'FloorRequestWithdrawn'>,
): Floor {
  const request = state.floor.asking.get(member)
  const floor = notAsking(state.floor, member)
  if (because === 'left') return floor
  if (because === 'list') return back(state, floor, request?.instead ?? null)
  return back(state, called(state, floor, request), request?.instead ?? null)
}

/** A request taken up again, unless it was for a list that is another now. */
function back(state: ChamberState, floor: Floor, request: FloorRequest | null): Floor {
  if (request === null) return floor
  const { listed, member } = request
  const list = floor.lists.get(state.sitting?.item ?? '')
  return listed !== null && list?.[listed]?.member !== member ? floor : asking(floor, request)
}

/** It opens the microphone. Who is only heard for a moment keeps their place in the queue. */
function granted(state: ChamberState, data: DataOf<'FloorGranted'>, since: number): Floor {
  const { member, kind, allottedMs, taken, beyond } = data
  const request = state.floor.asking.get(member)
  const keepsPlace = taken === 'voice' || taken === 'held-key'
  const floor = notAsking(state.floor, member)
  const speaker: Speaker = {
    ...{ member, kind, taken, beyond, since },
    allottedMs: allottedMs === 0 ? null : allottedMs,
    extendedMs: 0,
    usedMs: 0,
    runningSince: null,
    paused: false,
    interrupted: false,
    microphone: true,
    cut: false,
    time: 'running',
    instead: (keepsPlace ? request : request?.instead) ?? null,
  }
  return {
    ...(keepsPlace ? floor : called(state, floor, request)),
    speakers: [...floor.speakers, speaker],
    barred: taken === 'granted' ? floor.barred.delete(member) : floor.barred,
  }
}

function ended(state: ChamberState, { member, by }: DataOf<'FloorEnded'>, at: number): Floor {
  const speaker = state.floor.speakers.find((one) => one.member === member)
  if (speaker === undefined) return state.floor
  const counted = charged(state, state.floor, speaker, at)
  const floor = {
    ...counted,
    speakers: counted.speakers.filter((one) => one.member !== member),
    barred: speaker.cut ? counted.barred.set(member, true) : counted.barred,
  }
  return by === 'left' ? floor : back(state, floor, speaker.instead)
}

/** Whether it was somebody else's doing: a member's own key is undone by the member. */
function isOthers(state: ChamberState, by: Actor, member: MemberId): boolean {
  if (by.kind === 'desk') return true
  return by.kind === 'seat' && state.roll.seats.get(by.seat) !== member
}

/** Of somebody who has the floor, otherwise of a chair seat. */
function switched(
  floor: Floor,
  { member, on }: DataOf<'MicrophoneSwitched'>,
  byOthers: boolean,
): Floor {
  if (floor.speakers.some((speaker) => speaker.member === member))
    return withSpeaker(floor, member, (speaker) => ({
      ...speaker,
      microphone: on,
      cut: !on && byOthers,
    }))
  const others = floor.chairMicrophones.filter((other) => other !== member)
  return { ...floor, chairMicrophones: on ? [...others, member] : others }
}

/** The clock says again how little is left, if it is little. */
const extended = (speaker: Speaker, byMs: number): Speaker => ({
  ...speaker,
  allottedMs: speaker.allottedMs === null ? null : speaker.allottedMs + byMs,
  extendedMs: speaker.extendedMs + byMs,
  time: 'running',
})

const withSpeaker = (
  floor: Floor,
  member: MemberId,
  change: (speaker: Speaker) => Speaker,
): Floor => ({
  ...floor,
  speakers: floor.speakers.map((speaker) =>
    speaker.member === member ? change(speaker) : speaker,
  ),
})
