import { BallotBoxes } from '../../controller/adapters/ballot-box/ballot-boxes.ts'
import { SqliteRecord } from '../../controller/adapters/record/sqlite-record.ts'
import { ChamberEngine } from '../../controller/engine/engine.ts'
import { SecretVotes } from '../../controller/engine/secret-votes.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { Rule } from '../../controller/protocol/chamber.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import type { OfficerKey } from '../../controller/protocol/sealing.ts'
import { DESK, motion, press, SYSTEM } from '../core/given.ts'
import { houseOf, ORDINARY } from '../core/house.ts'

export const MEMBERS = 24
export const BALLOT = 'b1'
const SECRET: Rule = { ...ORDINARY, id: 'secret', method: 'secret' }
const scheduler = {
  every(ms: number, run: () => void) {
    const timer = setInterval(run, ms)
    return () => clearInterval(timer)
  },
}

/** A secret vote on a real disk: the record and the box as they are in this folder. */
export async function openVotingRoom(folder: string) {
  const record = new SqliteRecord({ folder })
  const engine = new ChamberEngine({ record, clock: { now: () => Date.now() } })
  await engine.start()
  const votes = new SecretVotes({ engine, scheduler, boxes: new BallotBoxes(folder) })
  await votes.start()
  const give = async (command: Command, by: Actor = DESK) => {
    const outcome = await engine.submit(command, by, 'test')
    if (!outcome.ok) throw new Error(`${command.type}: ${outcome.code} ${outcome.detail}`)
  }
  return {
    engine,
    votes,
    give,
    async stop() {
      await votes.stop()
      await engine.stop()
    },
  }
}

export type VotingRoom = Awaited<ReturnType<typeof openVotingRoom>>

/** Everybody is there, and the vote is open. */
export async function openVote({ give }: VotingRoom, officers: readonly OfficerKey[]) {
  const sitting = { sitting: 'sitting-1', title: motion, agenda: [] }
  await give(
    { type: 'ConfigureChamber', chamber: houseOf({ members: MEMBERS, rules: [SECRET] }) },
    SYSTEM,
  )
  await give({ type: 'ScheduleSitting', ...sitting }, SYSTEM)
  await give({ type: 'OpenSitting' })
  for (let n = 1; n <= MEMBERS; n += 1) await give(...press(`c${n}`, 1, 'present'))
  for (const { user, key } of officers)
    await give({ type: 'GiveOfficerKey', key }, { kind: 'desk', user })
  await give({
    ...{ type: 'OpenBallot', ballot: BALLOT, motion, rule: 'secret', durationMs: 0 },
    ...{ choices: null, supporters: null, prepared: null, runOffOf: null, acknowledged: true },
  })
}
