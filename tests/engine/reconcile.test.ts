import { expect, test } from 'vitest'
import { Reconciler } from '../../controller/engine/reconcile.ts'
import type { ChamberEngine } from '../../controller/engine/engine.ts'
import type { ConsoleAim } from '../../controller/protocol/device-messages.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import { DESK, openBallot, press } from '../core/given.ts'
import { openEngine } from './house-engine.ts'

/** What devices and media were told, in order. */
function reconciled(engine: ChamberEngine) {
  const told: { console: string; aim: ConsoleAim; revision: number }[] = []
  const media: string[] = []
  const listed = (members: ReadonlySet<string>) => [...members].sort().join()
  const reconciler = new Reconciler({
    engine,
    devices: {
      desireConsole: (console, aim, revision) => told.push({ console, aim, revision }),
    },
  })
  reconciler.start()
  reconciler.addMedia({
    setHeard: (members) => media.push(`heard ${listed(members)}`),
    setAdmitted: (members) => media.push(`admitted ${listed(members)}`),
  })
  return { told, media, reconciler }
}

const r1: Actor = { kind: 'remote', member: 'r1' }
const check = { camera: true, microphone: true, levelTenthsDb: -200, roundTripMs: 20 }
const enter: Command = { type: 'EnterLobby', member: 'r1', check }

test('at the start every console is told, with the number of the last event', async () => {
  const { engine } = await openEngine({ members: 3 }, 2)
  const { told } = reconciled(engine)
  expect(told.map(({ console }) => console).sort()).toEqual(['c1', 'c2', 'c3', 'chair-console'])
  expect(told.every(({ revision }) => revision === engine.state.seq)).toBe(true)
  expect(told.find(({ console }) => console === 'c1')?.aim.present).toBe(true)
})

test('after that only those whose aim changed, before the command is answered', async () => {
  const { engine } = await openEngine({ members: 4 }, 3)
  const { told } = reconciled(engine)
  told.length = 0
  await engine.submit(openBallot(), DESK, '')
  expect(told.map(({ console }) => console).sort()).toEqual(['c1', 'c2', 'c3'])
  told.length = 0
  await engine.submit(...press('c2', 2, 'choice-1', 'b1'), '')
  expect(told).toMatchObject([
    { console: 'c2', aim: { ballot: { recorded: 1 } }, revision: engine.state.seq },
  ])
  told.length = 0
  await engine.submit({ type: 'StartAgendaItem', item: 'none' }, DESK, '')
  expect(told).toEqual([])
})

test('of many changes in one batch a console is told the last', async () => {
  const { engine } = await openEngine({ members: 3 })
  const { told } = reconciled(engine)
  told.length = 0
  await Promise.all([2, 3, 4].map((counter) => engine.submit(...press('c1', counter, 'talk'), '')))
  expect(told).toMatchObject([{ console: 'c1', aim: { talk: 'next', place: 1 } }])
})

test('media is told who is admitted before who is heard, and silence before all', async () => {
  const { engine } = await openEngine({ members: 1, remote: 1 })
  const { media, reconciler } = reconciled(engine)
  expect(media.splice(0)).toEqual(['admitted ', 'heard '])
  await engine.submit(enter, r1, '')
  expect(media).toEqual([])
  await Promise.all([
    engine.submit({ type: 'AdmitPerson', member: 'r1' }, DESK, ''),
    engine.submit({ type: 'GrantFloor', member: 'r1' }, DESK, ''),
  ])
  expect(media.splice(0)).toEqual(['admitted r1', 'heard r1'])
  await engine.submit({ type: 'SwitchMicrophone', member: 'r1', on: false }, r1, '')
  expect(media.splice(0)).toEqual(['heard '])
  await engine.submit({ type: 'SwitchMicrophone', member: 'r1', on: true }, r1, '')
  media.length = 0
  await engine.submit({ type: 'RemovePerson', member: 'r1', reason: 'x' }, DESK, '')
  expect(media.splice(0)).toEqual(['heard ', 'admitted '])
  reconciler.stop()
  await engine.submit({ type: 'GrantFloor', member: 'm1' }, DESK, '')
  expect(media).toEqual([])
})
