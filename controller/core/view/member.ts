import type { MemberId } from '../../protocol/ids.ts'
import type { MemberView, OwnReceipt } from '../../protocol/views.ts'
import { placeInQueue } from '../desire.ts'
import { microphoneIsOpen, speakerOf } from '../floor/microphones.ts'
import { isAdmitted, seatOf } from '../standing.ts'
import type { ChamberState } from '../state.ts'
import { noReceipt, ownBallotView, type ReceiptOf } from './ballot.ts'
import { ownPresence } from './presence-check.ts'

/** Channel `member:<id>`; null for a person who does not exist. */
export function memberView(
  state: ChamberState,
  member: MemberId,
  receiptOf: ReceiptOf = noReceipt,
): MemberView | null {
  if (!state.index.members.has(member)) return null
  const place = placeInQueue(state.floor, member)
  return {
    member,
    seat: seatOf(state, member),
    receipts: receiptsOf(state, member, receiptOf),
    ...lobbyPart(state, member),
    locked: state.watch.locks.has(member),
    asking: place > 0,
    place,
    onAir: speakerOf(state, member) !== undefined,
    microphone: microphoneIsOpen(state, member),
    presence: ownPresence(state, member),
    ballot: isAdmitted(state, member) ? ownBallotView(state, member, receiptOf) : null,
  }
}

/** What fits on a telephone; older votes are proven by the code that was written down. */
const RECEIPTS = 10

function receiptsOf(state: ChamberState, member: MemberId, receiptOf: ReceiptOf): OwnReceipt[] {
  if (!state.roll.persons.has(member)) return []
  const { ballot: last, pastBallots } = state
  const ballots = last === null ? pastBallots : [...pastBallots, last]
  const receipts: OwnReceipt[] = []
  for (const { id, motion, rule, votes } of ballots.toReversed()) {
    const chosen = votes.get(member)?.choice
    const choice = rule.choices.find((known) => known.id === chosen)?.name
    const code = choice && receiptOf(id, member)
    if (choice && code) receipts.push({ ballot: id, motion, choice, code })
    if (receipts.length === RECEIPTS) break
  }
  return receipts
}

function lobbyPart(
  state: ChamberState,
  member: MemberId,
): Pick<MemberView, 'stage' | 'lobbyPlace' | 'reason'> {
  const { waiting, refused, removed } = state.lobby
  if (isAdmitted(state, member)) return { stage: 'admitted', lobbyPlace: null, reason: null }
  const at = waiting.findIndex((entry) => entry.member === member)
  if (at !== -1) return { stage: 'lobby', lobbyPlace: at + 1, reason: null }
  const whyRemoved = removed.get(member)
  if (whyRemoved !== undefined) return { stage: 'removed', lobbyPlace: null, reason: whyRemoved }
  const whyRefused = refused.get(member)
  if (whyRefused !== undefined) return { stage: 'refused', lobbyPlace: null, reason: whyRefused }
  return { stage: 'outside', lobbyPlace: null, reason: null }
}
