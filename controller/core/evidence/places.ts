import type { Actor } from '../../protocol/actors.ts'
import type { Command } from '../../protocol/commands.ts'
import type { ChamberEvent } from '../../protocol/events.ts'
import type { FlagPolicy } from '../../protocol/flags.ts'
import type { Instant, MemberId, SeatId } from '../../protocol/ids.ts'
import type { Place } from '../../protocol/place.ts'
import type { ChamberState, Presence } from '../state.ts'
import {
  askedToLeaveWords,
  pressOfNobodyWords,
  twoCardsWords,
  twoPlacesWords,
} from './flag-words.ts'
import type { Found } from './found.ts'

/** Somebody who is signed in somewhere claims to be somewhere else (RULES R13). */
export function secondPlace(state: ChamberState, command: Command, by: Actor): Found[] {
  const claim = claimIn(state, command, by)
  const first = claim === null ? undefined : state.roll.persons.get(claim.member)
  if (claim === null || first === undefined) return []
  const { member, place, card } = claim
  const seats = [first.place, place].flatMap((one) => (one.kind === 'seat' ? [one.seat] : []))
  return [
    {
      code: codeOf(claim, first),
      members: [member],
      seats,
      consoles: seats.flatMap((seat) => state.index.consoleOfSeat.get(seat) ?? []),
      detail: twoPlacesWords(state, member, first.place, place),
      second: { place, card },
    },
  ]
}

interface Claim {
  member: MemberId
  place: Place
  card: string | null
}

/** The desk is not meant: the officer sees the refusal. */
function claimIn({ index }: ChamberState, command: Command, by: Actor): Claim | null {
  if (command.type === 'EnterLobby')
    return { member: command.member, place: { kind: 'remote' }, card: null }
  if (command.type === 'SignIn')
    return by.kind === 'seat' ? { member: command.member, place: command.place, card: null } : null
  if (command.type !== 'PressKey' && command.type !== 'PresentCard') return null
  const seat = index.consoles.get(command.console)?.seat
  if (seat === undefined) return null
  const card = command.type === 'PresentCard' ? command.card : null
  const member = card === null ? index.ownerOfSeat.get(seat) : index.memberOfCard.get(card)
  return member === undefined ? null : { member, place: { kind: 'seat', seat }, card }
}

/** A card and a person's own page vouch for somebody; a key at a seat anybody can press. */
function codeOf({ place, card }: Claim, first: Presence): Found['code'] {
  if (place.kind === 'remote') return 'remote-and-seated'
  if (card === null) return 'key-at-second-seat'
  if (first.place.kind === 'remote') return 'remote-and-seated'
  return first.card === null ? 'member-in-two-places' : 'card-in-two-readers'
}

/** A card at a seat where there is, or was a moment ago, the card of somebody else. */
export function twoCards(
  state: ChamberState,
  { windowMs }: FlagPolicy['two-cards-one-seat'],
  command: Extract<Command, { type: 'PresentCard' }>,
  at: Instant,
): Found[] {
  const seat = state.index.consoles.get(command.console)?.seat
  const member = state.index.memberOfCard.get(command.card)
  const before = seat === undefined ? undefined : state.watch.cards.get(seat)
  if (seat === undefined || member === undefined || before === undefined) return []
  if (!command.inserted || before.member === member) return []
  const isThere = state.roll.seats.get(seat) === before.member
  if (!isThere && at - before.at > windowMs) return []
  return [
    {
      code: 'two-cards-one-seat',
      members: [before.member, member],
      seats: [seat],
      consoles: [command.console],
      detail: twoCardsWords(state, [before.member, member], seat, isThere ? null : at - before.at),
    },
  ]
}

/** A choice pressed where nobody is signed in; its member may have been asked to leave. */
export function pressOfNobody(
  state: ChamberState,
  policy: FlagPolicy,
  command: Extract<Command, { type: 'PressKey' }>,
  at: Instant,
): Found[] {
  const seat = state.index.consoles.get(command.console)?.seat
  if (seat === undefined || !command.key.startsWith('choice-')) return []
  const gone = [...state.watch.asked].find(([, asked]) => asked.seat === seat)
  const where = { seats: [seat], consoles: [command.console] }
  if (gone !== undefined && isWithin(gone[1].at, at, policy))
    return [
      {
        ...where,
        code: 'member-asked-to-leave',
        members: [gone[0]],
        detail: pressOfNobodyWords(state, seat, gone[0]),
      },
    ]
  return [
    {
      ...where,
      code: 'vote-nobody-signed-in',
      members: [],
      detail: pressOfNobodyWords(state, seat, null),
    },
  ]
}

/** A vote of somebody who was removed, or whom the desk signed out. */
export function voteOfOneAskedToLeave(
  state: ChamberState,
  policy: FlagPolicy,
  { member, evidence }: Extract<ChamberEvent, { type: 'VoteCast' }>['data'],
  at: Instant,
): Found[] {
  const asked = state.watch.asked.get(member)
  if (asked === undefined || !isWithin(asked.at, at, policy)) return []
  const seats: SeatId[] = evidence.place.kind === 'seat' ? [evidence.place.seat] : []
  return [
    {
      code: 'member-asked-to-leave',
      members: [member],
      seats,
      consoles: evidence.console === null ? [] : [evidence.console],
      detail: askedToLeaveWords(state, member, { asked: asked.at, at }),
    },
  ]
}

const isWithin = (asked: Instant, at: Instant, policy: FlagPolicy) =>
  at - asked <= policy['member-asked-to-leave'].windowMs
