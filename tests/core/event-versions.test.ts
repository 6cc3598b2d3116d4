import { describe, expect, test } from 'vitest'
import {
  EVENT_VERSIONS,
  EventUnreadableError,
  toDraft,
  toEvent,
} from '../../controller/protocol/event-versions.ts'
import type { RecordedEvent } from '../../controller/protocol/recorded.ts'
import type { Upcasters } from '../../controller/protocol/upcasters.ts'
import { ONLY_NOTES } from '../../controller/protocol/flags.ts'
import { DESK, evidenceAt } from './given.ts'

const cause = { by: DESK, command: 'click-1' }
const recorded = (change: Partial<RecordedEvent> = {}): RecordedEvent => ({
  ...toDraft({ type: 'SittingOpened', data: { sitting: 's1' } }, 5, cause),
  seq: 7,
  hash: '',
  ...change,
})

const codeOf = (run: () => unknown) => {
  try {
    run()
  } catch (error) {
    if (error instanceof EventUnreadableError) return error.code
    throw error
  }
  return 'read'
}

describe('a recorded event', () => {
  test('comes back as it was decided', () => {
    expect(toEvent(recorded())).toEqual({
      type: 'SittingOpened',
      data: { sitting: 's1' },
      seq: 7,
      at: 5,
      cause,
    })
  })

  test('of an older version is lifted step by step', () => {
    const steps: Upcasters = {
      SittingOpened: {
        1: (data) => ({ ...data, room: 'hall' }),
        2: ({ room, ...data }) => ({ ...data, room: [room ?? null] }),
      },
    }
    const versions = { ...EVENT_VERSIONS, SittingOpened: 3 }
    expect(toEvent(recorded(), steps, versions).data).toEqual({ sitting: 's1', room: ['hall'] })
  })

  test('that only a newer software knows is named, not guessed', () => {
    const versions = { ...EVENT_VERSIONS, SittingOpened: 3 }
    expect(codeOf(() => toEvent(recorded({ type: 'SittingMoved' })))).toBe('event-type-unknown')
    expect(codeOf(() => toEvent(recorded({ type: 'constructor' })))).toBe('event-type-unknown')
    expect(codeOf(() => toEvent(recorded({ version: 2 })))).toBe('event-version-unknown')
    expect(codeOf(() => toEvent(recorded(), {}, versions))).toBe('event-version-unknown')
  })
})

describe('a record of the first version', () => {
  const old = (type: RecordedEvent['type'], data: RecordedEvent['data']) =>
    toEvent(recorded({ type, version: 1, data })).data
  const oldRule = {
    id: 'ordinary',
    method: 'machine',
    choices: [],
    base: 'yes+no',
    compare: '>',
    threshold: { num: 1, den: 2 },
    tie: 'casting-vote',
    quorum: { num: 1, den: 2 },
    revision: 'last-counts',
  }
  const newRule = {
    id: 'ordinary',
    method: 'machine',
    choices: [],
    decides: {
      by: 'threshold',
      base: 'yes+no',
      compare: '>',
      threshold: { num: 1, den: 2 },
      tie: 'casting-vote',
    },
    also: [],
    quorum: { part: { num: 1, den: 2 }, atClose: 'cast' },
    recount: null,
    supporters: null,
    electorate: 'frozen',
    revision: 'last-counts',
  }

  test('says what was seen in the one language it was written in', () => {
    const detail = 'm1 is signed in at s1 and shows up at s3.'
    expect(old('VoteFlagged', { flag: 'flag-9', detail })).toEqual({
      flag: 'flag-9',
      detail: { th: detail, en: detail },
    })
  })

  test('has a chamber whose groups have no tags, and no presence check before a vote', () => {
    const chamber = {
      id: 'house',
      policy: { queueLimit: 1 },
      groups: [{ id: 'g', side: 'none' }],
      consoles: [{ id: 'c1', seat: 's1' }],
      rules: [oldRule],
    }
    expect(old('ChamberConfigured', { chamber })).toEqual({
      chamber: {
        id: 'house',
        policy: { queueLimit: 1, flags: ONLY_NOTES, lateWindowMs: 0, presenceCheck: 'optional' },
        groups: [{ id: 'g', side: 'none', tags: [] }],
        splits: [],
        consoles: [{ id: 'c1', seat: 's1', bridge: null, line: null }],
        rules: [newRule],
      },
    })
  })

  test('has votes and arrivals of which less was known', () => {
    const place = { kind: 'seat', seat: 's1' } as const
    const { console, pressId, deviceAt } = evidenceAt(place)
    const evidence = { place, console, pressId, deviceAt }
    const vote = { ballot: 'b1', member: 'm1', choice: 'agree' }
    expect(old('VoteCast', { ...vote, evidence })).toEqual({ ...vote, evidence: evidenceAt(place) })
    expect(old('MemberSignedIn', { member: 'm1', place })).toEqual({
      member: 'm1',
      place,
      card: null,
    })
  })

  test('has votes that came out of no other, under a rule by threshold', () => {
    expect(old('BallotOpened', { ballot: 'b1', rule: oldRule })).toEqual({
      ballot: 'b1',
      rule: newRule,
      origin: null,
      supporters: null,
      prepared: null,
      call: null,
    })
  })

  test('has results whose sums are their own sentences', () => {
    const result = {
      outcome: 'carried',
      decision: { holds: true, formula: '3 > 2' },
      quorum: { holds: true, formula: '5 ≥ 3' },
    }
    expect(old('BallotClosed', { ballot: 'b1', result })).toEqual({
      ballot: 'b1',
      result: {
        outcome: 'carried',
        decision: { holds: true, formula: '3 > 2', words: { th: '3 > 2', en: '3 > 2' } },
        quorum: { holds: true, formula: '5 ≥ 3', words: { th: '5 ≥ 3', en: '5 ≥ 3' } },
        also: [],
        splits: [],
        leading: [],
        sanity: [],
      },
    })
  })
})
