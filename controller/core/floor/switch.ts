import type { Actor } from '../../protocol/actors.ts'
import type { ChamberEvent } from '../../protocol/events.ts'
import type { Instant, MemberId } from '../../protocol/ids.ts'
import { decided, refuse, type Decision, type Refused } from '../decision.ts'
import { hasChair, whyLocked, whyNoAttendance } from '../standing.ts'
import type { ChamberState } from '../state.ts'
import type { Speaker } from './floor.ts'
import { microphoneOf, openSpeakers, ownerOf, requestOf, speakerOf } from './microphones.ts'
import { atZeroOf, doesInterrupt, isDirect, modeOf } from './rules.ts'
import { endings, takeFloor, whyNoMicrophone, whySilenced } from './take.ts'

/**
 * A chair seat's microphone, or that of somebody who has the floor. In a direct mode it is the key:
 * on takes the floor, and off gives up what was taken so.
 */
export function switchMicrophone(
  state: ChamberState,
  member: MemberId,
  on: boolean,
  by: Actor,
  at: Instant,
): Decision {
  const locked = on ? whyLocked(state, member) : null
  if (locked !== null) return locked
  const switched = decided({ type: 'MicrophoneSwitched', data: { member, on } })
  if (hasChair(state, member)) return whyNotChair(state, member, on) ?? switched
  const speaker = speakerOf(state, member)
  if (speaker === undefined)
    return on && isDirect(state)
      ? takeFloor(state, { member, taken: takenBy(state, by), beyond: false }, at)
      : refuse('not-speaking', `${member} does not have the floor.`)
  const isOwn = by.kind === 'seat' || by.kind === 'remote'
  if (!on && isOwn && speaker.taken !== 'granted' && speaker.microphone)
    return decided(...endings(state, member, speaker.taken === 'held-key' ? 'key-up' : 'speaker'))
  return whyNotSpeaker(state, speaker, on, by) ?? switched
}

/** A screen tells when a finger is lifted: it can be held to talk. */
function takenBy(state: ChamberState, by: Actor) {
  if (by.kind === 'desk') return 'granted'
  return modeOf(state) === 'push-to-talk' ? 'held-key' : 'opened'
}

/** The chair also opens a sitting and calls it back: its microphone needs no open sitting. */
function whyNotChair(state: ChamberState, member: MemberId, on: boolean): Refused | null {
  const refused = whyNoAttendance(state)
  if (refused !== null) return refused
  if (state.floor.chairMicrophones.includes(member) === on) return alreadySo(member, on)
  const microphone = microphoneOf(state, member)
  const owner = microphone === null ? null : ownerOf(state, microphone)
  return on && owner !== null && owner !== member
    ? refuse('microphone-taken', `${owner} speaks into the microphone of ${member}.`)
    : null
}

function whyNotSpeaker(
  state: ChamberState,
  speaker: Speaker,
  on: boolean,
  by: Actor,
): Refused | null {
  const { member } = speaker
  if (speaker.microphone === on) return alreadySo(member, on)
  if (!on) return null
  if (speaker.cut && by.kind !== 'desk')
    return refuse('microphone-cut', 'The desk closed this microphone: only the desk opens it.')
  if (speaker.time === 'up' && atZeroOf(state) === 'mute')
    return refuse('time-up', `The time of ${member} is up: extend it first.`)
  if (speaker.interrupted)
    return refuse('speech-interrupted', `${member} goes on when the interruption is over.`)
  return whySilenced(state) ?? whyNoMicrophone(state, member)
}

const alreadySo = (member: MemberId, on: boolean) =>
  refuse('nothing-to-change', `The microphone of ${member} is already ${on ? 'open' : 'closed'}.`)

/**
 * Closes every floor microphone; the chair's stay. Nobody loses a floor they were given; what was
 * taken by key or voice is over, and may be taken again.
 */
export function muteAll(state: ChamberState): Decision {
  const { forcedOpen } = state.floor
  const open = openSpeakers(state.floor)
  if (open.length === 0 && forcedOpen.length === 0)
    return refuse('nothing-to-change', 'No floor microphone is open.')
  const given = open.filter(({ taken }) => taken === 'granted')
  const taken = open.filter((speaker) => speaker.taken !== 'granted')
  const over = new Set(taken.map(({ member }) => member))
  const interrupts = state.floor.speakers.some(
    ({ member, kind }) => !over.has(member) && doesInterrupt(state, kind),
  )
  return decided(
    ...given.map(({ member }) => closed(member)),
    ...taken.map(({ member }): ChamberEvent => ({
      type: 'FloorEnded',
      data: { member, by: 'desk' },
    })),
    ...(interrupts ? [] : quietly(state)),
    ...forcedOpen.map(toFloor),
  )
}

/** What was interrupted goes on, with its microphones closed as well. */
const quietly = ({ floor }: ChamberState): ChamberEvent[] =>
  floor.speakers.flatMap(({ member, interrupted }) =>
    interrupted ? [{ type: 'SpeechContinued', data: { member, open: false } }] : [],
  )

const closed = (member: MemberId): ChamberEvent => ({
  type: 'MicrophoneSwitched',
  data: { member, on: false },
})

const toFloor = (microphone: string): ChamberEvent => ({
  type: 'MicrophoneOverridden',
  data: { microphone, to: 'floor' },
})

/** Ends every speech and closes every microphone, as a pause or the close of a sitting does. */
export const silence = ({ floor }: ChamberState): ChamberEvent[] => [
  ...floor.speakers.map(({ member }): ChamberEvent => ({
    type: 'FloorEnded',
    data: { member, by: 'sitting' },
  })),
  ...(floor.priority === null ? [] : [priorityOver()]),
  ...(floor.held ? [{ type: 'FloorHeld' as const, data: { on: false } }] : []),
  ...floor.forcedOpen.map(toFloor),
  ...floor.chairMicrophones.map(closed),
]

const priorityOver = (): ChamberEvent => ({
  type: 'PrioritySwitched',
  data: { on: false, member: null },
})

/** What leaving does to one person's part in the debate. */
export function leaveFloor(state: ChamberState, member: MemberId): ChamberEvent[] {
  if (speakerOf(state, member) !== undefined) return endings(state, member, 'left')
  if (requestOf(state, member) !== undefined)
    return [{ type: 'FloorRequestWithdrawn', data: { member, because: 'left' } }]
  return [
    ...(state.floor.priority?.by === member ? [priorityOver()] : []),
    ...(state.floor.chairMicrophones.includes(member) ? [closed(member)] : []),
  ]
}
