import type { Actor } from '../../protocol/actors.ts'
import type { RequestKind } from '../../protocol/floor-commands.ts'
import type { MemberId } from '../../protocol/ids.ts'
import { decided, refuse, type Decision, type Refused } from '../decision.ts'
import { hasChair, whyLocked, whyNotOpen } from '../standing.ts'
import type { ChamberState } from '../state.ts'
import { requestOf, speakerOf } from './microphones.ts'
import { doesInterrupt } from './rules.ts'

/** Why this person can neither ask for the floor nor come to it. */
export function whyNoFloor(state: ChamberState, member: MemberId): Refused | null {
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

/** How many more requests the queue takes; those who come back to theirs have a place in it. */
export function roomInQueue({ floor, chamber }: ChamberState): number {
  const comingBack = floor.speakers.filter(({ instead }) => instead !== null).length
  return (chamber?.policy.queueLimit ?? 0) - floor.queue.length - comingBack
}

/** One request a person, and beside it one for what interrupts: a point of order costs nobody their place. */
export function requestFloor(state: ChamberState, member: MemberId, kind: RequestKind): Decision {
  const refused = whyNoFloor(state, member)
  if (refused !== null) return refused
  const before = requestOf(state, member)
  const isBeside =
    before !== undefined && doesInterrupt(state, kind) && !doesInterrupt(state, before.kind)
  if (before !== undefined && !isBeside)
    return refuse('already-asking', `${member} is already in the queue.`)
  if (before === undefined && roomInQueue(state) <= 0)
    return refuse('queue-full', `The queue is full (${state.chamber?.policy.queueLimit ?? 0}).`)
  return decided({ type: 'FloorRequested', data: { member, kind, listed: null } })
}

export function withdraw(state: ChamberState, member: MemberId, by: Actor): Decision {
  const because = by.kind === 'desk' ? 'desk' : by.kind === 'system' ? 'left' : 'self'
  return requestOf(state, member) === undefined
    ? refuse('not-asking', `${member} is not in the queue.`)
    : decided({ type: 'FloorRequestWithdrawn', data: { member, because } })
}
