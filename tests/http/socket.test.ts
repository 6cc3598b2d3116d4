import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RoomView } from '../../controller/protocol/views.ts'
import { asDesk, asMember, asScreen, type Page } from './browser.ts'
import { runHouse, type RunningHouse } from './paper-house.ts'

let running: RunningHouse
beforeEach(async () => {
  running = await runHouse()
})
afterEach(() => running.close())

/** What a page that asks for every channel is given, sorted. */
async function givenOf(page: Page): Promise<string[]> {
  page.subscribe('plan', 'room', 'desk', 'seat:A1', 'seat:A2', 'member:m1', 'member:m2')
  await expect.poll(() => page.heard().length).toBe(7)
  return [...page.views.keys()].sort()
}

const remote = (...members: string[]): RoomView => ({ ...running.house.room, remote: members })

describe('who sees what', () => {
  test('a desk sees everything', async () => {
    const page = await (await asDesk(running)).socket()
    expect(await givenOf(page)).toEqual(
      ['plan', 'room', 'desk', 'seat:A1', 'seat:A2', 'member:m1', 'member:m2'].sort(),
    )
  })

  test('a seat sees the house and itself; a display the house', async () => {
    const seat = await (await asScreen(running, 'seat/A1')).socket()
    expect(await givenOf(seat)).toEqual(['plan', 'room', 'seat:A1'])
    expect(seat.gone()).toContain('desk not-allowed')
    const display = await (await asScreen(running, 'display/hall')).socket()
    expect(await givenOf(display)).toEqual(['plan', 'room'])
  })

  test('a remote member sees the house only while admitted', async () => {
    const member = await asMember(running, 'm1')
    for (const stage of ['outside', 'lobby', 'refused', 'removed'] as const) {
      running.house.setMember('m1', { stage })
      expect(await givenOf(await member.socket()), stage).toEqual(['member:m1'])
    }
    running.house.setMember('m1', { stage: 'admitted' })
    expect(await givenOf(await member.socket())).toEqual(['member:m1', 'plan', 'room'])
  })

  test('who is removed is cut before anything of the new state goes out', async () => {
    const { house } = running
    house.setMember('m1', { stage: 'admitted' })
    house.setMember('m2', { stage: 'admitted' })
    const page = await (await asMember(running, 'm1')).socket()
    const other = await (await asMember(running, 'm2')).socket()
    for (const each of [page, other]) {
      each.subscribe('plan', 'room', 'member:m1', 'member:m2')
      await expect.poll(() => each.heard().length).toBe(4)
    }

    house.setMember('m1', { stage: 'removed', reason: 'left the building' })
    house.room = remote('m2')
    house.commit(['PersonRemoved', { member: 'm1' }])
    await expect.poll(() => other.view('room')).toEqual(remote('m2'))
    await expect.poll(() => page.view('member:m1')).toMatchObject({ stage: 'removed' })
    expect(page.gone()).toEqual(['member:m2 not-allowed', 'plan not-admitted', 'room not-admitted'])
    expect(page.view('room')).toEqual(remote())
  })
})

describe('views', () => {
  test('a screen has what the house has, whatever the house was before', async () => {
    const { house } = running
    const page = await (await asScreen(running, 'display/hall')).socket()
    page.subscribe('room')
    const seats = fc.dictionary(fc.constantFrom('A1', 'A2', 'B1'), fc.constantFrom('m1', 'm2'))
    const views = fc.array(fc.tuple(seats, fc.uniqueArray(fc.constantFrom('m1', 'm2', 'm3'))), {
      minLength: 2,
      maxLength: 6,
    })
    await fc.assert(
      fc.asyncProperty(views, async (steps) => {
        for (const [seated, members] of steps) {
          house.room = { ...house.room, seated, remote: members }
          house.commit('MemberSignedIn')
        }
        await expect.poll(() => page.view('room'), { interval: 5 }).toEqual(house.room)
      }),
      { numRuns: 25 },
    )
  })

  test('the same revision reaches all; one that comes later starts from a snapshot of it', async () => {
    const { house } = running
    const hall = await asScreen(running, 'display/hall')
    const early = await hall.socket()
    early.subscribe('room')
    await expect.poll(() => early.heard().length).toBe(1)
    house.room = remote('m1')
    house.commit('MemberSignedIn')
    await expect.poll(() => early.view('room')).toEqual(remote('m1'))
    const late = await hall.socket()
    late.subscribe('room')
    await expect.poll(() => late.views.get('room')).toEqual(early.views.get('room'))
    house.room = remote('m1', 'm2')
    house.commit('MemberSignedIn')
    for (const page of [early, late])
      await expect.poll(() => page.view('room')).toEqual(remote('m1', 'm2'))
    expect(early.views.get('room')?.revision).toBe(3)
  })

  test('a burst goes out as its first change at once and the rest together', async () => {
    const { house } = running
    const page = await (await asScreen(running, 'display/hall')).socket()
    page.subscribe('room')
    await expect.poll(() => page.heard().length).toBe(1)
    const members = Array.from({ length: 200 }, (_, i) => `m${i}`)
    for (let i = 1; i <= members.length; i++) {
      house.room = remote(...members.slice(0, i))
      house.commit('MemberSignedIn')
      if (i === 1) await new Promise((resolve) => setImmediate(resolve))
    }
    await expect.poll(() => page.view('room')).toEqual(remote(...members))
    const patches = page.heard().filter((frame) => frame.t === 'patch')
    expect(patches[0]).toMatchObject({ ops: [[['remote'], ['m0']]] })
    expect(patches.length).toBe(2)
  })

  test('a vote renders the own channel of the voter and nobody else’s', async () => {
    const { house } = running
    const page = await (await asDesk(running)).socket()
    page.subscribe('seat:A1', 'member:m2')
    house.setSeat('A2', 'm2')
    page.subscribe('seat:A2')
    await expect.poll(() => page.heard().length).toBe(3)
    house.rendered.length = 0
    house.commit(['VoteCast', { member: 'm1' }])
    await expect.poll(() => house.rendered).toEqual(['seat:A1'])
    house.commit('BallotOpened')
    await expect.poll(() => house.rendered.length).toBe(3)
    house.commit('FaultRaised')
    house.desk = { ...house.desk, pressToLampMs: 12 }
    house.liveChanged()
    page.subscribe('desk')
    await expect.poll(() => page.view('desk')).toMatchObject({ pressToLampMs: 12 })
    expect(house.rendered.filter((name) => name.startsWith('seat:'))).toHaveLength(3)
  })

  test('what is live reaches the desk without a commit', async () => {
    const page = await (await asDesk(running)).socket()
    page.subscribe('desk')
    await expect.poll(() => page.heard().length).toBe(1)
    running.house.desk = { ...running.house.desk, pressToLampMs: 9 }
    running.house.liveChanged()
    await expect.poll(() => page.view('desk')).toMatchObject({ pressToLampMs: 9 })
  })

  test('nothing is rendered for nobody', async () => {
    const { house } = running
    const page = await (await asDesk(running)).socket()
    page.subscribe('room')
    await expect.poll(() => page.heard().length).toBe(1)
    page.ws.close()
    await expect.poll(() => house.told).toContain('desk chief false')
    house.rendered.length = 0
    house.commit('BallotOpened')
    await new Promise((resolve) => setImmediate(resolve))
    expect(house.rendered).toEqual([])
  })
})

describe('commands', () => {
  test('are of whom the session says, whatever the screen claims', async () => {
    const { house } = running
    house.setMember('m1', { stage: 'admitted' })
    const callers = {
      desk: await asDesk(running),
      seat: await asScreen(running, 'seat/A1'),
      remote: await asMember(running, 'm1'),
      display: await asScreen(running, 'display/hall'),
    }
    const command = { type: 'RequestFloor', member: 'm2', kind: 'speak' } as const
    for (const [name, browser] of Object.entries(callers)) {
      const page = await browser.socket()
      page.send({ t: 'command', id: name, command })
      await expect
        .poll(() => page.heard())
        .toMatchObject([
          name === 'display' ? { t: 'refused', code: 'not-allowed' } : { t: 'accepted', seq: 1 },
        ])
    }
    expect(house.commands).toEqual([
      { command, id: 'desk', by: { kind: 'desk', user: 'chief' } },
      { command, id: 'seat', by: { kind: 'seat', seat: 'A1' } },
      { command, id: 'remote', by: { kind: 'remote', member: 'm1' } },
    ])
  })

  test('were sent when the page says, within what its link takes, and never after they came', async () => {
    const { house } = running
    const page = await (await asScreen(running, 'seat/A1')).socket()
    const command = { type: 'CastVote', ballot: 'b1', member: 'm1', choice: 'agree' } as const
    const before = Date.now()
    for (const [id, sentAt] of Object.entries({ long: 1000, soon: before + 3_600_000 }))
      page.send({ t: 'command', id, command, sentAt })
    page.send({ t: 'command', id: 'unsaid', command })
    await expect.poll(() => house.sentAt).toHaveLength(3)
    const after = Date.now()
    const [long = 0, soon = 0, unsaid = 0] = house.sentAt
    // Three seconds is what no link is believed beyond.
    expect(long).toBeGreaterThanOrEqual(before - 3000)
    expect(long).toBeLessThanOrEqual(after)
    for (const at of [soon, unsaid]) {
      expect(at).toBeGreaterThanOrEqual(before)
      expect(at).toBeLessThanOrEqual(after)
    }
  })

  test('that are refused say so by name, and what is no frame is malformed', async () => {
    running.house.outcome = { ok: false, code: 'queue-full', detail: '500 are asking' }
    const page = await (await asDesk(running)).socket()
    page.send({ t: 'command', id: 'c', command: { type: 'MuteAll' } })
    page.ws.send('no JSON')
    page.ws.send(JSON.stringify({ t: 'command', id: 'd', command: { type: 'Dance' } }))
    page.ws.send(JSON.stringify({ t: 'subscribe', channels: ['desk/../secrets'] }))
    page.ws.send(Buffer.from('{"t":"subscribe","channels":["room"]}'))
    await expect.poll(() => page.heard().length).toBe(5)
    expect(page.heard()).toEqual(
      expect.arrayContaining([
        { t: 'refused', id: 'c', code: 'queue-full', detail: '500 are asking' },
        expect.objectContaining({ id: '', code: 'malformed' }),
        expect.objectContaining({ id: 'd', code: 'malformed' }),
      ]),
    )
    expect(page.heard().filter((f) => f.t === 'refused' && f.code === 'malformed')).toHaveLength(4)
  })

  test('in a flood, or in a frame too large, end the socket', async () => {
    const desk = await asDesk(running)
    const flooding = await desk.socket()
    for (let i = 0; i < 100; i++)
      flooding.send({ t: 'command', id: `c${i}`, command: { type: 'MuteAll' } })
    await expect.poll(() => flooding.closed).toBe(1008)
    expect(flooding.gone()).toEqual(['socket too-many-frames'])
    expect(running.house.commands.length).toBeLessThan(70)
    const large = await desk.socket()
    large.ws.send('x'.repeat(64 * 1024 + 1))
    await expect.poll(() => large.closed).toBe(1009)
  })
})

describe('media', () => {
  const call = (page: Page, method: string) =>
    page.send({ t: 'media', id: method, method, data: { a: 1 } })

  test('signalling is for admitted members only', async () => {
    const { house } = running
    const browsers = [
      await asDesk(running),
      await asScreen(running, 'seat/A1'),
      await asScreen(running, 'display/hall'),
      await asMember(running, 'm1'),
    ]
    house.setMember('m1', { stage: 'lobby' })
    for (const browser of browsers) {
      const page = await browser.socket()
      call(page, 'join')
      await expect.poll(() => page.heard()).toMatchObject([{ t: 'refused', code: 'not-admitted' }])
    }
    expect(house.mediaCalls).toEqual([])
  })

  test('answers and events reach the one screen that called, which is reported when it goes', async () => {
    const { house, http } = running
    house.setMember('m1', { stage: 'admitted' })
    const member = await asMember(running, 'm1')
    const [page, other] = [await member.socket(), await member.socket()]
    call(page, 'join')
    await expect
      .poll(() => page.heard())
      .toEqual([{ t: 'media-reply', id: 'join', data: { heard: 'join' } }])
    const [{ screen = '', ...rest } = {}] = house.mediaCalls
    expect(rest).toEqual({ member: 'm1', method: 'join', data: { a: 1 } })
    http.sendMedia(screen, 'paused', { by: 'desk' })
    http.sendMedia('no such screen', 'paused', {})
    call(page, 'fail')
    await expect
      .poll(() => page.heard().slice(1))
      .toEqual([
        { t: 'media-event', event: 'paused', data: { by: 'desk' } },
        { t: 'refused', id: 'fail', code: 'media-unavailable', detail: 'the media worker died' },
      ])
    expect(other.heard()).toEqual([])
    page.ws.terminate()
    await expect.poll(() => house.mediaLeft).toEqual([screen])
  })
})
