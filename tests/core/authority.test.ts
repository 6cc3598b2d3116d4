import { describe, expect, test } from 'vitest'
import { mayCommand } from '../../controller/core/authority.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import { DESK, fromAfar, motion, openBallot, openHouse, press, seated, SYSTEM } from './given.ts'
import { houseOf } from './house.ts'

const house = { members: 3, remote: 1 }
/** m2 sits at m1's seat; seat s2 is empty. */
const { state } = openHouse(house, 0).and(seated('m2', 's1'), fromAfar('r1'))

const check = { camera: true, microphone: true, levelTenthsDb: 0, roundTripMs: 0 }
const fault = (kind: 'seat' | 'member' | 'record', id: string): Command => ({
  type: 'RaiseFault',
  fault: 'f1',
  source: { kind, id },
  code: 'reported',
  detail: '',
})
const ownCommands = (member: string): Command[] => [
  { type: 'SignOut', member },
  { type: 'RequestFloor', member, kind: 'speak' },
  { type: 'WithdrawRequest', member },
  { type: 'RevokeFloor', member },
  { type: 'SwitchMicrophone', member, on: true },
  { type: 'CastVote', ballot: 'b1', member, choice: 'agree' },
]
const signIn = (member: string, seat: string): Command => ({
  type: 'SignIn',
  member,
  place: { kind: 'seat', seat },
})
const lobby = (member: string): Command[] => [
  { type: 'EnterLobby', member, check },
  { type: 'LeaveLobby', member },
]
const steering: Command[] = [
  { type: 'ScheduleSitting', sitting: 's', title: motion, agenda: [] },
  { type: 'OpenSitting' },
  { type: 'SuspendSitting' },
  { type: 'ResumeSitting' },
  { type: 'CloseSitting' },
  { type: 'StartAgendaItem', item: 'one' },
  { type: 'GrantFloor', member: 'm2' },
  { type: 'MuteAll' },
  { type: 'ExtendSpeech', member: 'm2', byMs: 1000 },
  openBallot(),
  { type: 'CloseBallot', ballot: 'b1' },
  { type: 'DeclareResult', ballot: 'b1', accept: false },
  { type: 'VoidBallot', ballot: 'b1', reason: 'x' },
  { type: 'AdmitPerson', member: 'r1' },
  { type: 'RefusePerson', member: 'r1', reason: 'x' },
  { type: 'RemovePerson', member: 'r1', reason: 'x' },
  { type: 'ResolveFault', fault: 'f1' },
  { type: 'DecideFlag', flag: 'flag-1', decision: 'dismiss' },
  { type: 'UnlockMember', member: 'm2', keep: null },
]
const configure: Command = { type: 'ConfigureChamber', chamber: houseOf(house) }

const seat = (id: string): Actor => ({ kind: 'seat', seat: id })
const remote: Actor = { kind: 'remote', member: 'r1' }
const [pressC1, consoleC1] = press('c1', 1, 'talk')
const card: Command = { type: 'PresentCard', console: 'c1', card: '00000001', inserted: true }

/** Everything there is to command, once, and whether somebody may. */
const all: Command[] = [
  ...steering,
  configure,
  pressC1,
  card,
  ...['m1', 'm2', 'r1'].flatMap((member) => [...ownCommands(member), ...lobby(member)]),
  ...['m1', 'm2'].flatMap((member) => ['s1', 's2'].map((place) => signIn(member, place))),
  fault('seat', 's1'),
  fault('seat', 's2'),
  fault('member', 'r1'),
  fault('record', 'r1'),
]

function expectExactly(by: Actor, allowed: readonly Command[]): void {
  const granted = all.filter((command) => mayCommand(by, command, state))
  const wanted = all.filter((command) => allowed.includes(command) || isIn(allowed, command))
  expect(granted.map(nameOf)).toEqual(wanted.map(nameOf))
}
const nameOf = (command: Command) => JSON.stringify(command)
const isIn = (list: readonly Command[], command: Command) =>
  list.some((other) => nameOf(other) === nameOf(command))

describe('least privilege', () => {
  test('a console presses its own keys', () => {
    expectExactly(consoleC1, [pressC1, card])
    expectExactly({ ...consoleC1, console: 'c2' } as Actor, [])
  })

  test('a touch console acts for who is signed in there, and signs in whose seat it is', () => {
    expectExactly(seat('s1'), [...ownCommands('m2'), signIn('m1', 's1'), fault('seat', 's1')])
    expectExactly(seat('s2'), [signIn('m2', 's2'), fault('seat', 's2')])
  })

  test('a remote member acts for themselves', () => {
    expectExactly(remote, [...ownCommands('r1'), ...lobby('r1'), fault('member', 'r1')])
  })

  test('the desk steers, but presses no key, casts no vote and changes no roster', () => {
    const forbidden = all.filter(
      ({ type }) =>
        type === 'CastVote' ||
        type === 'EnterLobby' ||
        type === 'PressKey' ||
        type === 'PresentCard' ||
        type === 'ConfigureChamber',
    )
    expectExactly(
      DESK,
      all.filter((command) => !forbidden.includes(command)),
    )
  })

  test('the controller itself prepares, reports and silences, and opens no microphone', () => {
    expect(mayCommand(SYSTEM, { type: 'SwitchMicrophone', member: 'm2', on: false }, state)).toBe(
      true,
    )
    const types = new Set(
      all.filter((command) => mayCommand(SYSTEM, command, state)).map(({ type }) => type),
    )
    expect([...types].sort()).toEqual([
      'ConfigureChamber',
      'LeaveLobby',
      'RaiseFault',
      'ResolveFault',
      'RevokeFloor',
      'ScheduleSitting',
      'SignOut',
      'WithdrawRequest',
    ])
  })
})
