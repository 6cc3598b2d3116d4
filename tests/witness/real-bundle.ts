import { recordFilesAt } from '../../controller/adapters/record/files.ts'
import { writeBundle } from '../../controller/adapters/witness/bundle.ts'
import { presentKey } from '../../controller/adapters/witness/key-files.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import { CHAIR, NO_CONFIDENCE, ORDINARY, type House } from '../core/house.ts'
import { openBallot } from '../core/given.ts'
import { eventually, type WitnessedHouse } from './witnessed-house.ts'

const FIRST_COUNTS = { ...ORDINARY, id: 'first-counts', revision: 'first-counts' as const }

export const HOUSE: House = {
  members: 7,
  remote: 1,
  rules: [ORDINARY, NO_CONFIDENCE, FIRST_COUNTS],
}

/** A sitting with several votes: carried, changed votes, not carried, inquorate, void, still open. */
export async function holdSitting(house: WitnessedHouse): Promise<void> {
  await house.convene(HOUSE)
  await house.divide('b1', ['agree', 'agree', 'disagree', 'agree', 'abstain'])
  await house.give(openBallot('b2', 'no-confidence'))
  for (const choice of ['agree', 'no-vote', 'disagree']) await house.cast('b2', 1, choice)
  for (const n of [3, 2, 5, 4]) await house.cast('b2', n, 'agree')
  await house.give({ type: 'SignOut', member: 'm6' })
  await house.give({ type: 'CloseBallot', ballot: 'b2' })
  await house.declare('b2')
  await house.divide('b3', ['agree', 'agree'], 'first-counts')
  await house.give(openBallot('b4'))
  await house.cast('b4', 1, 'agree')
  await house.give({ type: 'VoidBallot', ballot: 'b4', reason: 'the machine failed' })
  await house.divide('b5', ['agree', 'agree', 'disagree', 'disagree', 'no-vote'])
  await correctAndTakeOver(house)
  await eventually(() => {
    if (house.engine.state.seals.get('b5')?.size !== 6)
      throw new Error('the correction is not sealed')
    for (const ballot of ['b1', 'b2', 'b3', 'b5', 'b6', 'b8'])
      if (!house.engine.state.seals.has(ballot)) throw new Error(`${ballot} is not sealed`)
  })
}

/** A tie the chair settles, a vote that came too late, and a machine that fails: all of them appended. */
async function correctAndTakeOver(house: WitnessedHouse): Promise<void> {
  const chair: Actor = { kind: 'seat', seat: CHAIR.seat }
  const place = { kind: 'seat', seat: CHAIR.seat } as const
  await house.give({ type: 'SignIn', member: CHAIR.member, place }, chair)
  await house.give(openBallot('b6'))
  for (const n of [1, 2, 3, 4]) await house.cast('b6', n, n % 2 === 0 ? 'agree' : 'disagree')
  await house.give({ type: 'CloseBallot', ballot: 'b6' })
  await house.give({ type: 'GiveCastingVote', ballot: 'b6', choice: 'agree' }, chair)
  await house.declare('b6')
  const reason = 'the console was dark'
  await house.give({ type: 'AddOralVote', ballot: 'b5', member: 'm6', choice: 'agree', reason })
  const other: Actor = { kind: 'desk', user: 'second-officer' }
  await house.give({ type: 'AttestOralVote', ballot: 'b5', member: 'm6' }, other)
  await house.give(openBallot('b7'))
  await house.cast('b7', 1, 'agree')
  await house.give({ type: 'TakeOverByRollCall', ballot: 'b8', of: 'b7', reason })
  for (let n = 1; n <= 6; n++) {
    await house.give({ type: 'CallNext', ballot: 'b8' })
    const call = house.engine.state.ballot?.call
    const member = call?.called ?? ''
    await house.give({ type: 'AnswerCall', ballot: 'b8', member, choice: 'agree' })
  }
  await house.give({ type: 'CloseBallot', ballot: 'b8' })
  await house.declare('b8')
}

/** The whole record of a house, or one sitting of it, as a bundle's text. */
export async function bundleOf(
  house: WitnessedHouse,
  sitting: string | null = null,
  cardNumbers = false,
): Promise<string> {
  const lines: string[] = []
  writeBundle({
    files: recordFilesAt(house.dataDir),
    ...{ sitting, cardNumbers },
    key: await presentKey(house.dataDir),
    write: (line) => lines.push(line),
  })
  return `${lines.join('\n')}\n`
}
