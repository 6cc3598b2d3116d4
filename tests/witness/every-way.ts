import { loadRule } from '../../config/rule-file.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { Chamber } from '../../controller/protocol/chamber.ts'
import type { Choice, Rule } from '../../controller/protocol/rule.ts'
import { openBallot, SYSTEM } from '../core/given.ts'
import { CHAIR, ORDINARY } from '../core/house.ts'
import { eventually, seatOf, type WitnessedHouse } from './witnessed-house.ts'

/** A sitting in which a house votes in every way it can: what a verifier may find in a bundle. */

const MEMBERS = 5
const reason = 'the console was dark'
const second: Actor = { kind: 'desk', user: 'second-officer' }
const chair: Actor = { kind: 'seat', seat: CHAIR.seat }

const shipped = (id: string) =>
  loadRule(new URL(`../../config/rules/${id}.yaml`, import.meta.url).pathname)
/** As ordinary motions are decided, but for what is said. */
const ordinary = (change: Partial<Rule>): Rule => ({ ...ORDINARY, ...change })
const rules = async (): Promise<Rule[]> => [
  ordinary({ recount: { margin: 25, demandedBy: 2 } }),
  ordinary({ id: 'whoever-is-here', electorate: 'present-now' }),
  ordinary({ id: 'first-counts', revision: 'first-counts' }),
  ordinary({ id: 'secret', method: 'secret' }),
  ordinary({ id: 'called', method: 'roll-call' }),
  {
    ...(await shipped('choosing-persons-majority')),
    ...{ id: 'open-election', method: 'machine' },
  },
  await shipped('choosing-persons'),
  await shipped('constitution-reading-3'),
]

/** Two houses and three parties: m1 and m2 senators, m3 of a party with office, m4 and m5 without. */
function inTwoHouses(chamber: Chamber): Chamber {
  const name = (en: string) => ({ th: en, en })
  const group = (id: string, side: 'government' | 'opposition' | 'none', tags: string[]) => ({
    ...{ id, side, tags, name: name(id) },
  })
  const partOf = (member: string) =>
    ({ m1: 'senators', m2: 'senators', m3: 'party-a', m4: 'party-b', m5: 'party-b' })[member] ??
    null
  return {
    ...chamber,
    groups: [
      group('senators', 'none', ['senate']),
      group('party-a', 'government', ['house']),
      group('party-b', 'opposition', ['house', 'without-office']),
    ],
    splits: [
      {
        ...{ id: 'houses', name: name('Houses') },
        parts: [
          { tag: 'house', name: name('House') },
          { tag: 'senate', name: name('Senate') },
        ],
      },
    ],
    members: chamber.members.map((member) => ({ ...member, group: partOf(member.id) })),
  }
}

const persons: Choice[] = ['ada', 'grace', 'emmy'].map((id) => ({
  ...{ id, name: { th: id, en: id }, counts: 'person' },
}))

/** Ballots in the order in which they were opened; the open ones are sealed when it resolves. */
export async function holdEveryWay(house: WitnessedHouse): Promise<void> {
  const policy = { lateWindowMs: 5 }
  const chamber = { members: MEMBERS, remote: 1, rules: await rules(), policy }
  await house.convene(chamber, 'sitting-1', { shaped: inTwoHouses })
  await checkPresence(house)
  await byMachine(house)
  await byName(house)
  await byPersons(house)
  await secretly(house)
  await aloud(house)
  await withTrouble(house)
  await house.give({ type: 'CloseSitting' })
  await eventually(() => {
    const open = ['m1', 'm2', 'n1', 'n2', 'p1', 'p2', 'a1', 'a2', 't2', 't3', 't4']
    const missing = open.filter((ballot) => !house.engine.state.seals.has(ballot))
    if (missing.length > 0) throw new Error(`${missing.join()} not sealed`)
  })
}

async function checkPresence(house: WitnessedHouse): Promise<void> {
  await house.give({ type: 'RingBell' })
  await house.give({ type: 'StartPresenceCheck', check: 'check-1' })
  for (const n of [1, 2, 3, 4])
    await house.give({ type: 'DeclarePresence', member: `m${n}` }, seatOf(n))
  await house.give({ type: 'EndPresenceCheck', check: 'check-1' })
}

async function close(house: WitnessedHouse, ballot: string): Promise<void> {
  await house.give({ type: 'CloseBallot', ballot })
  // The clock of the house has gone on by more than the late window with each command.
  if (house.engine.state.ballot?.state === 'closing')
    await house.give({ type: 'FinishClosing', ballot }, SYSTEM)
}

/** By key and by page, changed, held and gone on with, extended; then close enough to be recounted. */
async function byMachine(house: WitnessedHouse): Promise<void> {
  await house.give(openBallot('m1', 'ordinary', 60_000))
  await press(house, 1, 'choice-1')
  await press(house, 1, 'choice-2')
  await house.cast('m1', 2, 'agree')
  await house.give({ type: 'HoldBallot', ballot: 'm1', reason })
  await house.give({ type: 'ResumeBallot', ballot: 'm1' })
  await house.give({ type: 'ExtendBallot', ballot: 'm1', byMs: 30_000 })
  for (const [at, choice] of ['agree', 'abstain', 'agree'].entries())
    await house.cast('m1', at + 3, choice)
  await close(house, 'm1')
  await house.declare('m1')
  await house.give({ type: 'OpenRecount', ballot: 'm2', of: 'm1', demandedBy: 3 })
  await call(house, 'm2', ['agree', 'disagree', null, 'agree', 'no-vote'])
  await house.give({ type: 'CallMissing', ballot: 'm2' })
  await call(house, 'm2', ['abstain'])
  await close(house, 'm2')
  await house.declare('m2')
}

let presses = 0
async function press(house: WitnessedHouse, n: number, key: 'choice-1' | 'choice-2') {
  const ballot = house.engine.state.ballot?.id ?? null
  const at = { kind: 'console', console: `c${n}`, pressId: `boot.${++presses}` } as const
  const by = { ...at, deviceAt: 1_700_000_000_500, bridgeAt: 1_700_000_000_600 }
  await house.give({ type: 'PressKey', console: `c${n}`, key, ballot }, by)
}

/** Calls so many, one after the other; null: no answer. */
async function call(
  house: WitnessedHouse,
  ballot: string,
  answers: readonly (string | null)[],
): Promise<void> {
  for (const choice of answers) {
    await house.give({ type: 'CallNext', ballot })
    const member = house.engine.state.ballot?.call?.called ?? ''
    if (choice === null) await house.give({ type: 'SkipCalled', ballot })
    else await house.give({ type: 'AnswerCall', ballot, member, choice })
  }
}

/** Both houses together: one condition beside the decision fails, and then none. */
async function byName(house: WitnessedHouse): Promise<void> {
  const all = ['n1', 'n2'] as const
  for (const ballot of all) {
    await house.give(openBallot(ballot, 'constitution-reading-3'))
    const senators = ballot === 'n1' ? 'disagree' : 'agree'
    for (let n = 1; n <= MEMBERS; n++) {
      await house.give({ type: 'CallNext', ballot })
      const member = house.engine.state.ballot?.call?.called ?? ''
      const choice = member === 'm1' || member === 'm2' ? senators : 'agree'
      await house.give({ type: 'AnswerCall', ballot, member, choice })
    }
    await close(house, ballot)
    await house.declare(ballot)
  }
}

/** An election of persons in the open, in which the first two stand again. */
async function byPersons(house: WitnessedHouse): Promise<void> {
  await house.give({ ...openBallot('p1', 'open-election'), choices: persons })
  for (const [at, choice] of ['ada', 'ada', 'grace', 'grace', 'emmy'].entries())
    await house.cast('p1', at + 1, choice)
  await close(house, 'p1')
  await house.declare('p1')
  await house.give({ ...openBallot('p2', 'open-election'), runOffOf: 'p1' })
  for (const [at, choice] of ['ada', 'ada', 'grace', 'ada'].entries())
    await house.cast('p2', at + 1, choice)
  await close(house, 'p2')
  await house.declare('p2')
}

/** A secret motion with a vote that is none, and a secret election that ends in a tie. */
async function secretly(house: WitnessedHouse): Promise<void> {
  const opened = { ...openBallot('s1', 'secret'), acknowledged: true }
  await inTheBox(house, opened, [2, 1, 0, 1], 1)
  const election = { ...openBallot('s2', 'choosing-persons'), choices: persons, acknowledged: true }
  await inTheBox(house, election, [2, 2, 0, 1], 0)
  const again = { ...openBallot('s3', 'choosing-persons'), runOffOf: 's2', acknowledged: true }
  await inTheBox(house, again, [3, 1, 1], 0)
}

async function inTheBox(
  house: WitnessedHouse,
  opened: ReturnType<typeof openBallot>,
  counts: number[],
  spoiled: number,
): Promise<void> {
  const { ballot } = opened
  const officers: Actor[] = [{ kind: 'desk', user: 'ada' }, second]
  for (const [at, officer] of officers.entries())
    await house.give({ type: 'GiveOfficerKey', key: keyOf(at) }, officer)
  await house.give(opened)
  const box: Actor = { kind: 'system', part: 'ballot-box' }
  await house.give({ type: 'PlaceBallotBox', ballot, box: keyOf(2) }, box)
  for (let n = 1; n <= MEMBERS; n++)
    await house.give({ type: 'CastSealedVote', ballot, member: `m${n}` }, box)
  await house.give({ type: 'CloseBallot', ballot })
  await house.give({ type: 'CountSecretBallot', ballot, counts, spoiled }, box)
  await house.declare(ballot)
}
const keyOf = (n: number) => Buffer.alloc(32, n + 1).toString('base64url')

/** Votes said aloud while it is open, after the close, and after the result was declared. */
async function aloud(house: WitnessedHouse): Promise<void> {
  await house.give(openBallot('a1'))
  for (const n of [1, 2]) await house.cast('a1', n, n === 1 ? 'agree' : 'disagree')
  await say(house, 'a1', 'm3', 'disagree')
  await close(house, 'a1')
  await say(house, 'a1', 'm4', 'agree')
  // A tie: the chair's own vote beside all others.
  const place = { kind: 'seat', seat: CHAIR.seat } as const
  await house.give({ type: 'SignIn', member: CHAIR.member, place }, chair)
  await house.give({ type: 'GiveCastingVote', ballot: 'a1', choice: 'agree' }, chair)
  await house.declare('a1')
  await house.give(openBallot('a2'))
  for (const n of [1, 2, 3]) await house.cast('a2', n, 'agree')
  await close(house, 'a2')
  await house.declare('a2')
  await say(house, 'a2', 'r1', 'disagree')
}

async function say(
  house: WitnessedHouse,
  ballot: string,
  member: string,
  choice: string,
): Promise<void> {
  await house.give({ type: 'AddOralVote', ballot, member, choice, reason })
  await house.give({ type: 'AttestOralVote', ballot, member }, second)
}

/** A machine that fails, people who come and go, too few of them, and a vote that is annulled. */
async function withTrouble(house: WitnessedHouse): Promise<void> {
  await house.give(openBallot('t1'))
  await house.cast('t1', 1, 'agree')
  await house.give({ type: 'TakeOverByRollCall', ballot: 't2', of: 't1', reason })
  await call(house, 't2', ['agree', 'disagree', 'agree', 'agree', 'agree'])
  await close(house, 't2')
  await house.declare('t2')
  await house.give({ type: 'SignOut', member: 'm5' })
  await house.give(openBallot('t3', 'whoever-is-here'))
  const place = { kind: 'seat', seat: 's5' } as const
  await house.give({ type: 'SignIn', member: 'm5', place }, seatOf(5))
  for (const n of [1, 2, 5]) await house.cast('t3', n, 'agree')
  await close(house, 't3')
  await house.declare('t3')
  await house.give(openBallot('t4', 'first-counts'))
  await house.cast('t4', 1, 'agree')
  await close(house, 't4')
  await house.give({ type: 'VoidBallot', ballot: 't4', reason: 'too few' })
}
