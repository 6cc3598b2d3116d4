import { describe, expect, test } from 'vitest'
import { changedConsoles, consoleAim } from '../../controller/core/desire.ts'
import { decide } from '../../controller/core/decide.ts'
import { evolve } from '../../controller/core/evolve.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import { DESK, openBallot, openHouse, press, seated, type Scene } from './given.ts'
import { CHAIR } from './house.ts'

const house = { members: 5, remote: 1 }
const aim = (scene: Scene, console: string) => consoleAim(scene.state, console)
const ask = (member: string): Command => ({ type: 'RequestFloor', member, kind: 'speak' })
const IDLE = { microphone: 'closed', talk: 'off', place: 0, present: false, ballot: null }

describe('a console', () => {
  test('is idle where nobody is signed in, and where it is not known', () => {
    expect(aim(openHouse(house, 1), 'c2')).toEqual(IDLE)
    expect(aim(openHouse(house, 1), 'nowhere')).toEqual(IDLE)
    expect(aim(openHouse(house, 1), 'c1')).toEqual({ ...IDLE, present: true })
  })

  test('shows who is next, who asks and at which place, and who is on air', () => {
    const scene = openHouse(house).after(ask('m1')).after(ask('m2'))
    expect(aim(scene, 'c1')).toMatchObject({ talk: 'next', place: 1, microphone: 'closed' })
    expect(aim(scene, 'c2')).toMatchObject({ talk: 'asking', place: 2 })
    const speaking = scene.after({ type: 'GrantFloor', member: 'm1' })
    expect(aim(speaking, 'c1')).toMatchObject({ talk: 'on-air', place: 0, microphone: 'open' })
    expect(aim(speaking, 'c2')).toMatchObject({ talk: 'next', place: 1 })
    const muted = speaking.after({ type: 'MuteAll' })
    expect(aim(muted, 'c1')).toMatchObject({ talk: 'off', microphone: 'closed' })
  })

  test('of a chair seat is red while its microphone is open', () => {
    const scene = openHouse(house)
      .and(seated(CHAIR.member, CHAIR.seat))
      .after(...press(CHAIR.console, 1, 'talk'))
    expect(aim(scene, CHAIR.console)).toMatchObject({ talk: 'on-air', microphone: 'open' })
  })

  test('shows the vote to those who may vote, and what is recorded of theirs', () => {
    const voting = openHouse(house, 3).after(openBallot())
    const late = voting.after(...press('c4', 1, 'present'))
    expect(aim(late, 'c4').ballot).toBeNull()
    expect(aim(voting, 'c1').ballot).toEqual({ id: 'b1', choices: 4, recorded: 0 })
    const voted = voting.after(...press('c1', 2, 'choice-3', 'b1'))
    expect(aim(voted, 'c1').ballot).toEqual({ id: 'b1', choices: 4, recorded: 3 })
    expect(aim(voted.after({ type: 'CloseBallot', ballot: 'b1' }), 'c1').ballot).toBeNull()
  })
})

describe('of a change', () => {
  const changedBy = (scene: Scene, command: Command, by = DESK) => {
    const decision = decide(scene.state, command, by, 0)
    if (!decision.ok) throw new Error(decision.code)
    const events = decision.events.map((event, n) => ({
      ...event,
      seq: scene.state.seq + n + 1,
      at: 0,
      cause: { by, command: '' },
    }))
    const after = events.reduce(evolve, scene.state)
    return [...changedConsoles(scene.state, after, events)].sort()
  }

  test('a vote touches one console', () => {
    const voting = openHouse(house).after(openBallot())
    expect(changedBy(voting, ...press('c2', 1, 'choice-1', 'b1'))).toEqual(['c2'])
  })

  test('opening and closing a vote touch all', () => {
    const all = ['c1', 'c2', 'c3', 'c4', 'c5', CHAIR.console]
    expect(changedBy(openHouse(house), openBallot())).toEqual(all)
    const voting = openHouse(house).after(openBallot())
    expect(changedBy(voting, { type: 'CloseBallot', ballot: 'b1' })).toEqual(all)
    expect(changedBy(openHouse(house), { type: 'CloseSitting' })).toEqual(all)
  })

  test('the queue touches those whose place moves', () => {
    const scene = openHouse(house).after(ask('m1')).after(ask('m2')).after(ask('m3'))
    expect(changedBy(scene, { type: 'WithdrawRequest', member: 'm2' })).toEqual(['c2', 'c3'])
    expect(changedBy(scene, { type: 'GrantFloor', member: 'm1' })).toEqual(['c1', 'c2', 'c3'])
    expect(changedBy(scene, ask('m4'))).toEqual(['c4'])
  })

  test('who leaves touches the console they leave', () => {
    expect(changedBy(openHouse(house), { type: 'SignOut', member: 'm3' })).toEqual(['c3'])
  })
})
