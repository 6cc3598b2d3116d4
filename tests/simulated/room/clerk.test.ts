import { QUIET_FLOOR, RUNS_ON } from '../quiet-floor.ts'
import { describe, expect, it } from 'vitest'
import type { RoomView } from '../../../controller/protocol/views.ts'
import { Clerk, type ClerksView } from './clerk.ts'

const text = (en: string) => ({ th: en, en })
const holds = { holds: true, formula: '40 ≥ 30 = ⌈60 × 1/2⌉' }
const item = (id: string, level: number, state: 'ahead' | 'current' = 'ahead') => ({
  id,
  number: id,
  level,
  title: text(id),
  state,
  startedAt: null,
})

function view(room: Partial<RoomView>, desk: Partial<ClerksView['desk']> = {}): ClerksView {
  return {
    plan: { rules: [{ id: 'ordinary' }] },
    room: {
      sitting: { id: 's1', title: text('s1'), state: 'open', openedAt: 0, suspendedAt: null },
      agenda: [item('i1', 0, 'current'), item('i2', 2)],
      item: 'i1',
      onAir: [],
      queue: [],
      floor: QUIET_FLOOR,
      presence: { hall: 40, remote: 0, counted: 40, existing: 60, quorum: holds },
      prepared: [],
      presenceCheck: null,
      bellAt: null,
      checkpoint: null,
      ballot: null,
      seated: {},
      remote: [],
      ...room,
    },
    desk: { desks: [], lobby: [], ...desk },
  }
}

const who = { member: 'm1', seat: 'A', remote: false } as const
const asking = { ...who, place: 1, askedAt: 0, listed: false }

describe('the clerk of the simulated room', () => {
  it('opens a sitting that has been quorate for a while', () => {
    const clerk = new Clerk('clerk')
    const sitting = { id: 's1', title: text(''), openedAt: null, suspendedAt: null }
    const scheduled = view({ sitting: { ...sitting, state: 'scheduled' } })
    expect(clerk.next(scheduled, 0)).toBeNull()
    expect(clerk.next(scheduled, 20_000)).toEqual({ type: 'OpenSitting' })
  })

  it('grants the first in the queue when nobody speaks, and ends who speaks too long', () => {
    const clerk = new Clerk('clerk')
    const queue = [{ ...asking, kind: 'speak' as const }]
    expect(clerk.next(view({ queue }), 0)).toEqual({ type: 'GrantFloor', member: 'm1' })
    const speaking = { since: 0, until: 1000, microphone: true, cut: false }
    const speaker = { ...who, ...RUNS_ON, ...speaking, kind: 'speak' as const }
    expect(clerk.next(view({ onAir: [speaker], queue }), 2000)).toBeNull()
    expect(clerk.next(view({ onAir: [speaker] }), 10_000)).toEqual({
      type: 'RevokeFloor',
      member: 'm1',
    })
  })

  it('takes the next item, puts a part of the bill to a vote once, and goes on', () => {
    const clerk = new Clerk('clerk')
    expect(clerk.next(view({}), 0)).toBeNull()
    expect(clerk.next(view({}), 100_000)).toEqual({ type: 'StartAgendaItem', item: 'i2' })
    const part = view({ item: 'i2' })
    expect(clerk.next(part, 100_000)).toBeNull()
    expect(clerk.next(part, 200_000)).toMatchObject({ type: 'OpenBallot', ballot: 's1-i2' })
    expect(clerk.next(part, 201_000)).toBeNull()
    expect(clerk.next(part, 230_000)).toEqual({ type: 'StartAgendaItem', item: 'i1' })
  })

  it('does nothing while somebody else sits at a desk', () => {
    const clerk = new Clerk('clerk')
    const queue = [{ ...asking, kind: 'speak' as const }]
    expect(clerk.next(view({ queue }, { desks: ['wipha'] }), 0)).toBeNull()
    expect(clerk.next(view({ queue }, { desks: ['clerk'] }), 0)).not.toBeNull()
  })
})
