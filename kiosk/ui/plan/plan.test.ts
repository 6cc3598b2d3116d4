import { describe, expect, it } from 'vitest'
import { fixture } from '../../../tests/screens/fixtures.ts'
import { planLayout, seatLabel, SEAT } from './layout.ts'
import { neighbour } from './neighbour.ts'
import { deskLooks, resultLooks } from './seat-look.ts'

describe('layout', () => {
  it.each(['debate', 'vote', 'crowd'] as const)(
    'keeps the seats of %s apart and inside',
    (name) => {
      const { seats, box } = planLayout(fixture(name).plan.seats)
      for (const seat of seats) {
        expect(seat.x).toBeGreaterThanOrEqual(box.x + SEAT / 2)
        expect(seat.x).toBeLessThanOrEqual(box.x + box.width - SEAT / 2)
        expect(seat.y).toBeGreaterThanOrEqual(box.y + SEAT / 2)
        expect(seat.y).toBeLessThanOrEqual(box.y + box.height - SEAT / 2)
      }
      const overlaps = seats.filter((seat, index) =>
        seats
          .slice(index + 1)
          .some((other) => Math.hypot(seat.x - other.x, seat.y - other.y) < SEAT),
      )
      expect(overlaps.map(({ id }) => id)).toEqual([])
    },
  )

  it('draws a hall of straight rows without the walls of a horseshoe', () => {
    const seats = Array.from({ length: 40 }, (_, index) => ({
      id: `R${Math.floor(index / 10) + 1}-${index % 10}`,
      kind: 'member' as const,
      block: 'R',
      row: Math.floor(index / 10) + 1,
      x: (index % 10) * 80,
      y: 300 + Math.floor(index / 10) * 110,
      angle: 0,
    }))
    const { fan, walls, blockNames } = planLayout(seats)
    expect(fan).toBe(false)
    expect(walls).toEqual([])
    expect(blockNames).toHaveLength(1)
  })

  it('lays out a plan without seats, and one with a single seat', () => {
    expect(planLayout([]).seats).toEqual([])
    const [only] = fixture('debate').plan.seats
    expect(planLayout(only ? [only] : []).seats).toHaveLength(1)
  })

  it.each([
    ['B6-07', 'B', 'B 6-07'],
    ['H-01', 'head', 'H-01'],
    ['north-12', 'north', 'north 12'],
  ])('reads seat %s of block %s as %s', (id, block, label) => {
    expect(seatLabel(id, block)).toBe(label)
  })
})

describe('arrows', () => {
  const { seats } = planLayout(fixture('vote').plan.seats)
  it('reach every seat from any other', () => {
    const seen = new Set<string>(['C4-05'])
    const queue = ['C4-05']
    for (let from = queue.pop(); from !== undefined; from = queue.pop()) {
      for (const way of ['left', 'right', 'up', 'down'] as const) {
        const next = neighbour(seats, from, way)
        if (next !== null && !seen.has(next)) {
          seen.add(next)
          queue.push(next)
        }
      }
    }
    expect(seats.filter(({ id }) => !seen.has(id)).map(({ id }) => id)).toEqual([])
  })
  it('keep to a row and stop at its end', () => {
    expect(neighbour(seats, 'C4-05', 'right')).toBe('C4-06')
    expect(neighbour(seats, 'C4-05', 'left')).toBe('C4-04')
    expect(neighbour(seats, 'C4-05', 'up')).toMatch(/^C5-/)
  })
  it('begin at the first seat', () => {
    expect(neighbour(seats, null, 'left')).toBe(seats[0]?.id)
    expect(neighbour([], null, 'left')).toBeNull()
  })
})

describe('looks', () => {
  it('keeps the very same look for a seat that did not change', () => {
    const { plan, room, desk } = fixture('vote')
    const before = deskLooks(plan, room, desk)
    const seat = desk.seats['C4-05']
    if (!seat) throw new Error('The fixture has no seat C4-05.')
    const seats = { ...desk.seats, 'C4-05': { ...seat, voted: !seat.voted } }
    const after = deskLooks(plan, room, { ...desk, seats })
    const changed = plan.seats.filter(({ id }) => before.get(id) !== after.get(id))
    expect(changed.map(({ id }) => id)).toEqual(['C4-05'])
  })

  it('is red only once the console reports an open microphone, and as long as it does', () => {
    const { plan, room, desk } = fixture('vote')
    const [chair] = room.onAir
    const id = chair?.seat ?? ''
    const look = (ordered: 'open' | 'closed', reported: 'open' | 'closed') => {
      const state = desk.seats[id]
      if (!state) throw new Error('The chair has no seat.')
      const onAir = ordered === 'open' ? room.onAir : []
      const seats = { ...desk.seats, [id]: { ...state, ordered, reported } }
      return deskLooks(plan, { ...room, onAir }, { ...desk, seats }).get(id)
    }
    expect(look('open', 'closed')).toMatchObject({ mark: 'opening', pending: false })
    expect(look('open', 'open')).toMatchObject({ mark: 'air', pending: false })
    expect(look('closed', 'open')).toMatchObject({ mark: 'air', pending: true })
    expect(look('closed', 'closed')).toMatchObject({ mark: null })
  })

  it('tells voted, silent, absent, away and fault apart', () => {
    const { plan, room, desk } = fixture('vote')
    const looks = deskLooks(plan, room, desk)
    const count = (body: string) => [...looks.values()].filter((look) => look.body === body).length
    expect(count('fault')).toBe(2)
    expect(count('silent')).toBe(room.ballot ? room.ballot.electorate - room.ballot.cast - 2 : -1)
    expect(count('voted')).toBe(room.ballot?.cast)
    expect(count('away')).toBe(room.remote.length)
    expect(count('present')).toBe(0)
  })

  it('shows the form of each choice once declared, and who did not press', () => {
    const { plan, room } = fixture('result')
    if (!room.ballot) throw new Error('The fixture has no vote.')
    const votes = { m1: 'agree', m2: 'disagree', m3: 'abstain', m4: 'no-vote' }
    const looks = resultLooks(plan, room, { ...room.ballot, state: 'declared', votes })
    const choiceOf = (index: number) => looks.get(plan.members[index]?.seat ?? '')?.choice
    expect([1, 2, 3, 4].map(choiceOf)).toEqual(['full', 'crossed', 'level', 'empty'])
    expect(looks.get(plan.members[9]?.seat ?? '')?.body).toBe('silent')
  })
})
