import type { Instant, MemberId } from '../../protocol/ids.ts'
import { decided, refuse, type Decision } from '../decision.ts'
import type { ChamberState } from '../state.ts'
import { speakerOf } from './microphones.ts'
import { atZeroOf, warnMsOf } from './rules.ts'
import { endings } from './take.ts'
import { endOf } from './time.ts'

/** What the clock next has to tell of a speech, and when; null while it has nothing. */
export function nextCall(
  state: ChamberState,
  member: MemberId,
): { at: Instant; call: 'warn' | 'time' } | null {
  const speaker = speakerOf(state, member)
  const end = endOf(state, member)
  if (speaker === undefined || end === null || speaker.time === 'up') return null
  const warnMs = warnMsOf(state)
  return speaker.time === 'running' && warnMs > 0
    ? { at: end - warnMs, call: 'warn' }
    : { at: end, call: 'time' }
}

/** The clock only says when to look: whether it is time is seen from the events. */
export function warnSpeaker(state: ChamberState, member: MemberId, at: Instant): Decision {
  const next = nextCall(state, member)
  return next?.call !== 'warn' || next.at > at
    ? refuse('time-left', `${member} need not be warned now.`)
    : decided({ type: 'SpeakerWarned', data: { member } })
}

/** The time is up; what follows is the chamber's policy. */
export function callTime(state: ChamberState, member: MemberId, at: Instant): Decision {
  const end = endOf(state, member)
  const speaker = speakerOf(state, member)
  if (speaker === undefined || end === null || speaker.time === 'up' || end > at)
    return refuse('time-left', `${member} has time left, or none that runs.`)
  const called = { type: 'TimeCalled' as const, data: { member } }
  switch (atZeroOf(state)) {
    case 'blink':
      return decided(called)
    case 'mute':
      return speaker.microphone
        ? decided(called, { type: 'MicrophoneSwitched', data: { member, on: false } })
        : decided(called)
    case 'end':
      return decided(called, ...endings(state, member, 'time'))
  }
}
