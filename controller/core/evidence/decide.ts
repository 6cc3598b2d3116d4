import type { Actor } from '../../protocol/actors.ts'
import type { Command } from '../../protocol/commands.ts'
import type { ChamberEvent } from '../../protocol/events.ts'
import type { UserId } from '../../protocol/ids.ts'
import type { Place } from '../../protocol/place.ts'
import { decided, refuse, type Decision } from '../decision.ts'
import { officerOf } from '../officer.ts'
import { leave } from '../roll.ts'
import { same } from '../same.ts'
import type { ChamberState } from '../state.ts'
import type { Lock } from './watch.ts'

type EvidenceCommand = Extract<Command, { type: 'DecideFlag' | 'UnlockMember' }>

export function decideEvidence(state: ChamberState, command: EvidenceCommand, by: Actor): Decision {
  const officer = officerOf(by)
  if (!officer.ok) return officer
  return command.type === 'DecideFlag'
    ? decideFlag(state, command, officer.user)
    : unlock(state, command, officer.user)
}

function decideFlag(
  state: ChamberState,
  { flag, decision }: Extract<EvidenceCommand, { type: 'DecideFlag' }>,
  by: UserId,
): Decision {
  const known = state.watch.flags.find(({ id }) => id === flag)
  if (known === undefined) return refuse('unknown-flag', `There is no flag ${flag}.`)
  if (known.decision !== null)
    return refuse('flag-decided', `${known.decision.by} has decided ${flag} already.`)
  const locked = [...state.watch.locks].filter(([, { because }]) => because === flag)
  const unlocked = locked.map(([member]): ChamberEvent => ({
    type: 'MemberUnlocked',
    data: { member, keep: state.roll.persons.get(member)?.place ?? null },
  }))
  return decided(
    { type: 'FlagDecided', data: { flag, decision, by } },
    ...(decision === 'dismiss' ? unlocked : []),
  )
}

function unlock(
  state: ChamberState,
  { member, keep }: Extract<EvidenceCommand, { type: 'UnlockMember' }>,
  by: UserId,
): Decision {
  const lock = state.watch.locks.get(member)
  if (lock === undefined) return refuse('not-locked', `${member} is not locked.`)
  const moved = movedTo(state, member, keep, lock)
  if (!moved.ok) return moved
  const isOpen = state.watch.flags.some(({ id, decision }) => id === lock.because && !decision)
  const upheld: ChamberEvent = {
    type: 'FlagDecided',
    data: { flag: lock.because, decision: 'uphold', by },
  }
  return decided(...(isOpen ? [upheld] : []), ...moved.events, {
    type: 'MemberUnlocked',
    data: { member, keep },
  })
}

/** What brings the person to where the officer has seen them: at one of the two places, or neither. */
function movedTo(state: ChamberState, member: string, keep: Place | null, lock: Lock): Decision {
  const place = state.roll.persons.get(member)?.place ?? null
  if (keep !== null && place !== null && same(keep, place)) return decided()
  const gone = leave(state, member)
  if (keep === null) return decided(...gone)
  if (lock.second === null || !same(keep, lock.second))
    return refuse('not-that-place', `${member} was at no such place: name one of the two.`)
  // From afar one comes through the lobby, also now.
  if (keep.kind === 'remote') return decided(...gone)
  const other = state.roll.seats.get(keep.seat)
  if (other !== undefined) return refuse('seat-taken', `${other} is signed in at ${keep.seat}.`)
  return decided(...gone, {
    type: 'MemberSignedIn',
    data: { member, place: keep, card: lock.card },
  })
}
