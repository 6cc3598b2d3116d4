import type { Command } from '../protocol/commands.ts'
import type { ChamberEvent } from '../protocol/events.ts'
import type { Happened } from '../protocol/event-versions.ts'
import type { MemberId } from '../protocol/ids.ts'
import { quorumOf } from './arithmetic.ts'
import { isRunning } from './ballot/standing.ts'
import { decided, refuse, type Decision, type Refused } from './decision.ts'
import { PersistentMap } from './persistent-map.ts'
import { countedMembers, isCounted, whyNoAttendance, whyNotOpen } from './standing.ts'
import type { ChamberState, PresenceCheck } from './state.ts'

type PresenceCommand = Extract<
  Command,
  { type: 'RingBell' | 'StartPresenceCheck' | 'DeclarePresence' | 'EndPresenceCheck' }
>
type PresenceEvent = Extract<
  Happened,
  { type: 'BellRung' | 'PresenceCheckStarted' | 'PresenceDeclared' | 'PresenceCheckEnded' }
>

/** Ids of checks stand beside those of sittings and ballots in `usedIds`. */
const usedCheck = (check: string) => `check ${check}`

export function decidePresence(state: ChamberState, command: PresenceCommand): Decision {
  switch (command.type) {
    case 'RingBell':
      return whyNoAttendance(state) ?? decided({ type: 'BellRung', data: {} })
    case 'StartPresenceCheck':
      return start(state, command.check)
    case 'DeclarePresence':
      return declarePresence(state, command.member)
    case 'EndPresenceCheck':
      return end(state, command.check)
  }
}

/** The check in which members declare their presence now; null where there is none. */
export const runningCheck = ({ presenceCheck }: ChamberState): PresenceCheck | null =>
  presenceCheck?.ended === null ? presenceCheck : null

function start(state: ChamberState, check: string): Decision {
  const refused = whyNotOpen(state)
  if (refused !== null) return refused
  if (isRunning(state.ballot))
    return refuse('ballot-still-open', 'A vote is running: presence is checked before it.')
  if (runningCheck(state) !== null)
    return refuse('presence-check-running', 'Members are declaring their presence already.')
  return state.usedIds.has(usedCheck(check))
    ? refuse('check-exists', `Check ${check} is already in the record.`)
    : decided({ type: 'PresenceCheckStarted', data: { check } })
}

/** Also what the key `present` means at a console while a check runs. */
export function declarePresence(state: ChamberState, member: MemberId): Decision {
  const check = runningCheck(state)
  if (check === null) return refuse('no-presence-check', 'No presence is being checked now.')
  return (
    whyNotCounted(state, member) ??
    (check.declared.has(member)
      ? refuse('already-declared', `${member} has already declared to be present.`)
      : decided({ type: 'PresenceDeclared', data: { check: check.id, member } }))
  )
}

function whyNotCounted(state: ChamberState, member: MemberId): Refused | null {
  if (isCounted(state, member)) return null
  if (!state.roll.persons.has(member)) return refuse('not-present', `${member} is not signed in.`)
  return state.index.members.get(member)?.class === 'member'
    ? refuse('no-remote-vote', 'Where nobody votes from afar, nobody afar is counted.')
    : refuse('not-a-member', `${member} is no member and is not counted.`)
}

/** Counts who declared and is still here, against the chamber's own quorum. */
function end(state: ChamberState, id: string): Decision {
  const check = runningCheck(state)
  if (check?.id !== id) return refuse('no-presence-check', `Check ${id} is not running.`)
  const present = check.declared.size
  const { existing } = state.index
  const quorum = quorumOf(present, existing, policyQuorum(state))
  return decided({
    type: 'PresenceCheckEnded',
    data: { check: id, present, existing, quorum },
  })
}

/** What part of the existing members must be present at all. */
export const policyQuorum = ({ chamber }: ChamberState) =>
  chamber?.policy.quorum ?? { num: 1, den: 2 }

export function evolvePresence(state: ChamberState, event: PresenceEvent): ChamberState {
  switch (event.type) {
    case 'BellRung':
      return { ...state, bellAt: event.at }
    case 'PresenceCheckStarted':
      return started(state, event.data, event.at)
    case 'PresenceDeclared':
      return withCheck(state, (check) => ({
        ...check,
        declared: check.declared.set(event.data.member, true),
      }))
    case 'PresenceCheckEnded': {
      const { present, existing, quorum } = event.data
      const ended = { at: event.at, present, existing, quorum }
      return withCheck(state, (check) => ({ ...check, ended }))
    }
  }
}

function started(
  state: ChamberState,
  { check }: Extract<ChamberEvent, { type: 'PresenceCheckStarted' }>['data'],
  startedAt: number,
): ChamberState {
  return {
    ...state,
    usedIds: state.usedIds.set(usedCheck(check), true),
    presenceCheck: {
      id: check,
      startedAt,
      declared: PersistentMap.empty(),
      ended: null,
      ballot: null,
    },
  }
}

/** What a check broke, as a sentence; null when all holds. */
export function checkHolds(state: ChamberState): string | null {
  const check = runningCheck(state)
  if (check === null) return null
  if (isRunning(state.ballot)) return 'presence is checked while a vote runs'
  return check.declared.size > countedMembers(state)
    ? 'more members declared to be present than are'
    : null
}

/** Whoever leaves while a check runs is not counted by it; coming back, they declare again. */
export const withoutPresence = (state: ChamberState, member: MemberId): ChamberState =>
  runningCheck(state)?.declared.has(member) === true
    ? withCheck(state, (check) => ({ ...check, declared: check.declared.delete(member) }))
    : state

const withCheck = (
  state: ChamberState,
  change: (check: PresenceCheck) => PresenceCheck,
): ChamberState =>
  state.presenceCheck === null ? state : { ...state, presenceCheck: change(state.presenceCheck) }
