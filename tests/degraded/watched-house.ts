import { expect, onTestFinished } from 'vitest'
import { MemoryRecord } from '../../controller/adapters/record/memory-record.ts'
import { BallotClock } from '../../controller/engine/ballot-clock.ts'
import { BallotWatch } from '../../controller/engine/ballot-watch.ts'
import { ChamberEngine } from '../../controller/engine/engine.ts'
import { LiveRoom } from '../../controller/engine/live-room.ts'
import { steadyClock } from '../../controller/engine/steady-clock.ts'
import type { Ballot } from '../../controller/core/state.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import { DESK, motion, openBallot, press, SYSTEM } from '../core/given.ts'
import { houseOf, type House } from '../core/house.ts'
import { WatchedRecord } from '../engine/house-engine.ts'
import { HandTime } from './hand-time.ts'

export const BALLOT = 'b1'
const CHECK = { camera: true, microphone: true, levelTenthsDb: -200, roundTripMs: 20 }

/** A house with a vote open (of `durationMs`), everybody signed in, and the controller's watches over it. */
export async function watchedHouse(house: House, durationMs = 60_000) {
  const time = new HandTime()
  const clock = steadyClock(time.wall, time.monotonic)
  const record = new WatchedRecord()
  const engine = new ChamberEngine({ record, clock })
  await engine.start()
  const consolesOf = () => ['c1', 'c2']
  const cardMark = (card: string) => card
  const room = new LiveRoom({ engine, clock, scheduler: time, consolesOf, cardMark })
  const watch = new BallotWatch({ engine, room, clock, scheduler: time })
  const ballots = new BallotClock({ engine, clock, scheduler: time })
  for (const part of [room, watch, ballots]) {
    part.start()
    onTestFinished(() => part.stop())
  }
  const give = async (command: Command, by: Actor = DESK) => {
    const outcome = await engine.submit(command, by, 'test')
    return outcome.ok ? 'ok' : outcome.code
  }
  const presses = new Map<string, number>()
  const pressed = (console: string, key: 'present' | `choice-${1 | 2 | 3 | 4}`) => {
    const nth = (presses.get(console) ?? 0) + 1
    presses.set(console, nth)
    return give(...press(console, nth, key, key === 'present' ? null : BALLOT))
  }
  const consoles = Array.from({ length: house.members }, (_, n) => `c${n + 1}`)
  const sitting: Command = {
    ...{ type: 'ScheduleSitting', sitting: 'sitting-1' },
    ...{ title: motion, agenda: [] },
  }
  expect(await give({ type: 'ConfigureChamber', chamber: houseOf(house) }, SYSTEM)).toBe('ok')
  expect(await give(sitting, SYSTEM)).toBe('ok')
  expect(await give({ type: 'OpenSitting' })).toBe('ok')
  for (const console of consoles) expect(await pressed(console, 'present')).toBe('ok')
  for (let n = 1; n <= (house.remote ?? 0); n++) {
    const by = { kind: 'remote', member: `r${n}` } as const
    expect(await give({ type: 'EnterLobby', member: `r${n}`, check: CHECK }, by)).toBe('ok')
    expect(await give({ type: 'AdmitPerson', member: `r${n}` })).toBe('ok')
    room.memberConnected(`r${n}`, true)
  }
  room.onBridgeOnline('bridge-1', true)
  for (const console of consoles) room.onConsoleOnline(console, true)
  expect(await give(openBallot(BALLOT, 'ordinary', durationMs))).toBe('ok')

  return {
    ...{ time, clock, engine, record, room, give, pressed, consoles },
    ballot: () => {
      const { ballot } = engine.state
      if (ballot === null) throw new Error('There is no vote.')
      return ballot
    },
    faults: () => engine.state.faults.map(({ code }) => code),
    /** Beats of the watches; what they submit is decided between them. */
    beats: async (count: number) => {
      for (let n = 0; n < count; n++) {
        time.pass(1000)
        await settled(engine)
      }
    },
    /** What another controller finds in the record. */
    reopened: async () => {
      const again = new ChamberEngine({ record: new MemoryRecord(record.disk), clock })
      await again.start()
      onTestFinished(() => again.stop())
      return again
    },
  }
}

/** Whatever was submitted before is decided once this is refused. */
async function settled(engine: ChamberEngine): Promise<void> {
  await engine.submit({ type: 'ResolveFault', fault: 'none' }, SYSTEM, 'settled')
}

/** Of a closed vote, in the order of its choices. */
export const countsIn = ({ result }: Ballot): number[] =>
  (result?.counts ?? []).map(({ count }) => count)
