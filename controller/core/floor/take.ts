import type { Actor } from '../../protocol/actors.ts'
import type { ChamberEvent } from '../../protocol/events.ts'
import type { FloorEnding, FloorTaken } from '../../protocol/floor-events.ts'
import type { Instant, MemberId } from '../../protocol/ids.ts'
import { decided, refuse, type Decision, type Refused } from '../decision.ts'
import type { ChamberState } from '../state.ts'
import { whyNoFloor } from './ask.ts'
import type { Speaker } from './floor.ts'
import { continued } from './interrupt.ts'
import {
  countOpen,
  microphoneOf,
  openSpeakers,
  ownerOf,
  requestOf,
  speakerOf,
} from './microphones.ts'
import { atZeroOf, doesInterrupt, modeOf, mostOpen, speechMsOf } from './rules.ts'
import { endOf, isSpent, leftOf } from './time.ts'

/**
 * Bounds what every view and every lamp goes through: the 25 that may be open, as many that they
 * interrupted, and nobody has more waiting with a closed microphone.
 */
const MOST_SPEAKERS = 50

export interface Taking {
  member: MemberId
  taken: FloorTaken
  beyond: boolean
}

/** Somebody comes to the floor: given it, or by key or voice in a mode that allows that. */
export function takeFloor(state: ChamberState, taking: Taking, at: Instant): Decision {
  const { member, taken, beyond } = taking
  const refused =
    whyNoFloor(state, member) ??
    whySilenced(state) ??
    (taken === 'granted' ? null : whyNotByKey(state, member))
  if (refused !== null) return refused
  if (!beyond && isSpent(state, member, at))
    return refuse('quota-spent', `No time is left of what ${member} may speak on this item.`)
  const request = requestOf(state, member)
  const keepsPlace = taken === 'voice' || taken === 'held-key'
  const kind = keepsPlace ? 'speak' : (request?.kind ?? 'speak')
  const interrupted = doesInterrupt(state, kind) ? interruptible(state) : []
  const room = roomFor(state, member, interrupted)
  if (!room.ok) return room
  const allottedMs = listedMs(state, member) ?? speechMsOf(state, kind)
  return decided(
    ...interrupted.map((speaker) => interruption(speaker.member)),
    ...room.displaced.map((other) => ending(other, 'override')),
    { type: 'FloorGranted', data: { member, kind, allottedMs, taken, beyond } },
  )
}

/** What a list gives this person for the speech they are about to begin; null where it says nothing. */
function listedMs(state: ChamberState, member: MemberId): number | null {
  const listed = requestOf(state, member)?.listed ?? null
  const list = state.floor.lists.get(state.sitting?.item ?? '')
  return listed === null ? null : (list?.[listed]?.speechMs ?? null)
}

export const whySilenced = ({ floor }: ChamberState): Refused | null =>
  floor.priority === null
    ? null
    : refuse('chair-has-priority', 'The chair has priority: every floor microphone is silent.')

function whyNotByKey({ floor }: ChamberState, member: MemberId): Refused | null {
  if (floor.held)
    return refuse('floor-held', 'The floor is held: only the chair or the desk gives it.')
  return floor.barred.has(member)
    ? refuse('microphone-cut', 'The desk closed this microphone: only the desk opens it.')
    : null
}

/** Those whom an interruption silences: all who speak and do not interrupt themselves. */
const interruptible = (state: ChamberState): readonly Speaker[] =>
  state.floor.speakers.filter(
    ({ kind, interrupted }) => !interrupted && !doesInterrupt(state, kind),
  )

type Room = { ok: true; displaced: MemberId[] } | Refused

/**
 * Whether one more microphone can be open once those who are interrupted are silent, and who must
 * stop for it: in the override mode whoever shares the microphone, and the oldest.
 */
function roomFor(state: ChamberState, member: MemberId, interrupted: readonly Speaker[]): Room {
  const microphone = microphoneOf(state, member)
  const silent = new Set(interrupted.map((speaker) => speaker.member))
  const staying = openSpeakers(state.floor).filter((speaker) => !silent.has(speaker.member))
  const mayDisplace = modeOf(state) === 'override' && !state.floor.held
  const displaceable = staying.filter(({ kind }) => mayDisplace && !doesInterrupt(state, kind))
  const owner = microphone === null ? null : ownerOf(state, microphone)
  const neighbour = owner === null || silent.has(owner) ? null : owner
  if (neighbour !== null && !displaceable.some((speaker) => speaker.member === neighbour))
    return refuse('microphone-taken', `${neighbour} speaks into the microphone of ${member}.`)
  const displaced = neighbour === null ? [] : [neighbour]
  const open = [...staying.map((speaker) => speaker.member), member]
  const isOver = () =>
    countOpen(
      state,
      open.filter((one) => !displaced.includes(one)),
    ) > mostOpen(state)
  for (const oldest of displaceable) {
    if (!isOver()) break
    if (oldest.member !== neighbour) displaced.push(oldest.member)
  }
  if (isOver() || state.floor.speakers.length >= MOST_SPEAKERS)
    return refuse('microphones-full', `${mostOpen(state)} microphones are open: close one first.`)
  return { ok: true, displaced }
}

const interruption = (member: MemberId): ChamberEvent => ({
  type: 'SpeechInterrupted',
  data: { member },
})

const ending = (member: MemberId, by: FloorEnding): ChamberEvent => ({
  type: 'FloorEnded',
  data: { member, by },
})

/** The end of a speech; what it interrupted goes on. */
export const endings = (state: ChamberState, member: MemberId, by: FloorEnding): ChamberEvent[] => [
  ending(member, by),
  ...continued(state, member),
]

export function endSpeech(state: ChamberState, member: MemberId, by: Actor): Decision {
  return speakerOf(state, member) === undefined
    ? refuse('not-speaking', `${member} does not have the floor.`)
    : decided(...endings(state, member, endedBy(state, member, by)))
}

/** The desk's word and the chair's are one: somebody else's than the speaker's. */
function endedBy(state: ChamberState, member: MemberId, by: Actor): FloorEnding {
  if (by.kind === 'desk') return 'desk'
  if (by.kind === 'system') return 'left'
  return by.kind === 'seat' && state.roll.seats.get(by.seat) !== member ? 'desk' : 'speaker'
}

/** More time; a microphone that was closed because the time was up opens again. */
export function extend(state: ChamberState, member: MemberId, byMs: number): Decision {
  const speaker = speakerOf(state, member)
  if (speaker === undefined) return refuse('not-speaking', `${member} does not have the floor.`)
  if (endOf(state, member) === null && leftOf(state, speaker) === null)
    return refuse('nothing-to-change', `${member} speaks without a limit of time.`)
  const muted = speaker.time === 'up' && atZeroOf(state) === 'mute' && !speaker.microphone
  return decided(
    { type: 'SpeechExtended', data: { member, byMs } },
    ...(muted && !speaker.cut && canOpen(state, speaker)
      ? [{ type: 'MicrophoneSwitched' as const, data: { member, on: true } }]
      : []),
  )
}

/** Whether the microphone of somebody who has the floor could be open now. */
export function canOpen(state: ChamberState, speaker: Speaker): boolean {
  return !speaker.interrupted && whyNoMicrophone(state, speaker.member) === null
}

/** Why there is none to open for somebody who has the floor: taken by another, or all are. */
export function whyNoMicrophone(state: ChamberState, member: MemberId): Refused | null {
  const microphone = microphoneOf(state, member)
  const owner = microphone === null ? null : ownerOf(state, microphone)
  if (owner !== null && owner !== member)
    return refuse('microphone-taken', `${owner} speaks into the microphone of ${member}.`)
  const open = openSpeakers(state.floor).map((speaker) => speaker.member)
  return countOpen(state, [...open, member]) > mostOpen(state)
    ? refuse('microphones-full', `${mostOpen(state)} microphones are open: close one first.`)
    : null
}
