import { describe, expect, test } from 'vitest'
import { RefusedPresses } from '../../controller/engine/refused-presses.ts'
import { noSecretVotes, type PressLogPort } from '../../controller/engine/ports.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import type { RefusedPress } from '../../controller/protocol/evidence-view.ts'
import type { Rule } from '../../controller/protocol/rule.ts'
import { DESK, openBallot, START } from '../core/given.ts'
import { ORDINARY } from '../core/house.ts'
import { openEngine } from './house-engine.ts'

const SECRET: Rule = { ...ORDINARY, id: 'secret', method: 'secret' }
const keyOf = (n: number) => Buffer.alloc(32, n + 1).toString('base64url')

/** As much of a log as a test looks at. */
class PaperLog implements PressLogPort {
  readonly kept: RefusedPress[]
  constructor(kept: RefusedPress[] = []) {
    this.kept = kept
  }
  start = () => Promise.resolve([...this.kept])
  add = (press: RefusedPress) => void this.kept.push(press)
  read = (onPresses: (presses: RefusedPress[]) => void) => Promise.resolve(onPresses(this.kept))
  stop = () => Promise.resolve()
}

async function openHouse(before: RefusedPress[] = []) {
  const { engine } = await openEngine({ members: 4, rules: [ORDINARY, SECRET] })
  const time = { at: START }
  const log = new PaperLog(before)
  const refused = new RefusedPresses({ engine, clock: { now: () => time.at }, log })
  await refused.start()
  // Behind those by which people came in.
  let presses = 100
  const give = async (command: Command, by: Actor = DESK) => {
    const outcome = await engine.submit(command, by, 'test')
    return outcome.ok ? 'ok' : outcome.code
  }
  const at = (console: string): Actor => ({
    ...{ kind: 'console', console, pressId: `boot.${++presses}`, deviceAt: 5 },
  })
  const press = (console: string, key: 'choice-1' | 'talk', ballot = 'b1') =>
    give({ type: 'PressKey', console, key, ballot }, at(console))
  return { engine, refused, log, time, give, press, at }
}

describe('a press that changed nothing', () => {
  test('is kept with where, whose, and why; not with what was chosen', async () => {
    const { log, give, press, refused } = await openHouse()
    await give(openBallot('b1'))
    await give({ type: 'HoldBallot', ballot: 'b1', reason: 'a line is dark' })
    expect(await press('c1', 'choice-1')).toBe('ballot-held')
    expect(log.kept).toMatchObject([
      {
        ...{ sitting: 'sitting-1', ballot: 'b1', tried: 'choice', code: 'ballot-held' },
        ...{ seat: 's1', console: 'c1', member: 'm1', pressId: 'boot.101', more: 0 },
      },
    ])
    expect(JSON.stringify(log.kept)).not.toContain('agree')
    expect(await refused.of('sitting-1')).toEqual(log.kept)
  })

  test('of a card names the card’s owner beside who sits there', async () => {
    const { log, give, at } = await openHouse()
    const show = (card: string) =>
      give({ type: 'PresentCard', console: 'c1', card, inserted: true }, at('c1'))
    expect(await show('FFFF0000')).toBe('unknown-card')
    expect(await show('00000002')).toBe('present-elsewhere')
    expect(log.kept).toMatchObject([
      { tried: 'card-in', card: 'FFFF0000', cardOf: null, member: 'm1' },
      { tried: 'card-in', card: '00000002', cardOf: 'm2', member: 'm1' },
    ])
  })

  test('from a page or a touch console is kept too; what the desk is refused is not', async () => {
    const { log, give } = await openHouse()
    const cast = (member: string) =>
      ({ type: 'CastVote', ballot: 'b9', member, choice: 'agree' }) as const
    await give(cast('m1'), { kind: 'seat', seat: 's1' })
    await give(cast('m2'), { kind: 'remote', member: 'm2' })
    await give({ type: 'ResumeBallot', ballot: 'b9' })
    await give({ type: 'RequestFloor', member: 'm9', kind: 'speak' })
    expect(log.kept).toMatchObject([
      { seat: 's1', member: 'm1', console: null, pressId: null },
      { seat: null, member: 'm2', console: null },
    ])
  })

  test('that was only sent again is the same press', async () => {
    const { log, give, at } = await openHouse()
    await give(openBallot('b1'))
    const by = at('c1')
    const press = { type: 'PressKey', console: 'c1', key: 'choice-9', ballot: 'b1' } as const
    expect(await give(press, by)).toBe('unknown-choice')
    expect(await give(press, by)).toBe('repeated-press')
    expect(log.kept).toHaveLength(1)
  })

  test('comes twenty times a minute from one place, and then says how many more there were', async () => {
    const { log, time, refused } = await openHouse()
    const held = { ok: false, code: 'ballot-held', detail: '' } as const
    const votes = refused.over({ ...noSecretVotes, castPlain: () => Promise.resolve(held) })
    const press = async (console: string) => {
      const by = { kind: 'console', console, pressId: 'boot.1', deviceAt: 5 } as const
      await votes.castPlain(by, 'b1', 1, 0)
    }
    for (let n = 0; n < 50; n++) await press('c1')
    await press('c2')
    expect(log.kept).toHaveLength(21)
    time.at += 60_000
    await press('c1')
    await press('c2')
    expect(log.kept.slice(-2)).toMatchObject([
      { console: 'c1', more: 30 },
      { console: 'c2', more: 0 },
    ])
  })

  test('of a sitting before is read from the log, and a restart forgets nothing', async () => {
    const { log, press } = await openHouse()
    await press('c1', 'choice-1')
    const old = log.kept.map((it) => ({ ...it, sitting: 'sitting-0' }))
    const again = await openHouse([...old, ...log.kept])
    expect(await again.refused.of('sitting-0')).toEqual(old)
    expect(await again.refused.of('sitting-1')).toHaveLength(1)
  })
})

describe('a secret vote', () => {
  test('tells of what the box refused, and nothing by which presses could be told apart', async () => {
    const { engine, log, refused, give } = await openHouse()
    for (const [at, user] of ['ada', 'wipha'].entries())
      await give({ type: 'GiveOfficerKey', key: keyOf(at) }, { kind: 'desk', user })
    expect(await give({ ...openBallot('b1', 'secret'), acknowledged: true })).toBe('ok')
    expect(engine.state.ballot?.secret).not.toBeNull()
    const codes = ['must-be-sealed', 'overtaken-press', 'nothing-to-change', 'seal-broken'] as const
    const by = { kind: 'console', console: 'c1', pressId: 'boot.7', deviceAt: 5 } as const
    for (const code of codes) {
      const answer = { ok: false, code, detail: '' } as const
      const votes = refused.over({ ...noSecretVotes, castPlain: () => Promise.resolve(answer) })
      expect(await votes.castPlain(by, 'b1', 3, 0)).toBe(answer)
    }
    expect(log.kept).toMatchObject([
      { code: 'must-be-sealed', member: 'm1', pressId: null },
      { code: 'seal-broken', member: 'm1', pressId: null },
    ])
  })
})
