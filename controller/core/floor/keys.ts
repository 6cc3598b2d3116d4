import type { Actor } from '../../protocol/actors.ts'
import type { Instant, MemberId } from '../../protocol/ids.ts'
import { decided, refuse, type Decision } from '../decision.ts'
import type { ChamberState } from '../state.ts'
import { requestFloor, withdraw } from './ask.ts'
import { requestOf, speakerOf } from './microphones.ts'
import { modeOf } from './rules.ts'
import { endings, endSpeech, takeFloor } from './take.ts'

/** The talk key of somebody who sits at no chair seat went down; `releases`: it will tell when up. */
export function pressTalk(
  state: ChamberState,
  member: MemberId,
  by: Actor,
  releases: boolean,
  at: Instant,
): Decision {
  const speaker = speakerOf(state, member)
  if (speaker?.taken === 'held-key' && releases)
    return refuse('already-speaking', `The microphone of ${member} is open while the key is down.`)
  if (speaker !== undefined) return endSpeech(state, member, by)
  switch (modeOf(state)) {
    case 'request':
      return requestOf(state, member) === undefined
        ? requestFloor(state, member, 'speak')
        : withdraw(state, member, by)
    case 'open':
    case 'override':
    case 'voice':
      return takeFloor(state, { member, taken: 'opened', beyond: false }, at)
    case 'push-to-talk':
      return releases
        ? takeFloor(state, { member, taken: 'held-key', beyond: false }, at)
        : refuse('no-key-up', 'This console does not tell when its key comes up.')
  }
}

export function releaseTalk(state: ChamberState, member: MemberId): Decision {
  return speakerOf(state, member)?.taken === 'held-key'
    ? decided(...endings(state, member, 'key-up'))
    : refuse('not-speaking', `${member} does not hold a key to speak.`)
}

/** A voice at a console: in the mode of that name it opens the microphone as long as it lasts. */
export function hearVoice(
  state: ChamberState,
  member: MemberId,
  on: boolean,
  at: Instant,
): Decision {
  const speaker = speakerOf(state, member)
  if (!on)
    return speaker?.taken === 'voice'
      ? decided(...endings(state, member, 'silent'))
      : refuse('nothing-to-change', `No voice opened the microphone of ${member}.`)
  return modeOf(state) === 'voice'
    ? takeFloor(state, { member, taken: 'voice', beyond: false }, at)
    : refuse('nothing-to-change', 'A voice opens no microphone in this mode.')
}
