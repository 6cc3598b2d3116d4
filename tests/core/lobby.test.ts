import { describe, expect, test } from 'vitest'
import { admittedMembers, heardMembers } from '../../controller/core/desire.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import { given, openHouse, scheduledHouse, seated } from './given.ts'
import { houseOf } from './house.ts'

const house = { members: 2, remote: 2 }
const check = { camera: true, microphone: true, levelTenthsDb: -200, roundTripMs: 20 }
const enter = (member: string) => ({ type: 'EnterLobby', member, check }) as const
const admit = (member: string) => ({ type: 'AdmitPerson', member }) as const
const remove = (member: string) => ({ type: 'RemovePerson', member, reason: 'test' }) as const
const r1: Actor = { kind: 'remote', member: 'r1' }

describe('the lobby', () => {
  test('is open from the schedule of a sitting to its close', () => {
    const chamber = houseOf(house)
    expect(given({ type: 'ChamberConfigured', data: { chamber } }).when(enter('r1'))).toBe(
      'no-sitting',
    )
    expect(scheduledHouse(house).when(enter('r1'))).toHaveLength(1)
    expect(openHouse(house).after({ type: 'CloseSitting' }).when(enter('r1'))).toBe('no-sitting')
  })

  test('takes nobody twice, nobody who is here, and nobody unknown', () => {
    const scene = openHouse(house).after(enter('r1'))
    expect(scene.when(enter('r1'))).toBe('already-in-lobby')
    expect(scene.after(admit('r1')).when(enter('r1'))).toBe('already-admitted')
    expect(scene.when(enter('m1'))).toBe('present-elsewhere')
    expect(scene.when(enter('r9'))).toBe('unknown-member')
  })

  test('lets in who an officer admits: present from afar, silent until granted', () => {
    const scene = openHouse(house).after(enter('r1'))
    expect(admittedMembers(scene.state).size).toBe(0)
    expect(scene.when(admit('r1'))).toEqual([
      { type: 'PersonAdmitted', data: { member: 'r1' } },
      { type: 'MemberSignedIn', data: { member: 'r1', place: { kind: 'remote' }, card: null } },
    ])
    const inside = scene.after(admit('r1'))
    expect([...admittedMembers(inside.state)]).toEqual(['r1'])
    expect(heardMembers(inside.state).size).toBe(0)
    const speaking = inside.after({ type: 'GrantFloor', member: 'r1' })
    expect([...heardMembers(speaking.state)]).toEqual(['r1'])
    const muted = speaking.after({ type: 'MuteAll' })
    expect(heardMembers(muted.state).size).toBe(0)
    expect(muted.when({ type: 'SwitchMicrophone', member: 'r1', on: true }, r1)).toBe(
      'microphone-cut',
    )
    expect(inside.when(admit('r2'))).toBe('not-in-lobby')
  })

  test('is left by who comes into the hall instead', () => {
    const scene = openHouse(house, 0).after(enter('m1'))
    expect(
      scene.when({ type: 'SignIn', member: 'm1', place: { kind: 'seat', seat: 's1' } }),
    ).toEqual([{ type: 'LobbyLeft', data: { member: 'm1' } }, seated('m1', 's1')])
  })

  test('may be entered again after a refusal, not after a removal', () => {
    const refused = openHouse(house)
      .after(enter('r1'))
      .after({ type: 'RefusePerson', member: 'r1', reason: 'who?' })
    expect(refused.state.lobby.refused.get('r1')).toBe('who?')
    expect(refused.after(enter('r1')).state.lobby.refused.has('r1')).toBe(false)
    const removed = openHouse(house).after(enter('r1')).after(admit('r1')).after(remove('r1'))
    expect(removed.when(enter('r1'))).toBe('was-removed')
    expect(openHouse(house).when(remove('r1'))).toBe('not-admitted')
    expect(openHouse(house).when(remove('m1'))).toBe('not-admitted')
  })

  test('removing ends speech, presence and media at once', () => {
    const speaking = openHouse(house)
      .after(enter('r1'))
      .after(admit('r1'))
      .after({ type: 'GrantFloor', member: 'r1' })
    expect(speaking.when(remove('r1'))).toEqual([
      { type: 'FloorEnded', data: { member: 'r1', by: 'left' } },
      { type: 'MemberLeft', data: { member: 'r1', place: { kind: 'remote' } } },
      { type: 'PersonRemoved', data: { member: 'r1', reason: 'test' } },
    ])
    expect(admittedMembers(speaking.after(remove('r1')).state).size).toBe(0)
  })

  test('who goes by themselves may come back through the lobby', () => {
    const gone = openHouse(house)
      .after(enter('r1'))
      .after(admit('r1'))
      .after({ type: 'SignOut', member: 'r1' }, r1)
    expect(gone.when(enter('r1'))).toHaveLength(1)
    expect(gone.when({ type: 'LeaveLobby', member: 'r1' })).toBe('not-in-lobby')
  })
})
