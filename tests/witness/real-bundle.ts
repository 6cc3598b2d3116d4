import { recordFilesAt } from '../../controller/adapters/record/files.ts'
import { writeBundle } from '../../controller/adapters/witness/bundle.ts'
import { presentKey } from '../../controller/adapters/witness/key-files.ts'
import { NO_CONFIDENCE, ORDINARY, type House } from '../core/house.ts'
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
  await eventually(() => {
    for (const ballot of ['b1', 'b2', 'b3', 'b5'])
      if (!house.engine.state.seals.has(ballot)) throw new Error(`${ballot} is not sealed`)
  })
}

/** The whole record of a house, or one sitting of it, as a bundle's text. */
export async function bundleOf(
  house: WitnessedHouse,
  sitting: string | null = null,
): Promise<string> {
  const lines: string[] = []
  writeBundle({
    files: recordFilesAt(house.dataDir),
    sitting,
    key: await presentKey(house.dataDir),
    write: (line) => lines.push(line),
  })
  return `${lines.join('\n')}\n`
}
