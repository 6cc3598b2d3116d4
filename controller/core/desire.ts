import type { ConsoleAim, TalkLamp } from '../protocol/device-messages.ts'
import type { Happened } from '../protocol/event-versions.ts'
import type { ConsoleId, MemberId, SeatId } from '../protocol/ids.ts'
import { mayCast } from './ballot/casting.ts'
import { isEntitled } from './electorate.ts'
import type { Floor } from './floor/floor.ts'
import {
  isMicrophoneOpen,
  microphoneAt,
  microphoneIsOpen,
  openSpeakers,
  seatsAt,
  speakerOf,
} from './floor/microphones.ts'
import { runningCheck } from './presence-check.ts'
import { remembered } from './remembered.ts'
import { sealOf } from './secret/standing.ts'
import { isCounted, seatOf } from './standing.ts'
import type { Ballot, ChamberState } from './state.ts'

const IDLE: ConsoleAim = {
  microphone: 'closed',
  talk: 'off',
  place: 0,
  present: false,
  ballot: null,
}

/** What a console should do and show now: nothing where nobody is signed in. */
export function consoleAim(state: ChamberState, console: ConsoleId): ConsoleAim {
  const seat = state.index.consoles.get(console)?.seat
  return seat === undefined ? IDLE : seatAim(state, seat)
}

/** The same for a seat, whether it has a console or only a touch screen. */
export function seatAim(state: ChamberState, seat: SeatId): ConsoleAim {
  const member = state.roll.seats.get(seat)
  const open = isOpenAt(state, seat)
  const heard = isHeardAt(state, seat, member)
  if (member === undefined)
    return open || heard
      ? { ...IDLE, microphone: open ? 'open' : 'closed', talk: heard ? 'on-air' : 'off' }
      : IDLE
  const place = placeInQueue(state.floor, member)
  const time = speakerOf(state, member)?.time ?? 'running'
  return {
    microphone: open ? 'open' : 'closed',
    talk: heard ? 'on-air' : lampWhileAsking(place),
    place,
    present: presenceLamp(state, member),
    ...(time === 'running' ? {} : { time }),
    ballot: ballotAim(state, member),
  }
}

/** Of a microphone that several seats share, the cable is that of the first seat's console. */
function isOpenAt(state: ChamberState, seat: SeatId): boolean {
  const microphone = microphoneAt(state.index, seat)
  return seatsAt(state.index, microphone)[0] === seat && isMicrophoneOpen(state, microphone)
}

/** Whoever sits here is heard; or the microphone is open for nobody, and whoever sits here must know. */
function isHeardAt(state: ChamberState, seat: SeatId, member: MemberId | undefined): boolean {
  if (member !== undefined && microphoneIsOpen(state, member)) return true
  return isForcedOpen(state, microphoneAt(state.index, seat))
}

const isForcedOpen = ({ floor }: ChamberState, microphone: string): boolean =>
  floor.forcedOpen.includes(microphone)

/** Signed in; while presence is checked, whether it was declared: a dark lamp asks for the key. */
function presenceLamp(state: ChamberState, member: MemberId): boolean {
  const check = runningCheck(state)
  return check === null || !isCounted(state, member) || check.declared.has(member)
}

const lampWhileAsking = (place: number): TalkLamp =>
  place === 0 ? 'off' : place === 1 ? 'next' : 'asking'

/** From 1; 0 for somebody who does not ask. */
export const placeInQueue = (floor: Floor, member: MemberId): number =>
  places(floor.queue).get(member) ?? 0

const known = new WeakMap<Floor['queue'], ReadonlyMap<MemberId, number>>()

/** Kept for each queue: 1,200 consoles ask for the places in one that may be 500 long. */
function places(queue: Floor['queue']): ReadonlyMap<MemberId, number> {
  const hit = known.get(queue)
  if (hit !== undefined) return hit
  const computed = new Map(queue.map(({ member }, at) => [member, at + 1]))
  known.set(queue, computed)
  return computed
}

function ballotAim(state: ChamberState, member: MemberId): ConsoleAim['ballot'] {
  const { ballot } = state
  if (ballot !== null && mayCast(state, ballot, member))
    return { id: ballot.id, choices: ballot.rule.choices.length, recorded: 0 }
  if (ballot?.state !== 'open' || !isEntitled(state, ballot, member)) return null
  if (state.watch.locks.has(member)) return null
  if (ballot.call !== null && ballot.call.called !== member) return null
  const { choices } = ballot.rule
  if (ballot.rule.method === 'secret') return secretAim(ballot, member)
  const choice = ballot.votes.get(member)?.choice
  const recorded = choices.findIndex(({ id }) => id === choice) + 1
  return { id: ballot.id, choices: choices.length, recorded }
}

/** Nothing before there is a box to vote into; afterwards that a vote is in it, and never which. */
function secretAim({ id, rule, secret }: Ballot, member: MemberId): ConsoleAim['ballot'] {
  const seal = secret === null ? null : sealOf(secret)
  if (secret === null || seal === null) return null
  const recorded = secret.voters.has(member) ? 'sealed' : 0
  return { id, choices: rule.choices.length, recorded, seal }
}

/**
 * Consoles whose aim may differ between two states, given the events between them: one for a vote,
 * those in the queue when it moves, all when a vote opens or a sitting ends.
 */
export function changedConsoles(
  before: ChamberState,
  after: ChamberState,
  events: readonly Happened[],
): Set<ConsoleId> {
  if (events.some(concernsAll)) return new Set(after.index.consoles.keys())
  const seats = new Set<SeatId>()
  // Who stops and who starts may share a microphone.
  const addSeat = (seat: SeatId) => {
    for (const near of seatsAt(after.index, microphoneAt(after.index, seat))) seats.add(near)
  }
  const addMember = (member: MemberId) => {
    const seat = seatOf(after, member)
    if (seat !== null) addSeat(seat)
  }
  for (const event of events) {
    if (concernsOne(event)) addMember(event.data.member)
    if (event.type === 'MemberSignedIn' || event.type === 'MemberLeft')
      if (event.data.place.kind === 'seat') addSeat(event.data.place.seat)
  }
  // Whoever was called before is so no more.
  const wasCalled = before.ballot?.call?.called ?? null
  if (wasCalled !== null) addMember(wasCalled)
  for (const member of movedOnFloor(before.floor, after.floor)) addMember(member)
  for (const microphone of overridden(before.floor, after.floor))
    for (const seat of seatsAt(after.index, microphone)) seats.add(seat)
  return new Set([...seats].flatMap((seat) => after.index.consoleOfSeat.get(seat) ?? []))
}

type OfOne = Extract<Happened, { type: (typeof OF_ONE)[number] }>
const OF_ONE = [
  'VoteCast',
  'MemberCalled',
  'MemberSkipped',
  'SecretVoteCast',
  'PresenceDeclared',
  'MemberLocked',
  'MemberUnlocked',
] as const
const concernsOne = (event: Happened): event is OfOne => OF_ONE.some((type) => type === event.type)

function concernsAll({ type }: Happened): boolean {
  switch (type) {
    case 'ChamberConfigured':
    case 'SittingSuspended':
    case 'SittingClosed':
    case 'PresenceCheckStarted':
    case 'PresenceCheckEnded':
    case 'BallotOpened':
    case 'BallotBoxPlaced':
    case 'BallotHeld':
    case 'BallotResumed':
    case 'BallotClosing':
    case 'BallotClosed':
    case 'BallotVoided':
    case 'CastingVoteGiven':
    case 'OralVoteAdded':
    case 'ResultCorrected':
      return true
    default:
      return false
  }
}

/** Whose microphone or place in the queue differs. */
function* movedOnFloor(before: Floor, after: Floor): Generator<MemberId> {
  if (before.queue !== after.queue)
    for (const { member } of [...before.queue, ...after.queue])
      if (placeInQueue(before, member) !== placeInQueue(after, member)) yield member
  if (before.speakers !== after.speakers || before.priority !== after.priority)
    for (const { member } of [...before.speakers, ...after.speakers]) yield member
  if (before.chairMicrophones !== after.chairMicrophones)
    yield* [...before.chairMicrophones, ...after.chairMicrophones]
}

/** Microphones a technician took in hand or let go. */
function* overridden(before: Floor, after: Floor): Generator<string> {
  if (before.forcedOpen !== after.forcedOpen) yield* [...before.forcedOpen, ...after.forcedOpen]
  if (before.forcedClosed !== after.forcedClosed)
    yield* [...before.forcedClosed.keys(), ...after.forcedClosed.keys()]
}

/** Remote persons who may have media at all. The same set as long as the roll is the same. */
export const admittedMembers = (state: ChamberState): ReadonlySet<MemberId> =>
  admitted(state.roll.persons)

const admitted = remembered(
  (persons: ChamberState['roll']['persons']): ReadonlySet<MemberId> =>
    new Set(
      [...persons].flatMap(([member, { place }]) => (place.kind === 'remote' ? [member] : [])),
    ),
)

/** Remote persons who are heard in the hall: admitted, with the floor, microphone on. */
export function heardMembers(state: ChamberState): ReadonlySet<MemberId> {
  const afar = admittedMembers(state)
  if (state.floor.priority !== null) return new Set()
  const open = openSpeakers(state.floor).filter(({ member }) => afar.has(member))
  return new Set(open.map(({ member }) => member))
}
