import type { Actor } from '../protocol/actors.ts'
import type { Command } from '../protocol/commands.ts'
import type { HeldKey } from '../protocol/device-messages.ts'
import type { BallotId, Instant, MemberId, SeatId } from '../protocol/ids.ts'
import { castingVote, mayCast } from './ballot/casting.ts'
import { castVote } from './ballot/cast.ts'
import { decided, refuse, type Decision } from './decision.ts'
import { switchPriority } from './floor/interrupt.ts'
import { hearVoice, pressTalk, releaseTalk } from './floor/keys.ts'
import { switchMicrophone } from './floor/switch.ts'
import { declarePresence, runningCheck } from './presence-check.ts'
import { signIn, signOut } from './roll.ts'
import { hasChair } from './standing.ts'
import type { ChamberState } from './state.ts'

type PressCommand = Extract<
  Command,
  { type: 'PressKey' | 'ReleaseKey' | 'HearVoice' | 'PresentCard' }
>

/** What a key or a card at a console means now. */
export function decidePress(
  state: ChamberState,
  command: PressCommand,
  by: Actor,
  at: Instant,
  sentAt: Instant,
): Decision {
  const seat = state.index.consoles.get(command.console)?.seat
  if (seat === undefined)
    return refuse('unknown-console', `There is no console ${command.console} in this chamber.`)
  if (command.type === 'PresentCard') return presentCard(state, command, seat)
  const member = state.roll.seats.get(seat)
  if (command.type === 'PressKey' && command.key === 'present')
    return pressPresent(state, seat, member)
  if (member === undefined) return refuse('seat-empty', `Nobody is signed in at ${seat}.`)
  if (command.type === 'ReleaseKey') return release(state, member, command.key, by)
  if (command.type === 'HearVoice') return hearVoice(state, member, command.on, at)
  if (command.key === 'talk' || command.key === 'priority')
    return pressHeld(state, member, command, by, at)
  const number = Number(command.key.slice('choice-'.length))
  return pressChoice(state, { member, number, shown: command.ballot }, by, sentAt)
}

function presentCard(
  state: ChamberState,
  command: Extract<Command, { type: 'PresentCard' }>,
  seat: SeatId,
): Decision {
  const member = state.index.memberOfCard.get(command.card)
  if (member === undefined)
    return refuse('unknown-card', `Card ${command.card} belongs to no member.`)
  if (command.inserted) return signIn(state, member, seat, command.card)
  return state.roll.seats.get(seat) === member
    ? signOut(state, member)
    : refuse('not-present', `${member} is not signed in at ${seat}.`)
}

/**
 * Signs out who sits here, or signs in the member whose seat it is. While presence is checked it
 * declares that of whoever sits here, or comes in with it, and nobody goes by it.
 */
function pressPresent(state: ChamberState, seat: SeatId, member: MemberId | undefined): Decision {
  const checking = runningCheck(state) !== null
  if (member !== undefined)
    return checking ? declarePresence(state, member) : signOut(state, member)
  const owner = state.index.ownerOfSeat.get(seat)
  return owner === undefined
    ? refuse('seat-empty', `Seat ${seat} belongs to nobody: sign in by card.`)
    : checking
      ? declaredBySigningIn(state, owner, seat)
      : signIn(state, owner, seat)
}

/** A member who comes in by the key while presence is checked declares it with the same press. */
function declaredBySigningIn(state: ChamberState, member: MemberId, seat: SeatId): Decision {
  const arrival = signIn(state, member, seat)
  const check = runningCheck(state)
  if (!arrival.ok || check === null || state.index.members.get(member)?.class !== 'member')
    return arrival
  return decided(...arrival.events, { type: 'PresenceDeclared', data: { check: check.id, member } })
}

/** A key that went down and means something while it is: `releases` tells whether it comes up again. */
function pressHeld(
  state: ChamberState,
  member: MemberId,
  { key, releases }: Extract<Command, { type: 'PressKey' }>,
  by: Actor,
  at: Instant,
): Decision {
  if (key === 'priority') {
    const on = releases === true || state.floor.priority === null
    return hasChair(state, member) ? switchPriority(state, on, by) : notTheChair(member)
  }
  return hasChair(state, member)
    ? switchMicrophone(state, member, !state.floor.chairMicrophones.includes(member), by, at)
    : pressTalk(state, member, by, releases === true, at)
}

/** A chair seat's talk key switches when it goes down, and its coming up says nothing. */
function release(state: ChamberState, member: MemberId, key: HeldKey, by: Actor): Decision {
  if (key === 'talk') return releaseTalk(state, member)
  return hasChair(state, member) ? switchPriority(state, false, by) : notTheChair(member)
}

const notTheChair = (member: MemberId) =>
  refuse('not-the-chair', `${member} sits at no chair seat and has no priority.`)

/** `shown` is the ballot the console displayed: a late press never counts in the next vote. */
function pressChoice(
  state: ChamberState,
  press: { member: MemberId; number: number; shown: BallotId | null },
  by: Actor,
  sentAt: Instant,
): Decision {
  const { ballot } = state
  const { member, number, shown } = press
  if (ballot === null) return refuse('no-ballot', 'There is no vote.')
  if (shown !== ballot.id)
    return refuse('other-ballot', 'The console did not show the present vote when it was pressed.')
  const choice = ballot.rule.choices[number - 1]?.id
  if (choice === undefined) return refuse('unknown-choice', `This vote has no choice ${number}.`)
  if (mayCast(state, ballot, member)) return castingVote(state, ballot, by, choice)
  return castVote(state, { ballot: ballot.id, member, choice }, by, sentAt)
}
