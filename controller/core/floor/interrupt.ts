import type { Actor } from '../../protocol/actors.ts'
import type { ChamberEvent } from '../../protocol/events.ts'
import type { MemberId } from '../../protocol/ids.ts'
import { decided, refuse, type Decision } from '../decision.ts'
import { whyNotOpen } from '../standing.ts'
import type { ChamberState } from '../state.ts'
import { countOpen, microphoneOf, openSpeakers, speakerOf } from './microphones.ts'
import { doesInterrupt, mostOpen } from './rules.ts'

/**
 * What goes on once this person's speech is over: all that was interrupted, when nobody interrupts
 * any more. A microphone opens again where it was open and nobody took its place meanwhile.
 */
export function continued(state: ChamberState, over: MemberId): ChamberEvent[] {
  const others = state.floor.speakers.filter(({ member }) => member !== over)
  if (others.some(({ kind }) => doesInterrupt(state, kind))) return []
  const open = openSpeakers(state.floor).flatMap(({ member }) => (member === over ? [] : [member]))
  const taken = new Set(
    [...open, ...state.floor.chairMicrophones].map((member) => microphoneOf(state, member)),
  )
  return others
    .filter(({ interrupted }) => interrupted)
    .map(({ member, microphone }) => {
      const own = microphoneOf(state, member)
      const isFree = own === null || !taken.has(own)
      const opens = microphone && isFree && countOpen(state, [...open, member]) <= mostOpen(state)
      if (opens) open.push(member)
      if (opens) taken.add(own)
      return { type: 'SpeechContinued', data: { member, open: opens } }
    })
}

export function pauseSpeech(state: ChamberState, member: MemberId): Decision {
  const speaker = speakerOf(state, member)
  if (speaker === undefined) return refuse('not-speaking', `${member} does not have the floor.`)
  return speaker.paused
    ? refuse('nothing-to-change', `The clock of ${member} stands still already.`)
    : decided({ type: 'SpeechPaused', data: { member } })
}

export function resumeSpeech(state: ChamberState, member: MemberId): Decision {
  const speaker = speakerOf(state, member)
  if (speaker === undefined) return refuse('not-speaking', `${member} does not have the floor.`)
  return speaker.paused
    ? decided({ type: 'SpeechResumed', data: { member } })
    : refuse('nothing-to-change', `The clock of ${member} was not stopped.`)
}

/** At a chair seat it opens the chair's microphone, too; the desk only silences the others. */
export function switchPriority(state: ChamberState, on: boolean, by: Actor): Decision {
  const refused = on ? whyNotOpen(state) : null
  if (refused !== null) return refused
  const { priority, chairMicrophones } = state.floor
  if ((priority !== null) === on)
    return refuse('nothing-to-change', `The chair has ${on ? 'priority already' : 'no priority'}.`)
  const member = memberAt(state, by)
  const switched: ChamberEvent = { type: 'PrioritySwitched', data: { on, member } }
  return on && member !== null && !chairMicrophones.includes(member)
    ? decided(switched, { type: 'MicrophoneSwitched', data: { member, on: true } })
    : decided(switched)
}

/** Who sits where it came from; null for the desk. */
function memberAt(state: ChamberState, by: Actor): MemberId | null {
  const seat =
    by.kind === 'seat'
      ? by.seat
      : by.kind === 'console'
        ? state.index.consoles.get(by.console)?.seat
        : undefined
  return seat === undefined ? null : (state.roll.seats.get(seat) ?? null)
}

export function holdFloor(state: ChamberState, on: boolean): Decision {
  const refused = on ? whyNotOpen(state) : null
  if (refused !== null) return refused
  return state.floor.held === on
    ? refuse('nothing-to-change', `The floor is ${on ? 'held already' : 'not held'}.`)
    : decided({ type: 'FloorHeld', data: { on } })
}
