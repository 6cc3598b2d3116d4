import { describe, expect, it } from 'vitest'
import type {
  AgendaItemView,
  BallotView,
  PresenceCheckView,
  RollCallView,
  RoomView,
  SpeakerView,
} from '../../controller/protocol/views.ts'
import { whatIsShown } from './whats-shown.ts'

const OPENED = 1000
const DECLARED = 3000

const ballot = (state: BallotView['state']): BallotView =>
  ({
    id: 'b1',
    state,
    openedAt: OPENED,
    call: null,
    corrections: [] as BallotView['corrections'],
    declaredAt: state === 'declared' ? DECLARED : null,
    result: state === 'declared' ? { outcome: 'carried' } : null,
  }) as BallotView
const speaker = (member: string, since: number, microphone = true): SpeakerView => ({
  member,
  seat: null,
  remote: false,
  kind: 'speak',
  taken: 'granted',
  since,
  until: null,
  stands: null,
  time: 'running',
  microphone,
  cut: false,
})
const begun = (startedAt: number) => [{ id: 'i1', startedAt }] as AgendaItemView[]
const room = (change: Partial<RoomView> = {}): RoomView =>
  ({
    sitting: { state: 'open' },
    agenda: begun(0),
    item: 'i1',
    onAir: [],
    queue: [],
    ballot: null,
    presenceCheck: null,
    ...change,
  }) as RoomView

describe('what a hall display shows', () => {
  it('is nothing of the debate unless the sitting is open', () => {
    expect(whatIsShown(room({ sitting: null }))).toEqual({ kind: 'idle', because: 'none' })
    for (const state of ['scheduled', 'suspended', 'closed'] as const) {
      const sitting = { ...room().sitting, state } as RoomView['sitting']
      const during = room({ sitting, ballot: ballot('declared'), onAir: [speaker('m1', 0)] })
      expect(whatIsShown(during)).toEqual({ kind: 'idle', because: state })
    }
  })

  it('is the item while nobody speaks, and a vote before everything', () => {
    expect(whatIsShown(room()).kind).toBe('item')
    for (const state of ['open', 'held', 'closing', 'closed'] as const) {
      const voting = room({ ballot: ballot(state), onAir: [speaker('m1', 2000)] })
      expect(whatIsShown(voting).kind).toBe('vote')
    }
  })

  it('is the result from its announcement on, whoever was given the floor during the vote', () => {
    const result = room({ ballot: ballot('declared'), onAir: [speaker('m1', 2000)] })
    expect(whatIsShown(result).kind).toBe('result')
  })

  it('is the result until the next thing happens', () => {
    const declared = ballot('declared')
    const after = room({ ballot: declared, onAir: [speaker('m1', 3001)] })
    expect(whatIsShown(after).kind).toBe('speaker')
    expect(whatIsShown(room({ ballot: declared, agenda: begun(3001) })).kind).toBe('item')
  })

  it('is a vote that was made void, until the next thing happens', () => {
    expect(whatIsShown(room({ ballot: ballot('voided') })).kind).toBe('vote')
    const after = room({ ballot: ballot('voided'), onAir: [speaker('m1', 2000)] })
    expect(whatIsShown(after).kind).toBe('speaker')
  })

  it('is the name that is called, while a roll call runs', () => {
    const call = { called: 'm1' } as RollCallView
    expect(whatIsShown(room({ ballot: { ...ballot('open'), call } })).kind).toBe('call')
    expect(whatIsShown(room({ ballot: { ...ballot('held'), call } })).kind).toBe('vote')
  })

  it('is a presence check, and what it came to until somebody uses it', () => {
    const check = { endedAt: null, used: false } as PresenceCheckView
    const old = { ballot: ballot('declared') }
    expect(whatIsShown(room({ presenceCheck: check, ...old })).kind).toBe('presence')
    const ended = { ...check, endedAt: 4000 }
    expect(whatIsShown(room({ presenceCheck: ended, ...old })).kind).toBe('presence')
    const after = [speaker('m1', 4001)]
    expect(whatIsShown(room({ presenceCheck: ended, onAir: after })).kind).toBe('speaker')
    const used = { ...ended, used: true }
    expect(whatIsShown(room({ presenceCheck: used, ...old })).kind).toBe('result')
  })

  it('is a result again that was corrected after it was told', () => {
    const corrections = [{ at: 5000 }] as BallotView['corrections']
    const corrected = { ...ballot('declared'), corrections }
    const onAir = [speaker('m1', 4000)]
    expect(whatIsShown(room({ ballot: corrected, onAir })).kind).toBe('result')
  })

  it('is the last speaker who is heard, with the others who are', () => {
    const [first, order, muted] = [speaker('m1', 1), speaker('m2', 2), speaker('m3', 3, false)]
    expect(whatIsShown(room({ onAir: [first, order, muted] }))).toEqual({
      kind: 'speaker',
      speaker: order,
      others: [first],
    })
    expect(whatIsShown(room({ onAir: [muted] }))).toMatchObject({ speaker: muted, others: [] })
  })
})
