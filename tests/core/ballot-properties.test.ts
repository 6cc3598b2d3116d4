import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mayCommand } from '../../controller/core/authority.ts'
import { decide } from '../../controller/core/decide.ts'
import { evolve } from '../../controller/core/evolve.ts'
import { initialState, type Ballot, type ChamberState } from '../../controller/core/state.ts'
import type { Happened } from '../../controller/protocol/event-versions.ts'
import type { BallotState } from '../../controller/protocol/views.ts'
import type { Attempt } from './random-sitting.ts'
import { randomVotes } from './random-vote.ts'

/** The table of docs/decisions/voting-procedure.md: to which states a vote may go, and by what. */
const TABLE: Record<BallotState, Partial<Record<Happened['type'], BallotState>>> = {
  open: {
    BallotHeld: 'held',
    BallotClosing: 'closing',
    BallotClosed: 'closed',
    BallotVoided: 'voided',
  },
  held: { BallotResumed: 'open', BallotVoided: 'voided' },
  closing: { BallotClosed: 'closed', BallotVoided: 'voided' },
  closed: { ResultDeclared: 'declared', BallotVoided: 'voided' },
  declared: { BallotVoided: 'voided' },
  voided: {},
}

interface Change {
  before: Ballot
  after: Ballot
  event: Happened
}

/** Every vote, before and after each event that changed it. */
function* changes(attempts: readonly Attempt[]): Generator<Change> {
  let state = initialState
  for (const { command, by } of attempts) {
    const at = 1000 + state.seq
    // Some of what is sent was long on its way.
    const sentAt = at - (state.seq % 7)
    const decision = mayCommand(by, command, state) && decide(state, command, by, at, sentAt)
    if (!decision || !decision.ok) continue
    for (const event of decision.events) {
      const happened = { ...event, seq: state.seq + 1, at, cause: { by, command: '' } }
      const after = evolve(state, happened)
      for (const before of votesOf(state)) {
        const now = votesOf(after).find(({ id }) => id === before.id)
        if (now !== undefined && now !== before) yield { before, after: now, event: happened }
      }
      state = after
    }
  }
}

const votesOf = ({ ballot, pastBallots }: ChamberState): Ballot[] =>
  ballot === null ? [...pastBallots] : [...pastBallots, ballot]

const always = (holds: (change: Change) => void) =>
  fc.assert(
    fc.property(randomVotes, (attempts) => {
      for (const change of changes(attempts)) holds(change)
    }),
  )

test('a vote goes from state to state by the table alone', () => {
  always(({ before, after, event }) => {
    if (before.state === after.state) return
    expect(TABLE[before.state][event.type]).toBe(after.state)
  })
})

test('no vote of anybody changes but while it is open, or was sent while it was', () => {
  const sent = new Set<Happened['type']>(['VoteCast'])
  const attested = new Set<Happened['type']>(['OralVoteAdded', 'ResultCorrected'])
  always(({ before, after, event }) => {
    if (before.votes === after.votes) return
    if (sent.has(event.type)) expect(['open', 'closing']).toContain(before.state)
    else expect(attested.has(event.type)).toBe(true)
    // One event adds or changes one vote, and takes none away.
    expect(after.votes.size - before.votes.size).toBeLessThanOrEqual(1)
    for (const member of before.votes.keys()) expect(after.votes.has(member)).toBe(true)
  })
})

test('what is told as a result counts every vote once, and the chair’s beside', () => {
  always(({ after }) => {
    const result = after.corrections.at(-1)?.result ?? after.result
    if (result === null) return
    const counted = result.counts.reduce((sum, { count }) => sum + count, 0)
    // Where a vote said aloud ends the tie, the chair's counts no more.
    const chair = after.casting === null ? 0 : 1
    expect([after.votes.size, after.votes.size + chair]).toContain(counted)
    expect(result.cast).toBe(after.votes.size)
  })
})

test('a result that was declared is changed by the chair’s casting vote and by nothing else', () => {
  always(({ before, after, event }) => {
    if (before.state !== 'declared' || before.result === after.result) return
    expect(event.type).toBe('CastingVoteGiven')
    expect(before.result?.outcome).toBe('tie')
  })
})

test('another vote, a recount too, changes nothing of one that was closed', () => {
  always(({ before, after, event }) => {
    if (before.result === null) return
    const of = 'ballot' in event.data ? event.data.ballot : null
    expect(of).toBe(before.id)
    expect(after.id).toBe(before.id)
  })
})

test('oral votes have two officers, never one twice', () => {
  always(({ after }) => {
    for (const { officers } of after.votes.values())
      if (officers !== null) expect(new Set(officers).size).toBe(2)
  })
})
