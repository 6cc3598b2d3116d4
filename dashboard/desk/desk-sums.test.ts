import { describe, expect, it } from 'vitest'
import { fixture } from '../../tests/screens/fixtures.ts'
import { invitedIn } from '../setup/code.ts'
import { readAgenda } from './agenda-text.ts'
import { neededOf, testOf, thresholdOf } from './arithmetic.ts'
import { findPeople } from './find.ts'
import { microphoneOf } from './microphone.ts'
import { planCounts } from './plan-counts.ts'
import { ringPlaces } from './ring.ts'
import { silentOnes } from './silent.ts'
import { deskLooks } from '../../kiosk/ui/plan/seat-look.ts'
import { seatLabel } from '../../kiosk/ui/plan/layout.ts'

describe('arithmetic', () => {
  it.each([
    ['429 ≥ 247 = ⌈494 × 1/2⌉', '247 = ⌈494 × 1/2⌉', 247, '429 ≥ 247'],
    ['213 < 248 = ⌈495 × 1/2⌉', '248 = ⌈495 × 1/2⌉', 248, '213 < 248'],
    ['268 > 161', '', null, '268 > 161'],
  ])('takes %s apart', (formula, needed, threshold, test) => {
    expect(neededOf(formula)).toBe(needed)
    expect(thresholdOf(formula)).toBe(threshold)
    expect(testOf(formula)).toBe(test)
  })
})

describe('silent consoles', () => {
  it('names exactly those of the hall who have not voted, faulty ones marked', () => {
    const { plan, room, desk } = fixture('vote')
    const silent = silentOnes(plan, room, desk)
    expect(silent).toHaveLength((room.ballot?.electorate ?? 0) - (room.ballot?.cast ?? 0))
    expect(silent.filter(({ isFault }) => isFault).map(({ seat }) => seat)).toEqual([
      'A9-03',
      'E6-06',
    ])
  })
  it('names remote members only where they are entitled, and nobody who came later', () => {
    const { plan, room, desk } = fixture('vote')
    const [remote = '', other = ''] = room.remote
    const state = { member: remote, connected: true, entitled: true, voted: false, heard: false }
    desk.remotes = { [remote]: state, [other]: { ...state, member: other, entitled: false } }
    const more = silentOnes(plan, room, desk).filter(({ seat }) => seat === null)
    expect(more.map(({ member }) => member)).toEqual([remote])
  })
  it('names who is here and has not declared presence, while that is checked', () => {
    const { plan, room, desk } = fixture('debate')
    const [first = '', ...others] = Object.values(room.seated)
    const members = Object.fromEntries(others.map((member) => [member, true as const]))
    const quorum = { holds: true, formula: '' }
    room.presenceCheck = {
      id: 'p1',
      state: 'running',
      startedAt: 0,
      endedAt: null,
      declared: others.length,
      existing: plan.members.length,
      quorum,
      members,
      used: false,
    }
    const silent = silentOnes(plan, room, desk).filter(({ seat }) => seat !== null)
    expect(silent.map(({ member }) => member)).toEqual([first])
    const looks = [...deskLooks(plan, room, desk).values()]
    expect(looks.filter(({ body }) => body === 'silent')).toHaveLength(1)
    expect(looks.filter(({ body }) => body === 'voted')).toHaveLength(others.length)
    room.presenceCheck = { ...room.presenceCheck, state: 'ended' }
    expect(silentOnes(plan, room, desk)).toEqual([])
  })
  it('is empty without a vote', () => {
    const { plan, room, desk } = fixture('debate')
    expect(silentOnes(plan, room, desk)).toEqual([])
  })
})

it('counts what the plan shows, hall and remote together', () => {
  const { plan, room, desk } = fixture('vote')
  const [first] = room.remote
  if (first)
    desk.remotes[first] = {
      member: first,
      connected: true,
      entitled: true,
      voted: true,
      heard: true,
    }
  const counts = planCounts(deskLooks(plan, room, desk), room, desk, 15)
  const of = (name: string) => counts.find((each) => each.name === name)?.count
  expect(of('air')).toBe(3)
  expect(of('next')).toBe(1)
  expect(of('asking')).toBe(8)
  expect(of('voted')).toBe((room.ballot?.cast ?? 0) + 1)
  expect(of('silent')).toBe(15)
  expect(of('present')).toBeUndefined()
})

describe('search', () => {
  const { plan } = fixture('vote')
  const blocks = new Map(plan.seats.map(({ id, block }) => [id, block]))
  const seatName = (id: string) => seatLabel(id, blocks.get(id) ?? '')
  const find = (question: string) => findPeople(plan, seatName, question, 5)
  it('finds a seat however it is typed', () => {
    for (const typed of ['C4-05', 'c 4-05', 'c405', 'C 4 05']) {
      expect(find(typed)[0]?.seat, typed).toBe('C4-05')
    }
  })
  it('finds a name in either language, its beginning first', () => {
    const [thai] = find('กัญญา')
    const [english] = find('kany')
    expect(plan.members.find(({ id }) => id === thai?.member)?.name.th).toMatch(/^กัญญา/)
    expect(plan.members.find(({ id }) => id === english?.member)?.name.en).toMatch(/^Kanya/)
  })
  it('is empty for nothing and for nobody', () => {
    expect(find('  ')).toEqual([])
    expect(find('zzz')).toEqual([])
  })
})

describe('ring of remote members', () => {
  it.each([1, 2, 14, 15, 36, 120, 700])('gives %d of them places of their own', (count) => {
    const { places, size } = ringPlaces(count)
    expect(places).toHaveLength(count)
    places.forEach((place, index) => {
      expect(Math.hypot(place.x, place.y)).toBeLessThan(size)
      for (const other of places.slice(index + 1)) {
        expect(Math.hypot(place.x - other.x, place.y - other.y)).toBeGreaterThan(15)
      }
    })
  })
})

describe('microphone', () => {
  const { desk, room } = fixture('vote')
  const [remote = ''] = room.remote
  const speaker = { member: remote, seat: null, remote: true, microphone: true }
  it('of a remote member is on only once the media bridge says it is heard', () => {
    expect(microphoneOf(speaker, desk)).toEqual({ chip: 'opening', pending: false })
    const remotes = {
      [remote]: { member: remote, connected: true, entitled: false, voted: false, heard: true },
    }
    expect(microphoneOf(speaker, { ...desk, remotes })).toEqual({ chip: 'air', pending: false })
    expect(microphoneOf({ ...speaker, microphone: false }, { ...desk, remotes })).toEqual({
      chip: 'air',
      pending: true,
    })
  })
})

describe('typed agenda', () => {
  it('tells depth by the number, and skips empty lines', () => {
    const { items, wrong } = readAgenda('1 หนึ่ง | One\n\n3.1 สาม | Three one\n3.1.2 ก | b')
    expect(wrong).toEqual([])
    expect(items.map(({ number, level }) => [number, level])).toEqual([
      ['1', 0],
      ['3.1', 1],
      ['3.1.2', 2],
    ])
    expect(items[1]).toMatchObject({ id: 'i3-1', title: { th: 'สาม', en: 'Three one' } })
  })
  it('names the lines it does not understand', () => {
    expect(readAgenda('1 หนึ่ง | One\nsecond\n1 again | Again\n2 ไม่มีอังกฤษ').wrong).toEqual([2, 3, 4])
  })
})

it('reads code and name from the address that was given', () => {
  expect(invitedIn('#code=ab-12')).toEqual({ code: 'ab-12', user: '' })
  expect(invitedIn('#ab-12')).toEqual({ code: 'ab-12', user: '' })
  expect(invitedIn('')).toEqual({ code: '', user: '' })
  expect(invitedIn('#code=ab-12&user=malee')).toEqual({ code: 'ab-12', user: 'malee' })
})
