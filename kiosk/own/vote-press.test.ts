import { describe, expect, it } from 'vitest'
import type { OwnBallotView } from '../../controller/protocol/views.ts'
import { answerOf, standingOf, type VotePress } from './vote-press.ts'

const own = (change: Partial<OwnBallotView> = {}): OwnBallotView => ({
  id: 'b1',
  entitled: true,
  mayVote: true,
  whyNot: null,
  recorded: null,
  sealed: false,
  revisable: true,
  called: false,
  casting: false,
  receipt: null,
  preview: null,
  ...change,
})
const press = (answer: VotePress['answer']): VotePress => ({
  ballot: 'b1',
  choice: 'agree',
  answer,
  again: false,
})

describe('a choice that was pressed', () => {
  it('waits until the view shows it recorded, also when it was accepted', () => {
    expect(standingOf(press('awaited'), own(), true)).toBe('waiting')
    expect(standingOf(press('accepted'), own({ recorded: 'disagree' }), true)).toBe('waiting')
    expect(standingOf(press('accepted'), own({ recorded: 'agree' }), true)).toBeNull()
  })

  it('is lost when it was not sent', () => {
    expect(standingOf(press('unsent'), own(), false)).toBe('lost')
  })

  it('is in doubt while the link is away, and lost if the record does not have it then', () => {
    expect(standingOf(press('unknown'), own(), false)).toBe('waiting')
    expect(standingOf(press('unknown'), own(), true)).toBe('lost')
    expect(standingOf(press('unknown'), own({ recorded: 'agree' }), true)).toBeNull()
  })

  it('says nothing of the next vote', () => {
    expect(standingOf(press('unknown'), own({ id: 'b2' }), true)).toBeNull()
    expect(standingOf(press('awaited'), null, true)).toBeNull()
  })

  it('is refused by every other answer', () => {
    expect(answerOf('link-lost')).toBe('unsent')
    expect([answerOf('answer-lost'), answerOf('no-answer')]).toEqual(['unknown', 'unknown'])
    expect(answerOf('ballot-closed')).toBeNull()
  })
})

describe('a choice pressed in a secret vote', () => {
  it('is known to be in the box where it is the first of this person', () => {
    expect(standingOf(press('unknown'), own({ sealed: true }), true)).toBeNull()
  })

  it('is in doubt where another vote lay there before', () => {
    const again = { ...press('unknown'), again: true }
    expect(standingOf(again, own({ sealed: true }), true)).toBe('lost')
  })
})
