import fc from 'fast-check'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import type { FlagPolicy } from '../../controller/protocol/flags.ts'
import { openBallot } from './given.ts'
import { CHAIR, cardOf, houseOf, ORDINARY } from './house.ts'

/** One thing somebody tries. */
export interface Attempt {
  command: Command
  by: Actor
}

/** As much is found as can be; locks are not so many that nobody votes. */
const SHARP: FlagPolicy = {
  'card-in-two-readers': { action: 'lock' },
  'two-cards-one-seat': { action: 'lock', windowMs: 10 },
  'remote-and-seated': { action: 'lock' },
  'member-in-two-places': { action: 'ask' },
  'key-at-second-seat': { action: 'lock' },
  'vote-nobody-signed-in': { action: 'ask' },
  'inhuman-rhythm': { action: 'note', count: 3, fastestMs: 3, longestMs: 20, jitterMs: 5 },
  'neighbour-order': { action: 'lock', count: 3, fastestMs: 0, longestMs: 20 },
  'member-asked-to-leave': { action: 'lock', windowMs: 20 },
}

/** Six members with seats and consoles, two afar; two microphones; a queue of three. */
export const SMALL_HOUSE = houseOf({
  members: 6,
  remote: 2,
  policy: { openMicrophones: 2, queueLimit: 3, speechMs: 10_000, lateWindowMs: 20, flags: SHARP },
  rules: [
    { ...ORDINARY, recount: { margin: 2, demandedBy: 1 } },
    { ...ORDINARY, id: 'by-name', method: 'roll-call', electorate: 'present-now' },
    {
      ...ORDINARY,
      id: 'first',
      revision: 'first-counts',
      quorum: { part: { num: 0, den: 1 }, atClose: 'cast' },
    },
  ],
})

const member = fc.constantFrom('m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'r1', 'r2', CHAIR.member)
const seat = fc.constantFrom('s1', 's2', 's3', CHAIR.seat)
const ballot = fc.constantFrom('b1', 'b2', 'b3')
const officers = fc.constantFrom('officer', 'second-officer')
const choice = fc.constantFrom('agree', 'disagree', 'abstain', 'never')
const kind = fc.constantFrom('speak' as const, 'point-of-order' as const)
const text = { th: 'ก', en: 'a' }

const desk = (command: fc.Arbitrary<Command>): fc.Arbitrary<Attempt> =>
  command.map((given) => ({ command: given, by: { kind: 'desk', user: 'officer' } }))
/** Pauses are rare and short, and closing rarer still: most of a sitting is open. */
const bare = fc.constantFrom<Command>(
  { type: 'OpenSitting' },
  { type: 'SuspendSitting' },
  { type: 'ResumeSitting' },
  { type: 'ResumeSitting' },
  { type: 'ResumeSitting' },
  { type: 'MuteAll' },
)
const schedule = fc
  .constantFrom('sitting-1', 'sitting-2')
  .map((sitting): Command => ({ type: 'ScheduleSitting', sitting, title: text, agenda: [] }))

const ofMember = fc
  .tuple(member, kind, fc.boolean())
  .chain(([who, what, on]) =>
    fc.constantFrom<Command>(
      { type: 'GrantFloor', member: who },
      { type: 'GrantFloor', member: who },
      { type: 'RevokeFloor', member: who },
      { type: 'RequestFloor', member: who, kind: what },
      { type: 'SwitchMicrophone', member: who, on },
      { type: 'SignOut', member: who },
      { type: 'AdmitPerson', member: who },
      { type: 'RefusePerson', member: who, reason: 'no' },
      { type: 'RemovePerson', member: who, reason: 'no' },
      { type: 'ExtendSpeech', member: who, byMs: 1000 },
    ),
  )
const signIn = fc
  .tuple(member, seat)
  .map(([who, at]): Command => ({ type: 'SignIn', member: who, place: { kind: 'seat', seat: at } }))
const ofBallot = fc
  .tuple(ballot, fc.constantFrom('ordinary', 'first', 'by-name'))
  .chain(([id, rule]) =>
    fc.constantFrom<Command>(
      openBallot(id, rule, 500),
      { type: 'HoldBallot', ballot: id, reason: 'no' },
      { type: 'ResumeBallot', ballot: id },
      { type: 'ResumeBallot', ballot: id },
      { type: 'ExtendBallot', ballot: id, byMs: 1000 },
      { type: 'CloseBallot', ballot: id },
      { type: 'CloseBallot', ballot: id },
      { type: 'DeclareResult', ballot: id, accept: true },
      { type: 'VoidBallot', ballot: id, reason: 'no' },
    ),
  )

/** Two officers, so that each may attest what the other took down. */
const ofProcedure: fc.Arbitrary<Attempt> = fc
  .record({ id: ballot, other: ballot, who: member, wish: choice, user: officers })
  .chain(({ id, other, who, wish, user }) =>
    fc
      .constantFrom<Command>(
        { type: 'AddOralVote', ballot: id, member: who, choice: wish, reason: 'dark' },
        { type: 'AddOralVote', ballot: id, member: who, choice: wish, reason: 'dark' },
        { type: 'AttestOralVote', ballot: id, member: who },
        { type: 'AttestOralVote', ballot: id, member: who },
        { type: 'OpenRecount', ballot: id, of: other, demandedBy: 3 },
        { type: 'TakeOverByRollCall', ballot: id, of: other, reason: 'power' },
        { type: 'CallNext', ballot: id },
        { type: 'CallNext', ballot: id },
        { type: 'CallNext', ballot: id },
        { type: 'SkipCalled', ballot: id },
        { type: 'CallBack', ballot: id, member: who },
        { type: 'CallMissing', ballot: id },
        { type: 'AnswerCall', ballot: id, member: who, choice: wish },
        { type: 'AnswerCall', ballot: id, member: who, choice: wish },
      )
      .map((command) => ({ command, by: { kind: 'desk' as const, user } })),
  )

const ofPresence = fc
  .constantFrom('check-1', 'check-2', 'check-3', 'check-4')
  .chain((check) =>
    fc.constantFrom<Command>(
      { type: 'RingBell' },
      { type: 'StartPresenceCheck', check },
      { type: 'EndPresenceCheck', check },
    ),
  )

const fromSystem: fc.Arbitrary<Attempt> = ballot
  .chain((id) =>
    fc.constantFrom<Command>(
      { type: 'FinishClosing', ballot: id },
      { type: 'FinishClosing', ballot: id },
      { type: 'HoldBallot', ballot: id, reason: 'lost' },
    ),
  )
  .map((command) => ({ command, by: { kind: 'system', part: 'test' } }))

const key = fc.constantFrom(
  'talk' as const,
  'present' as const,
  'choice-1' as const,
  'choice-2' as const,
)
/** Few counters, so that repeats and reordering are common. */
const fromConsole: fc.Arbitrary<Attempt> = fc
  .tuple(
    fc.constantFrom('c1', 'c2', 'c3', CHAIR.console),
    fc.integer({ min: 1, max: 40 }),
    key,
    fc.option(ballot),
    fc.option(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.boolean()), { freq: 6 }),
  )
  .map(([console, counter, pressed, shown, card]) => ({
    by: { kind: 'console', console, pressId: `boot.${counter}`, deviceAt: 0 },
    command:
      card === null
        ? { type: 'PressKey', console, key: pressed, ballot: shown }
        : { type: 'PresentCard', console, card: cardOf(card[0]), inserted: card[1] },
  }))

const check = { camera: true, microphone: true, levelTenthsDb: 0, roundTripMs: 0 }
const fromAfar: fc.Arbitrary<Attempt> = fc
  .tuple(fc.constantFrom('r1', 'r2', 'm1'), ballot, choice)
  .chain(([who, id, wish]) =>
    fc
      .constantFrom<Command>(
        { type: 'EnterLobby', member: who, check },
        { type: 'LeaveLobby', member: who },
        { type: 'RequestFloor', member: who, kind: 'speak' },
        { type: 'WithdrawRequest', member: who },
        { type: 'CastVote', ballot: id, member: who, choice: wish },
        { type: 'DeclarePresence', member: who },
        { type: 'SignOut', member: who },
      )
      .map((command) => ({ command, by: { kind: 'remote' as const, member: who } })),
  )
const fromSeat: fc.Arbitrary<Attempt> = fc
  .tuple(fc.integer({ min: 1, max: 6 }), ballot, choice)
  .chain(([n, id, wish]) =>
    fc
      .constantFrom<Command>(
        { type: 'SignIn', member: `m${n}`, place: { kind: 'seat', seat: `s${n}` } },
        { type: 'CastVote', ballot: id, member: `m${n}`, choice: wish },
        { type: 'DeclarePresence', member: `m${n}` },
        { type: 'RequestFloor', member: `m${n}`, kind: 'point-of-order' },
      )
      .map((command) => ({ command, by: { kind: 'seat' as const, seat: `s${n}` } })),
  )

const place = fc.option(
  fc.oneof(
    seat.map((at) => ({ kind: 'seat' as const, seat: at })),
    fc.constant({ kind: 'remote' as const }),
  ),
)
const ofFlags = fc
  .tuple(member, place, fc.integer({ min: 15, max: 60 }), fc.boolean())
  .chain(([who, keep, seq, dismiss]) =>
    fc.constantFrom<Command>(
      { type: 'UnlockMember', member: who, keep },
      {
        type: 'DecideFlag',
        flag: `flag-${seq}`,
        decision: dismiss ? ('dismiss' as const) : ('uphold' as const),
      },
    ),
  )

const fromChair: fc.Arbitrary<Attempt> = fc.tuple(ballot, choice).map(([id, wish]) => ({
  command: { type: 'GiveCastingVote', ballot: id, choice: wish },
  by: { kind: 'seat', seat: CHAIR.seat },
}))

const attempt = fc.oneof(
  { weight: 4, arbitrary: desk(bare) },
  {
    weight: 1,
    arbitrary: desk(fc.oneof(schedule, fc.constant<Command>({ type: 'CloseSitting' }))),
  },
  { weight: 8, arbitrary: desk(ofMember) },
  { weight: 6, arbitrary: desk(signIn) },
  { weight: 8, arbitrary: desk(ofBallot) },
  { weight: 3, arbitrary: desk(ofPresence) },
  { weight: 14, arbitrary: ofProcedure },
  { weight: 3, arbitrary: fromChair },
  { weight: 4, arbitrary: desk(ofFlags) },
  { weight: 5, arbitrary: fromSystem },
  { weight: 20, arbitrary: fromConsole },
  { weight: 8, arbitrary: fromAfar },
  { weight: 8, arbitrary: fromSeat },
)

const system: Actor = { kind: 'system', part: 'start-up' }
const officer: Actor = { kind: 'desk', user: 'officer' }
const opening: Attempt[] = [
  { command: { type: 'ConfigureChamber', chamber: SMALL_HOUSE }, by: system },
  {
    command: { type: 'ScheduleSitting', sitting: 'sitting-0', title: text, agenda: [] },
    by: system,
  },
  { command: { type: 'OpenSitting' }, by: officer },
  ...[1, 2, 3, 4, 5].map((n): Attempt => ({
    command: { type: 'SignIn', member: `m${n}`, place: { kind: 'seat', seat: `s${n}` } },
    by: officer,
  })),
  {
    command: {
      type: 'SignIn',
      member: CHAIR.member,
      place: { kind: 'seat', seat: CHAIR.seat },
    },
    by: officer,
  },
]

/** A sitting of a small house in which everybody tries everything, often what they may not. */
export const randomSitting: fc.Arbitrary<Attempt[]> = fc
  .array(attempt, { minLength: 60, maxLength: 150, size: 'max' })
  .map((attempts) => [...opening, ...attempts])
