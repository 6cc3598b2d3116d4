import { describe, expect, it } from 'vitest'
import type { BallotView, OwnBallotView } from '../../controller/protocol/views.ts'
import { blockOf, openVote } from './open-vote.ts'

const own: OwnBallotView = {
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
}
const ballot = { id: 'b1', state: 'open', secret: null } as BallotView
const barred = (whyNot: string, entitled = true): OwnBallotView => ({
  ...own,
  entitled,
  mayVote: false,
  whyNot,
})

describe('the vote of a person', () => {
  it('is theirs when they may vote, or when their vote stands and cannot be changed', () => {
    expect(openVote(ballot, own)?.ballot).toBe(ballot)
    const standing = { ...barred('already-voted'), recorded: 'agree' }
    expect(openVote(ballot, standing)?.own).toBe(standing)
  })

  it('stays theirs while it is held, and until its result is declared', () => {
    const held = { ...ballot, state: 'held' } satisfies BallotView
    expect(openVote(held, barred('ballot-held'))).not.toBeNull()
    expect(openVote({ ...ballot, state: 'closed' }, barred('ballot-closed'))).not.toBeNull()
    expect(openVote({ ...ballot, state: 'declared' }, barred('ballot-closed'))).toBeNull()
    expect(openVote({ ...ballot, state: 'voided' }, barred('ballot-closed'))).toBeNull()
  })

  it('is none when it is another, or not theirs', () => {
    expect(openVote(ballot, { ...own, id: 'b0' })).toBeNull()
    expect(openVote(ballot, barred('not-in-electorate', false))).toBeNull()
    expect(openVote(ballot, barred('no-remote-vote'))).toBeNull()
    expect(openVote({ ...ballot, state: 'held' }, barred('ballot-held', false))).toBeNull()
    expect(openVote(null, own)).toBeNull()
  })
})

describe('a press', () => {
  const block = (change: Partial<BallotView>, part = own, isLocked = false) =>
    blockOf({ ballot: { ...ballot, ...change }, own: part }, isLocked)

  it('counts while the vote is open', () => {
    expect(block({})).toBeNull()
  })

  it('does not where something keeps it from counting, and that has a name', () => {
    expect(block({}, own, true)).toBe('locked')
    expect(block({ state: 'held' }, barred('ballot-held'))).toBe('held')
    expect(block({ state: 'closing' }, barred('ballot-closed'))).toBe('over')
    expect(block({ state: 'closed' }, barred('ballot-closed'))).toBe('over')
    expect(block({ secret: { officers: [], seal: null } })).toBe('box')
    expect(block({}, { ...barred('already-voted'), recorded: 'agree' })).toBe('first-counts')
    expect(block({}, barred('not-called'))).toBe('not-called')
    expect(block({}, barred('a-reason-of-tomorrow'))).toBe('other')
  })
})
