import type { Actor } from '../protocol/actors.ts'
import type { Command, RequestKind } from '../protocol/commands.ts'
import type { ChamberEvent } from '../protocol/events.ts'
import type { MemberId } from '../protocol/ids.ts'
import { decided, refuse, type Decision, type Refused } from './decision.ts'
import {
  hasChair,
  openFloorMicrophones,
  requestOf,
  speakerOf,
  whyLocked,
  whyNoAttendance,
  whyNotOpen,
} from './standing.ts'
import type { ChamberState } from './state.ts'

type FloorCommand = Extract<
  Command,
  {
    type:
      | 'RequestFloor'
      | 'WithdrawRequest'
      | 'GrantFloor'
      | 'RevokeFloor'
      | 'SwitchMicrophone'
      | 'MuteAll'
      | 'ExtendSpeech'
  }
>

export function decideFloor(state: ChamberState, command: FloorCommand, by: Actor): Decision {
  if (command.type === 'MuteAll') return muteAll(state)
  const { member } = command
  if (!state.index.members.has(member))
    return refuse('unknown-member', `There is no member ${member}.`)
  switch (command.type) {
    case 'RequestFloor':
      return requestFloor(state, member, command.kind)
    case 'WithdrawRequest':
      return withdraw(state, member)
    case 'GrantFloor':
      return grant(state, member)
    case 'RevokeFloor':
      return endSpeech(state, member, by)
    case 'SwitchMicrophone':
      return switchMicrophone(state, member, command.on, by)
    case 'ExtendSpeech':
      return extend(state, member, command.byMs)
  }
}

/** Why this person can neither ask for the floor nor be given it. */
function whyNoFloor(state: ChamberState, member: MemberId): Refused | null {
  const refused = whyNotOpen(state)
  if (refused !== null) return refused
  if (!state.roll.persons.has(member))
    return refuse('not-present', `${member} is not signed in: only who is present may speak.`)
  const locked = whyLocked(state, member)
  if (locked !== null) return locked
  if (hasChair(state, member))
    return refuse('chair-needs-no-floor', 'A chair seat switches its own microphone.')
  if (speakerOf(state, member) !== undefined)
    return refuse('already-speaking', `${member} has the floor.`)
  return null
}

export function requestFloor(state: ChamberState, member: MemberId, kind: RequestKind): Decision {
  const refused = whyNoFloor(state, member)
  if (refused !== null) return refused
  if (requestOf(state, member) !== undefined)
    return refuse('already-asking', `${member} is already in the queue.`)
  const limit = state.chamber?.policy.queueLimit ?? 0
  if (state.floor.queue.length >= limit)
    return refuse('queue-full', `The queue is full (${limit}).`)
  return decided({ type: 'FloorRequested', data: { member, kind } })
}

export function withdraw(state: ChamberState, member: MemberId): Decision {
  return requestOf(state, member) === undefined
    ? refuse('not-asking', `${member} is not in the queue.`)
    : decided({ type: 'FloorRequestWithdrawn', data: { member } })
}

function grant(state: ChamberState, member: MemberId): Decision {
  const refused = whyNoFloor(state, member) ?? whyMicrophonesFull(state)
  if (refused !== null) return refused
  const kind = requestOf(state, member)?.kind ?? 'speak'
  const allottedMs = state.chamber?.policy.speechMs ?? 0
  return decided({ type: 'FloorGranted', data: { member, kind, allottedMs } })
}

function whyMicrophonesFull(state: ChamberState): Refused | null {
  const most = state.chamber?.policy.openMicrophones ?? 0
  return openFloorMicrophones(state) >= most
    ? refuse('microphones-full', `${most} microphones are open: close one first.`)
    : null
}

export function endSpeech(state: ChamberState, member: MemberId, by: Actor): Decision {
  if (speakerOf(state, member) === undefined)
    return refuse('not-speaking', `${member} does not have the floor.`)
  const who = by.kind === 'desk' ? 'desk' : by.kind === 'system' ? 'left' : 'speaker'
  return decided({ type: 'FloorEnded', data: { member, by: who } })
}

/** A chair seat's microphone, or that of somebody who has the floor. */
export function switchMicrophone(
  state: ChamberState,
  member: MemberId,
  on: boolean,
  by: Actor,
): Decision {
  const locked = on ? whyLocked(state, member) : null
  if (locked !== null) return locked
  const refused = hasChair(state, member)
    ? whyNotChair(state, member, on)
    : whyNotSpeaker(state, member, on, by)
  return refused ?? decided({ type: 'MicrophoneSwitched', data: { member, on } })
}

/** The chair also opens a sitting and calls it back: its microphone needs no open sitting. */
function whyNotChair(state: ChamberState, member: MemberId, on: boolean): Refused | null {
  const refused = whyNoAttendance(state)
  if (refused !== null) return refused
  return state.floor.chairMicrophones.includes(member) === on ? alreadySo(member, on) : null
}

function whyNotSpeaker(
  state: ChamberState,
  member: MemberId,
  on: boolean,
  by: Actor,
): Refused | null {
  const speaker = speakerOf(state, member)
  if (speaker === undefined) return refuse('not-speaking', `${member} does not have the floor.`)
  if (speaker.microphone === on) return alreadySo(member, on)
  if (!on) return null
  if (speaker.cut && by.kind !== 'desk')
    return refuse('microphone-cut', 'The desk closed this microphone: only the desk opens it.')
  return whyMicrophonesFull(state)
}

const alreadySo = (member: MemberId, on: boolean) =>
  refuse('nothing-to-change', `The microphone of ${member} is already ${on ? 'open' : 'closed'}.`)

/** Closes every floor microphone; the chair's stay, and nobody loses the floor. */
function muteAll(state: ChamberState): Decision {
  const open = state.floor.speakers.filter((speaker) => speaker.microphone)
  if (open.length === 0) return refuse('nothing-to-change', 'No floor microphone is open.')
  return decided(...open.map(({ member }) => closed(member)))
}

function extend(state: ChamberState, member: MemberId, byMs: number): Decision {
  const speaker = speakerOf(state, member)
  if (speaker === undefined) return refuse('not-speaking', `${member} does not have the floor.`)
  if (speaker.until === null)
    return refuse('nothing-to-change', `${member} speaks without a limit of time.`)
  return decided({ type: 'SpeechExtended', data: { member, byMs } })
}

const closed = (member: MemberId): ChamberEvent => ({
  type: 'MicrophoneSwitched',
  data: { member, on: false },
})

/** Ends every speech and closes every microphone, as a pause or the close of a sitting does. */
export const silence = (state: ChamberState): ChamberEvent[] => [
  ...state.floor.speakers.map(({ member }): ChamberEvent => ({
    type: 'FloorEnded',
    data: { member, by: 'sitting' },
  })),
  ...state.floor.chairMicrophones.map(closed),
]

/** What leaving does to one person's part in the debate. */
export function leaveFloor(state: ChamberState, member: MemberId): ChamberEvent[] {
  if (speakerOf(state, member) !== undefined)
    return [{ type: 'FloorEnded', data: { member, by: 'left' } }]
  if (requestOf(state, member) !== undefined)
    return [{ type: 'FloorRequestWithdrawn', data: { member } }]
  return state.floor.chairMicrophones.includes(member) ? [closed(member)] : []
}
