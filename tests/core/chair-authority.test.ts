import { describe, expect, test } from 'vitest'
import { mayCommand } from '../../controller/core/authority.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import { motion, openBallot, openHouse, seated } from './given.ts'
import { CHAIR } from './house.ts'

const prepared: Command = {
  type: 'PrepareVote',
  ...{ vote: 'v1', item: null, motion, rule: 'ordinary', choices: null, durationMs: 60_000 },
}
const asPrepared = { ...openBallot('b1'), prepared: 'v1', durationMs: 60_000, motion }
const ready = openHouse({ members: 3 }, 3).after(prepared)
const { state } = ready.and(seated(CHAIR.member, CHAIR.seat))
const chair: Actor = { kind: 'seat', seat: CHAIR.seat }
const may = (command: Command, by: Actor = chair, at = state) => mayCommand(by, command, at)

const running: Command[] = [
  { type: 'GrantFloor', member: 'm2' },
  { type: 'RevokeFloor', member: 'm2' },
  { type: 'ExtendSpeech', member: 'm2', byMs: 60_000 },
  { type: 'MuteAll' },
  { type: 'RingBell' },
  { type: 'StartPresenceCheck', check: 'c1' },
  { type: 'EndPresenceCheck', check: 'c1' },
  asPrepared,
  { type: 'CloseBallot', ballot: 'b1' },
  { type: 'DeclareResult', ballot: 'b1', accept: false },
  { type: 'SuspendSitting' },
  { type: 'ResumeSitting' },
]

describe('the screen of the chair’s seat', () => {
  test('runs the floor and the votes that were prepared, while somebody sits there', () => {
    for (const command of running) expect(may(command), command.type).toBe(true)
    for (const command of running)
      expect(may(command, chair, ready.state), command.type).toBe(false)
  })

  test('is the only seat that may', () => {
    const by: Actor = { kind: 'seat', seat: 's1' }
    for (const command of running.filter(({ type }) => type !== 'RevokeFloor'))
      expect(may(command, by), command.type).toBe(false)
  })

  test('puts nothing to the house but what was prepared, word for word', () => {
    expect(may({ ...asPrepared, motion: { th: 'อื่น', en: 'other' } })).toBe(false)
    expect(may({ ...asPrepared, durationMs: 0 })).toBe(false)
    expect(may({ ...asPrepared, prepared: null })).toBe(false)
    expect(may({ ...asPrepared, prepared: 'v2' })).toBe(false)
    expect(may({ ...asPrepared, runOffOf: 'b0' })).toBe(false)
    expect(may({ ...asPrepared, acknowledged: true })).toBe(false)
    expect(may({ ...asPrepared, supporters: 100 })).toBe(false)
  })

  test('leaves to the desk what an officer must look at', () => {
    const left: Command[] = [
      { type: 'DeclareResult', ballot: 'b1', accept: true },
      { type: 'VoidBallot', ballot: 'b1', reason: 'x' },
      { type: 'CloseSitting' },
      { type: 'UnlockMember', member: 'm2', keep: null },
      { type: 'AddOralVote', ballot: 'b1', member: 'm2', choice: 'agree', reason: 'x' },
    ]
    for (const command of left) expect(may(command), command.type).toBe(false)
  })
})
