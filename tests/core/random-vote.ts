import fc from 'fast-check'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import { openBallot } from './given.ts'
import { CHAIR, houseOf, ORDINARY } from './house.ts'
import type { Attempt } from './random-sitting.ts'

/** Four members and the chair, in a sitting in which all that happens is voting. */
const HOUSE = houseOf({
  members: 4,
  policy: { lateWindowMs: 20 },
  rules: [
    { ...ORDINARY, recount: { margin: 4, demandedBy: 1 } },
    { ...ORDINARY, id: 'first', revision: 'first-counts' },
    { ...ORDINARY, id: 'by-name', method: 'roll-call', electorate: 'present-now' },
  ],
})

const text = { th: 'ก', en: 'a' }
const numbers = [1, 2, 3, 4] as const
const ballot = fc.constantFrom('b1', 'b1', 'b1', 'b2', 'b3')
const member = fc.constantFrom(...numbers.map((n) => `m${n}`))
const choice = fc.constantFrom('agree', 'agree', 'disagree', 'disagree', 'abstain')
const rule = fc.constantFrom('ordinary', 'ordinary', 'first', 'by-name')
const officer = fc.constantFrom('officer', 'second-officer')
const system: Actor = { kind: 'system', part: 'test' }

const byDesk = fc
  .record({ id: ballot, other: ballot, rule, user: officer })
  .chain(({ id, other, rule: under, user }) =>
    fc
      .constantFrom<Command>(
        openBallot(id, under, 500),
        openBallot(id, under, 500),
        { type: 'HoldBallot', ballot: id, reason: 'no' },
        { type: 'ResumeBallot', ballot: id },
        { type: 'ResumeBallot', ballot: id },
        { type: 'CloseBallot', ballot: id },
        { type: 'DeclareResult', ballot: id, accept: true },
        { type: 'DeclareResult', ballot: id, accept: true },
        { type: 'OpenRecount', ballot: id, of: other, demandedBy: 3 },
      )
      .map((command): Attempt => ({ command, by: { kind: 'desk', user } })),
  )

const rare = fc
  .record({ id: ballot, other: ballot, who: member })
  .chain(({ id, other, who }) =>
    fc
      .constantFrom<Command>(
        { type: 'VoidBallot', ballot: id, reason: 'no' },
        { type: 'TakeOverByRollCall', ballot: id, of: other, reason: 'power' },
        { type: 'SignOut', member: who },
      )
      .map((command): Attempt => ({ command, by: { kind: 'desk', user: 'officer' } })),
  )

const oral = fc
  .record({ id: ballot, who: member, wish: choice, user: officer })
  .chain(({ id, who, wish, user }) =>
    fc
      .constantFrom<Command>(
        { type: 'AddOralVote', ballot: id, member: who, choice: wish, reason: 'dark' },
        { type: 'AttestOralVote', ballot: id, member: who },
      )
      .map((command): Attempt => ({ command, by: { kind: 'desk', user } })),
  )

const calls = fc
  .record({ id: ballot, who: member, wish: choice })
  .chain(({ id, who, wish }) =>
    fc
      .constantFrom<Command>(
        { type: 'CallNext', ballot: id },
        { type: 'CallNext', ballot: id },
        { type: 'SkipCalled', ballot: id },
        { type: 'CallBack', ballot: id, member: who },
        { type: 'CallMissing', ballot: id },
        { type: 'AnswerCall', ballot: id, member: who, choice: wish },
        { type: 'AnswerCall', ballot: id, member: who, choice: wish },
      )
      .map((command): Attempt => ({ command, by: { kind: 'desk', user: 'officer' } })),
  )

const votes = fc
  .record({ id: ballot, n: fc.constantFrom(...numbers), wish: choice })
  .map(({ id, n, wish }): Attempt => ({
    command: { type: 'CastVote', ballot: id, member: `m${n}`, choice: wish },
    by: { kind: 'seat', seat: `s${n}` },
  }))

const arrivals = fc.constantFrom(...numbers).map((n): Attempt => ({
  command: { type: 'SignIn', member: `m${n}`, place: { kind: 'seat', seat: `s${n}` } },
  by: { kind: 'seat', seat: `s${n}` },
}))

const chair = fc.record({ id: ballot, wish: choice }).map(({ id, wish }): Attempt => ({
  command: { type: 'GiveCastingVote', ballot: id, choice: wish },
  by: { kind: 'seat', seat: CHAIR.seat },
}))

const ends = ballot.map((id): Attempt => ({
  command: { type: 'FinishClosing', ballot: id },
  by: system,
}))

const attempt = fc.oneof(
  { weight: 7, arbitrary: byDesk },
  { weight: 1, arbitrary: rare },
  { weight: 4, arbitrary: oral },
  { weight: 3, arbitrary: calls },
  { weight: 7, arbitrary: votes },
  { weight: 2, arbitrary: arrivals },
  { weight: 2, arbitrary: chair },
  { weight: 2, arbitrary: ends },
)

const desk: Actor = { kind: 'desk', user: 'officer' }
const seated = (who: string, seat: string): Attempt => ({
  command: { type: 'SignIn', member: who, place: { kind: 'seat', seat } },
  by: desk,
})
const opening: Attempt[] = [
  { command: { type: 'ConfigureChamber', chamber: HOUSE }, by: system },
  {
    command: { type: 'ScheduleSitting', sitting: 's1', title: text, agenda: [] },
    by: system,
  },
  { command: { type: 'OpenSitting' }, by: desk },
  seated(CHAIR.member, CHAIR.seat),
  ...numbers.map((n) => seated(`m${n}`, `s${n}`)),
]

/** Votes of every method, in which everybody tries everything, often what they may not. */
export const randomVotes: fc.Arbitrary<Attempt[]> = fc
  .array(attempt, { minLength: 80, maxLength: 160, size: 'max' })
  .map((attempts) => [...opening, ...attempts])
