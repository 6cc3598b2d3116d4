import { describe, expect, it } from 'vitest'
import type { OwnBallotView } from '../../controller/protocol/views.ts'
import { openVote } from './open-vote.ts'
import { answerOf, standingOf, type VotePress } from './vote-press.ts'

const own = (change: Partial<OwnBallotView> = {}): OwnBallotView => ({
  id: 'b1',
  mayVote: true,
  whyNot: null,
  recorded: null,
  revisable: true,
  ...change,
})
const press = (answer: VotePress['answer']): VotePress => ({
  ballot: 'b1',
  choice: 'agree',
  answer,
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

describe('the open vote of a person', () => {
  const ballot = { id: 'b1', state: 'open' } as Parameters<typeof openVote>[0] & object
  it('is theirs when they may vote, or when their vote stands and cannot be changed', () => {
    expect(openVote(ballot, own())?.ballot).toBe(ballot)
    const standing = own({ mayVote: false, whyNot: 'already-voted', recorded: 'agree' })
    expect(openVote(ballot, standing)?.own).toBe(standing)
  })

  it('is none when it is closed, another, or not theirs', () => {
    expect(openVote({ ...ballot, state: 'closed' }, own())).toBeNull()
    expect(openVote(ballot, own({ id: 'b0' }))).toBeNull()
    expect(openVote(ballot, own({ mayVote: false, whyNot: 'not-in-electorate' }))).toBeNull()
    expect(openVote(null, own())).toBeNull()
  })
})
