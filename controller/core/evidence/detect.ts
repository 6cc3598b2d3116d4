import type { Actor } from '../../protocol/actors.ts'
import type { Command } from '../../protocol/commands.ts'
import type { ChamberEvent } from '../../protocol/events.ts'
import type { FlagPolicy } from '../../protocol/flags.ts'
import type { Instant } from '../../protocol/ids.ts'
import { isRunning } from '../ballot/standing.ts'
import { refuse, type Decision } from '../decision.ts'
import { leaveFloor } from '../floor/switch.ts'
import type { ChamberState } from '../state.ts'
import type { Found } from './found.ts'
import { patternsIn } from './patterns.ts'
import { pressOfNobody, secondPlace, twoCards, voteOfOneAskedToLeave } from './places.ts'

/**
 * What was decided, with the flags it raises. A refused command that raises one stays refused, and
 * what was seen of it is recorded.
 */
export function flagged(
  state: ChamberState,
  command: Command,
  by: Actor,
  at: Instant,
  decision: Decision,
): Decision {
  const policy = state.chamber?.policy.flags
  if (policy === undefined) return decision
  const news = foundIn(state, policy, command, by, at, decision).filter(
    (found) => !isKnown(state, found),
  )
  if (news.length === 0) return decision
  const events = raise(state, policy, news, decision.ok ? decision.events : [])
  if (decision.ok) return { ...decision, events }
  const locked = events.find((event) => event.type === 'MemberLocked')
  const because =
    locked === undefined
      ? decision
      : refuse('member-locked', `${locked.data.member} is locked: ${news[0]?.detail.en ?? ''}`)
  return { ok: true, events, but: because }
}

function foundIn(
  state: ChamberState,
  policy: FlagPolicy,
  command: Command,
  by: Actor,
  at: Instant,
  decision: Decision,
): Found[] {
  const cards =
    command.type === 'PresentCard' ? twoCards(state, policy['two-cards-one-seat'], command, at) : []
  if (!decision.ok) {
    if (decision.code === 'present-elsewhere') return secondPlace(state, command, by)
    const isEmpty = decision.code === 'seat-empty' && command.type === 'PressKey'
    return isEmpty && isRunning(state.ballot) ? pressOfNobody(state, policy, command, at) : cards
  }
  const votes = decision.events.flatMap((event) => (event.type === 'VoteCast' ? [event.data] : []))
  return [
    ...cards,
    ...votes.flatMap((vote) => [
      ...patternsIn(state, policy, vote, at),
      ...voteOfOneAskedToLeave(state, policy, vote, at),
    ]),
  ]
}

/** The same thing about the same seat or person in the same vote is said once. */
function isKnown(state: ChamberState, { code, members, seats }: Found): boolean {
  const ballot = runningBallot(state)
  return state.watch.flags.some(
    (flag) =>
      flag.code === code &&
      flag.ballot === ballot &&
      // What was decided may happen again.
      flag.decision === null &&
      (members.length > 0
        ? members.some((member) => flag.members.includes(member))
        : seats.some((seat) => flag.seats.includes(seat))),
  )
}

const runningBallot = ({ ballot }: ChamberState) =>
  isRunning(ballot) ? (ballot?.id ?? null) : null

/** As long as a text may be; two names of 500 characters are longer. */
const clipped = (words: string) => words.slice(0, 500).toWellFormed()

function raise(
  state: ChamberState,
  policy: FlagPolicy,
  news: readonly Found[],
  decided: readonly ChamberEvent[],
): ChamberEvent[] {
  const events = [...decided]
  const locked = new Set(state.watch.locks.keys())
  for (const { code, members, seats, consoles, detail, second } of news) {
    // Its own place in the record is its name: unique, and the same in every replay.
    const flag = `flag-${state.seq + events.length + 1}`
    const { action } = policy[code]
    const ballot = runningBallot(state)
    events.push({
      type: 'VoteFlagged',
      data: {
        flag,
        code,
        action,
        members: [...members],
        seats: [...seats],
        consoles: [...consoles],
        ballot,
        detail: { th: clipped(detail.th), en: clipped(detail.en) },
      },
    })
    if (action !== 'lock') continue
    for (const member of members.filter((one) => !locked.has(one))) {
      locked.add(member)
      events.push(...leaveFloor(state, member), {
        type: 'MemberLocked',
        data: { member, because: flag, second: second?.place ?? null, card: second?.card ?? null },
      })
    }
  }
  return events
}
