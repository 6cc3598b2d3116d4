import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RoomView } from '../../controller/protocol/views.ts'
import { asDesk, asMember, asScreen } from './browser.ts'
import { runHouse, type RunningHouse } from './paper-house.ts'

let running: RunningHouse
beforeEach(async () => {
  running = await runHouse()
})
afterEach(() => running.close())

const remote = (...members: string[]): RoomView => ({ ...running.house.room, remote: members })

describe('links', () => {
  test('come and go as the room is told, each person and display once', async () => {
    const { told } = running.house
    const hall = await asScreen(running, 'display/hall')
    const [one, two] = [await hall.socket(), await hall.socket()]
    await expect.poll(() => told).toEqual(['display hall true'])
    one.ws.close()
    await expect.poll(() => one.closed).not.toBeNull()
    const member = await (await asMember(running, 'm1')).socket()
    await expect.poll(() => told.at(-1)).toBe('member m1 true')
    two.ws.close()
    member.ws.terminate()
    await expect.poll(() => told.length).toBe(4)
    expect(told.slice(2).sort()).toEqual(['display hall false', 'member m1 false'])
  })

  test('have a pulse each second', async () => {
    const page = await (await asScreen(running, 'display/hall')).socket()
    const beats = () => page.frames.filter((frame) => frame.t === 'beat').length
    await expect.poll(beats, { timeout: 5_000 }).toBeGreaterThanOrEqual(2)
  })

  test('a person’s fifth page takes the place of the first', async () => {
    const member = await asMember(running, 'm1')
    const pages = [await member.socket()]
    for (let i = 0; i < 4; i++) pages.push(await member.socket())
    await expect.poll(() => pages[0]?.closed).toBe(1008)
    expect(pages[0]?.gone()).toEqual(['socket opened-elsewhere'])
    expect(pages.slice(1).map((page) => page.closed)).toEqual([null, null, null, null])
  })

  test('whoever waits in the lobby and is gone for twenty seconds has left it', async () => {
    const { house } = running
    house.setMember('m1', { stage: 'lobby' })
    house.setMember('m2', { stage: 'lobby' })
    house.setMember('m3', { stage: 'admitted' })
    const there = await (await asMember(running, 'm2')).socket()
    // The pulse notices who is missing.
    await expect.poll(() => there.frames.length, { timeout: 5_000 }).toBeGreaterThan(0)
    expect(house.commands).toEqual([])
    house.ahead += 20_000
    await expect.poll(() => house.commands.length, { timeout: 5_000 }).toBeGreaterThan(0)
    expect(house.commands.map(({ command, by }) => ({ command, by }))).toEqual([
      { command: { type: 'LeaveLobby', member: 'm1' }, by: { kind: 'system', part: 'screens' } },
    ])
  })

  test(
    'a screen that reads nothing is dropped, and delays nobody',
    { timeout: 30_000 },
    async () => {
      const { house } = running
      const frozen = await (await asScreen(running, 'seat/A1')).socket()
      const healthy = await (await asScreen(running, 'display/hall')).socket()
      for (const page of [frozen, healthy]) {
        page.subscribe('room')
        await expect.poll(() => page.heard().length).toBe(1)
      }
      frozen.ws.pause()
      const desk = await asDesk(running)
      const metrics = async () => (await desk.get('/metrics')).text
      // Each state is half a megabyte that differs in all of it: the system's own buffers fill first.
      let state = 0
      await expect
        .poll(
          async () => {
            state += 1
            house.room = remote(...Array.from({ length: 20_000 }, (_, i) => `member-${state}-${i}`))
            house.commit('MemberSignedIn')
            await expect.poll(() => healthy.view('room'), { timeout: 5_000 }).toEqual(house.room)
            return metrics()
          },
          { timeout: 25_000, interval: 1 },
        )
        .toMatch(/^sapha_screens_dropped_total 1$/m)
      expect(healthy.closed).toBeNull()
      frozen.ws.terminate()
    },
  )
})
