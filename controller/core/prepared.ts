import type { Command } from '../protocol/commands.ts'
import type { Happened } from '../protocol/event-versions.ts'
import { whyNotChoices } from './ballot/open.ts'
import { decided, refuse, type Decision } from './decision.ts'
import { whyNoAttendance } from './standing.ts'
import type { ChamberState } from './state.ts'

type PreparedCommand = Extract<Command, { type: 'PrepareVote' | 'DiscardPreparedVote' }>
type PreparedEvent = Extract<Happened, { type: 'VotePrepared' | 'PreparedVoteDiscarded' }>

/** More votes than the longest sitting has, and fewer than a list on a screen can take. */
const PREPARED_LIMIT = 200

/** Votes set up before they are needed; they last as long as the sitting. */
export function decidePrepared(state: ChamberState, command: PreparedCommand): Decision {
  const known = state.prepared.some(({ vote }) => vote === command.vote)
  if (command.type === 'DiscardPreparedVote')
    return known
      ? decided({ type: 'PreparedVoteDiscarded', data: { vote: command.vote } })
      : refuse('unknown-prepared-vote', `No vote ${command.vote} is prepared.`)
  const refused = whyNoAttendance(state)
  if (refused !== null) return refused
  if (!known && state.prepared.length >= PREPARED_LIMIT)
    return refuse('prepared-votes-full', `${PREPARED_LIMIT} votes are prepared: discard some.`)
  const { vote, item, motion, rule: id, choices, durationMs } = command
  if (item !== null && !state.sitting?.agenda.some((entry) => entry.id === item))
    return refuse('unknown-item', `Item ${item} is not on the agenda.`)
  const rule = state.index.rules.get(id)
  if (rule === undefined) return refuse('unknown-rule', `There is no rule ${id}.`)
  return (
    whyNotChoices(rule, choices) ??
    decided({
      type: 'VotePrepared',
      data: { vote, item, motion, rule: id, choices, durationMs },
    })
  )
}

export function evolvePrepared(state: ChamberState, event: PreparedEvent): ChamberState {
  const { vote } = event.data
  if (event.type === 'PreparedVoteDiscarded')
    return { ...state, prepared: state.prepared.filter((other) => other.vote !== vote) }
  const fresh = { ...event.data, ballot: null }
  return {
    ...state,
    prepared: state.prepared.some((other) => other.vote === vote)
      ? state.prepared.map((other) => (other.vote === vote ? fresh : other))
      : [...state.prepared, fresh],
  }
}
