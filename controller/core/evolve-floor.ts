import type { ChamberEvent } from '../protocol/events.ts'
import type { Happened } from '../protocol/event-versions.ts'
import type { MemberId } from '../protocol/ids.ts'
import type { ChamberState, Floor, FloorRequest, Speaker } from './state.ts'

type FloorEvent = Extract<
  Happened,
  {
    type:
      | 'FloorRequested'
      | 'FloorRequestWithdrawn'
      | 'FloorGranted'
      | 'FloorEnded'
      | 'MicrophoneSwitched'
      | 'SpeechExtended'
  }
>

export function evolveFloor(state: ChamberState, event: FloorEvent): ChamberState {
  return { ...state, floor: floorAfter(state.floor, event) }
}

function floorAfter(floor: Floor, event: FloorEvent): Floor {
  const { member } = event.data
  switch (event.type) {
    case 'FloorRequested':
      return { ...floor, queue: joined(floor.queue, event.data, event.at) }
    case 'FloorRequestWithdrawn':
      return { ...floor, queue: without(floor.queue, member) }
    case 'FloorGranted':
      return {
        ...floor,
        speakers: [...floor.speakers, granted(event.data, event.at)],
        queue: without(floor.queue, member),
      }
    case 'FloorEnded':
      return { ...floor, speakers: without(floor.speakers, member) }
    case 'MicrophoneSwitched':
      return switched(floor, event.data, event.cause.by.kind === 'desk')
    case 'SpeechExtended':
      return withSpeaker(floor, member, (speaker) => ({
        ...speaker,
        until: speaker.until === null ? null : speaker.until + event.data.byMs,
      }))
  }
}

type DataOf<T extends ChamberEvent['type']> = Extract<ChamberEvent, { type: T }>['data']

/** Points of order stand before all others (RULES §3); within each, who asked first. */
function joined(
  queue: readonly FloorRequest[],
  { member, kind }: DataOf<'FloorRequested'>,
  askedAt: number,
): readonly FloorRequest[] {
  const request = { member, kind, askedAt }
  if (kind !== 'point-of-order') return [...queue, request]
  const behind = queue.findIndex((other) => other.kind !== 'point-of-order')
  return queue.toSpliced(behind === -1 ? queue.length : behind, 0, request)
}

/** A grant opens the microphone. */
const granted = ({ member, kind, allottedMs }: DataOf<'FloorGranted'>, since: number): Speaker => ({
  member,
  kind,
  since,
  until: allottedMs === 0 ? null : since + allottedMs,
  microphone: true,
  cut: false,
})

/** Of somebody who has the floor, otherwise of a chair seat. */
function switched(
  floor: Floor,
  { member, on }: DataOf<'MicrophoneSwitched'>,
  byDesk: boolean,
): Floor {
  if (floor.speakers.some((speaker) => speaker.member === member))
    return withSpeaker(floor, member, (speaker) => ({
      ...speaker,
      microphone: on,
      cut: !on && byDesk,
    }))
  const others = floor.chairMicrophones.filter((other) => other !== member)
  return { ...floor, chairMicrophones: on ? [...others, member] : others }
}

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

/** The very list where the member is not in it. */
function without<T extends { member: MemberId }>(
  list: readonly T[],
  member: MemberId,
): readonly T[] {
  const at = list.findIndex((entry) => entry.member === member)
  return at === -1 ? list : list.toSpliced(at, 1)
}
