import { describe, expect, test } from 'vitest'
import {
  EVENT_VERSIONS,
  EventUnreadableError,
  toDraft,
  toEvent,
  type Upcasters,
} from '../../controller/protocol/event-versions.ts'
import type { RecordedEvent } from '../../controller/protocol/recorded.ts'
import { DESK } from './given.ts'

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
