import { cpSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { recordFiles } from '../../controller/adapters/record/files.ts'
import { SqliteRecord } from '../../controller/adapters/record/sqlite-record.ts'
import { consoleAim } from '../../controller/core/desire.ts'
import { ChamberEngine } from '../../controller/engine/engine.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import { DESK, motion, openBallot, press, START, SYSTEM } from '../core/given.ts'
import { houseOf } from '../core/house.ts'

const MEMBERS = 20
const clock = { now: () => START }
const folder = () => {
  const path = mkdtempSync(join(tmpdir(), 'sapha-power-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

/** An engine on a disk; `lit`: the consoles whose lamp says "recorded", by what each was told. */
async function engineOn(path: string) {
  const engine = new ChamberEngine({ record: new SqliteRecord({ folder: path }), clock })
  await engine.start()
  onTestFinished(() => engine.stop())
  const consoles = Array.from({ length: MEMBERS }, (_, n) => `c${n + 1}`)
  return {
    engine,
    lit: () => consoles.filter((id) => (consoleAim(engine.state, id).ballot?.recorded ?? 0) !== 0),
  }
}

test.each([
  ['in the first page of it', 0.2],
  ['in the middle of it', 0.5],
  ['in its last bytes', 0.999],
])('the power is cut while a vote is written, %s: what was lit is what counts', async (_, torn) => {
  const path = folder()
  const { engine, lit } = await engineOn(path)
  const give = async (...given: [Command, Actor]) =>
    expect(await engine.submit(...given, 'test')).toMatchObject({ ok: true })
  const sitting = { sitting: 'sitting-1', title: motion, agenda: [] }
  await give({ type: 'ConfigureChamber', chamber: houseOf({ members: MEMBERS }) }, SYSTEM)
  await give({ type: 'ScheduleSitting', ...sitting }, SYSTEM)
  await give({ type: 'OpenSitting' }, DESK)
  for (let n = 1; n <= MEMBERS; n++) await give(...press(`c${n}`, 1, 'present'))
  await give(openBallot(), DESK)
  for (let n = 1; n <= 12; n++) await give(...press(`c${n}`, 2, 'choice-1', 'b1'))
  const before = lit()
  expect(before).toHaveLength(12)
  // A copy at this moment, and the log as the next batch leaves it: torn where the power goes.
  const after = folder()
  cpSync(path, after, { recursive: true })
  const wal = recordFiles(path).wal
  const had = statSync(wal).size
  await Promise.all(
    Array.from({ length: 8 }, (_, n) => give(...press(`c${n + 13}`, 2, 'choice-2', 'b1'))),
  )
  const copied = recordFiles(after).wal
  cpSync(wal, copied)
  truncateSync(copied, had + Math.floor((statSync(wal).size - had) * torn))

  const again = await engineOn(after)
  expect(again.engine.state.ballot).toMatchObject({ state: 'open', votes: { size: 12 } })
  expect(again.lit()).toEqual(before)
  // Consoles repeat what was never answered.
  for (let n = 13; n <= MEMBERS; n++) {
    const repeated = await again.engine.submit(...press(`c${n}`, 2, 'choice-2', 'b1'), 'test')
    expect(repeated.ok).toBe(true)
  }
  await again.engine.submit({ type: 'CloseBallot', ballot: 'b1' }, DESK, 'test')
  const counts = again.engine.state.ballot?.result?.counts.map(({ count }) => count)
  expect(counts).toEqual([12, 8, 0, 0])
})
