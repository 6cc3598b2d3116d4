import type { Actor } from '../../protocol/actors.ts'
import type { Command } from '../../protocol/commands.ts'
import type { BallotId, Instant, MemberId } from '../../protocol/ids.ts'
import { whyNoVote } from '../ballot/cast.ts'
import { sanityOf } from '../ballot/sanity.ts'
import { isRunning } from '../ballot/standing.ts'
import { secretResultOf } from '../ballot-result.ts'
import { decided, refuse, type Decision } from '../decision.ts'
import { officerOf } from '../officer.ts'
import type { ChamberState } from '../state.ts'
import { secretSanity } from './warnings.ts'

export type SecretCommand = Extract<
  Command,
  {
    type:
      | 'GiveOfficerKey'
      | 'DropOfficerKeys'
      | 'PlaceBallotBox'
      | 'CastSealedVote'
      | 'CountSecretBallot'
  }
>

/** What a command about secret votes leads to (docs/secret-ballots.md). */
export function decideSecret(
  state: ChamberState,
  command: SecretCommand,
  by: Actor,
  sentAt: Instant,
): Decision {
  switch (command.type) {
    case 'GiveOfficerKey':
      return giveKey(state, command.key, by)
    case 'DropOfficerKeys':
      return state.officerKeys.length === 0
        ? refuse('nothing-to-change', 'No officer has given a key.')
        : decided({ type: 'OfficerKeysDropped', data: {} })
    case 'PlaceBallotBox':
      return placeBox(state, command)
    case 'CastSealedVote':
      return castSealed(state, command, sentAt)
    case 'CountSecretBallot':
      return count(state, command)
  }
}

/** Two keys of two persons: a program of the house holds none, and nobody both. */
function giveKey({ officerKeys }: ChamberState, key: string, by: Actor): Decision {
  const officer = officerOf(by)
  if (!officer.ok) return officer
  const { user: own } = officer
  const before = officerKeys.find(({ user }) => user === own)
  if (before?.key === key) return refuse('nothing-to-change', `${own} has given this key.`)
  const others = officerKeys.filter(({ user }) => user !== own)
  if (others.some((other) => other.key === key))
    return refuse('same-officer', 'The other officer has given this very key.')
  return others.length > 1
    ? refuse('officer-keys-complete', 'Two officers have given their keys: drop them first.')
    : decided({ type: 'OfficerKeyGiven', data: { user: own, key } })
}

function placeBox(
  { ballot }: ChamberState,
  command: Extract<SecretCommand, { type: 'PlaceBallotBox' }>,
): Decision {
  if (ballot?.id !== command.ballot || !isRunning(ballot) || ballot.secret === null)
    return refuse('no-ballot', `No secret vote ${command.ballot} is running.`)
  const { officers, box } = ballot.secret
  return box === null
    ? decided({
        type: 'BallotBoxPlaced',
        data: { ballot: ballot.id, officers: [...officers], box: command.box },
      })
    : refuse('nothing-to-change', `Vote ${ballot.id} has its box.`)
}

/**
 * Whether this member's vote may go into the box, and that it did. Of a vote that is changed nothing
 * is to be recorded: 'nothing-to-change' says so, and the change counts.
 */
export function castSealed(
  state: ChamberState,
  wish: { ballot: BallotId; member: MemberId },
  sentAt: Instant,
): Decision {
  const { ballot } = state
  if (ballot === null) return refuse('no-ballot', 'There is no vote.')
  if (ballot.id !== wish.ballot)
    return refuse('other-ballot', `The present vote is ${ballot.id}, not ${wish.ballot}.`)
  if (ballot.secret === null) return refuse('not-secret', `Vote ${ballot.id} is an open vote.`)
  const refused = whyNoVote(state, ballot, wish.member, sentAt)
  if (refused !== null) return refused
  if (ballot.secret.box === null)
    return refuse('box-not-ready', `The ballot box of ${ballot.id} is being made.`)
  return ballot.secret.voters.has(wish.member)
    ? refuse('nothing-to-change', 'That this member has voted is recorded.')
    : decided({ type: 'SecretVoteCast', data: { ballot: ballot.id, member: wish.member } })
}

/** The totals must be of exactly those who have voted: otherwise nothing is believed of them. */
function count(
  state: ChamberState,
  command: Extract<SecretCommand, { type: 'CountSecretBallot' }>,
): Decision {
  const { ballot } = state
  if (ballot?.id !== command.ballot || ballot.secret === null)
    return refuse('no-ballot', `There is no secret vote ${command.ballot}.`)
  if (ballot.state !== 'closing')
    return refuse('ballot-not-open', `Vote ${ballot.id} does not wait for its box.`)
  const { choices } = ballot.rule
  const { counts, spoiled } = command
  const { voters } = ballot.secret
  const total = counts.reduce((sum, n) => sum + n, spoiled)
  if (total !== voters.size || counts.length !== choices.length)
    return refuse('wrong-total', `The box has ${total} votes, and ${voters.size} have voted.`)
  const listed = choices.map(({ id }, at) => ({ choice: id, count: counts[at] ?? 0 }))
  const result = secretResultOf(state, ballot, listed, voters)
  const sanity = [
    ...sanityOf(state, ballot, result),
    ...secretSanity(state, { counts: listed, spoiled }),
  ]
  return decided({
    type: 'BallotClosed',
    data: { ballot: ballot.id, result: { ...result, sanity } },
  })
}
