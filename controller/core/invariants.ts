import type { Happened } from '../protocol/event-versions.ts'
import type { MemberId } from '../protocol/ids.ts'
import { ballotHolds, ballotsHold, voteHolds } from './ballot/invariants.ts'
import { isRunning } from './ballot/standing.ts'
import { clocksHold, floorHolds, floorHoldsDeep, microphonesHold } from './floor/invariants.ts'
import { requestOf, speakerOf } from './floor/microphones.ts'
import { checkHolds, runningCheck } from './presence-check.ts'
import { hasChair, isCounted, seatOf } from './standing.ts'
import type { ChamberState } from './state.ts'

/**
 * What the event broke, as a sentence; null when all holds. Looks only at what this kind of event
 * can break, so that it is checked after every event, in production too.
 */
export function violated(state: ChamberState, event: Happened): string | null {
  switch (event.type) {
    case 'MemberSignedIn':
    case 'MemberLeft':
      return rollHolds(state) ?? personHolds(state, event.data.member) ?? checkHolds(state)
    case 'PresenceDeclared':
    case 'PresenceCheckEnded':
      return checkHolds(state)
    case 'FloorRequested':
    case 'FloorRequestWithdrawn':
    case 'FloorGranted':
    case 'FloorEnded':
    case 'MicrophoneSwitched':
    case 'SpeechExtended':
    case 'SpeechPaused':
    case 'SpeechResumed':
    case 'SpeechInterrupted':
    case 'SpeechContinued':
    case 'SpeakerWarned':
    case 'TimeCalled':
      return floorHolds(state, event.data.member) ?? personHolds(state, event.data.member)
    case 'PrioritySwitched':
    case 'FloorModeSet':
    case 'MicrophoneOverridden':
    case 'QuotaSet':
    case 'AgendaItemStarted':
      return microphonesHold(state) ?? clocksHold(state)
    case 'VoteCast':
    case 'SecretVoteCast':
      return voteHolds(state, event.data.member)
    case 'BallotOpened':
    case 'BallotHeld':
    case 'BallotResumed':
    case 'BallotClosing':
    case 'CastingVoteGiven':
    case 'OralVoteAdded':
    case 'ResultCorrected':
    case 'BallotClosed':
    case 'ResultDeclared':
      return ballotHolds(state.ballot)
    case 'MemberLocked':
    case 'LobbyEntered':
    case 'PersonAdmitted':
    case 'PersonRemoved':
      return personHolds(state, event.data.member)
    case 'SittingSuspended':
    case 'SittingClosed':
      return silenceHolds(state)
    default:
      return null
  }
}

function rollHolds({ roll }: ChamberState): string | null {
  const { persons, seats, afar, membersInHall, membersRemote } = roll
  if (seats.size + afar !== persons.size) return 'somebody present has no place of their own'
  return membersInHall < 0 || membersRemote < 0 || membersInHall + membersRemote > persons.size
    ? 'members present are miscounted'
    : null
}

/** One person: in one place, and on the floor, in the queue and in the lobby at most once. */
function personHolds(state: ChamberState, member: MemberId): string | null {
  const seat = seatOf(state, member)
  if (seat !== null && state.roll.seats.get(seat) !== member)
    return `${member} is signed in at ${seat}, and the seat holds somebody else`
  const present = state.roll.persons.has(member)
  const speaking = speakerOf(state, member) !== undefined
  const asking = requestOf(state, member) !== undefined
  if (!present && (speaking || asking)) return `${member} is on the floor and not present`
  if (!present && hasMicrophone(state, member))
    return `${member} has a chair microphone and is not present`
  if (state.watch.locks.has(member) && (speaking || asking || hasMicrophone(state, member)))
    return `${member} is locked and on the floor`
  if (speaking && asking) return `${member} has the floor and asks for it`
  if (speaking && hasChair(state, member)) return `${member} has a chair seat and the floor`
  if (present && state.lobby.waiting.some((entry) => entry.member === member))
    return `${member} is present and in the lobby`
  return null
}

const hasMicrophone = (state: ChamberState, member: MemberId): boolean =>
  state.floor.chairMicrophones.includes(member)

function silenceHolds({ floor }: ChamberState): string | null {
  const { speakers, chairMicrophones, forcedOpen, priority } = floor
  return speakers.length + chairMicrophones.length + forcedOpen.length > 0 || priority !== null
    ? 'a microphone is open in a sitting that is not'
    : null
}

/** The same over the whole state, for tests and the simulation. */
export function violatedDeep(state: ChamberState): string | null {
  const { roll, floor, lobby, ballot, pastBallots } = state
  const doubles =
    twice('queue', floor.queue) ?? twice('floor', floor.speakers) ?? twice('lobby', lobby.waiting)
  const broken = doubles ?? rollHolds(state) ?? countsHold(state) ?? floorHoldsDeep(state)
  if (broken !== null) return broken
  for (const [seat, member] of roll.seats)
    if (seatOf(state, member) !== seat) return `seat ${seat} holds ${member}, who is not there`
  const persons = [...roll.persons.keys()]
  const onFloor = [...floor.queue, ...floor.speakers, ...lobby.waiting].map(({ member }) => member)
  for (const member of [...persons, ...onFloor, ...floor.chairMicrophones]) {
    const wrong = personHolds(state, member)
    if (wrong !== null) return wrong
  }
  if (state.sitting?.state !== 'open') {
    if (floor.speakers.length > 0) return 'somebody has the floor while the sitting is not open'
    if (isRunning(ballot)) return 'a vote is running while the sitting is not'
  }
  return ballotsHold(ballot, pastBallots) ?? checkHoldsDeep(state)
}

/** Everybody who declared while the check ran is still here. */
function checkHoldsDeep(state: ChamberState): string | null {
  for (const member of runningCheck(state)?.declared.keys() ?? [])
    if (!isCounted(state, member)) return `${member} declared to be present and is not`
  return checkHolds(state)
}

function twice(list: string, entries: readonly { member: MemberId }[]): string | null {
  const members = new Set(entries.map(({ member }) => member))
  return members.size === entries.length ? null : `somebody is twice in the ${list}`
}

function countsHold({ roll, index }: ChamberState): string | null {
  const places = [...roll.persons].flatMap(([member, { place }]) =>
    index.members.get(member)?.class === 'member' ? [place.kind] : [],
  )
  const inHall = places.filter((kind) => kind === 'seat').length
  return inHall === roll.membersInHall && places.length - inHall === roll.membersRemote
    ? null
    : 'members present are miscounted'
}
