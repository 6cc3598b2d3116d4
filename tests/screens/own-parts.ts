import type { OwnBallotView } from '../../controller/protocol/views.ts'

/** What one member is told of the open vote, at a seat, in the chair or from afar. */

export const part = (change: Partial<OwnBallotView> = {}): OwnBallotView => ({
  id: 'b1',
  entitled: true,
  mayVote: true,
  whyNot: null,
  recorded: null,
  sealed: false,
  revisable: true,
  receipt: null,
  preview: null,
  called: false,
  casting: false,
  ...change,
})

/** What the record says of somebody who voted. */
export const cast = (recorded: string): OwnBallotView => part({ recorded, receipt: 'K7Q42M9D83' })

/** Under a rule by which the first press counts. */
export const castFirst = (recorded: string | null): OwnBallotView =>
  part({
    mayVote: false,
    whyNot: 'already-voted',
    recorded,
    sealed: recorded === null,
    revisable: false,
  })

export const stopped = (state: 'held' | 'closed', own = part()): OwnBallotView => ({
  ...own,
  mayVote: false,
  whyNot: `ballot-${state}`,
  revisable: false,
})

export const uncalled = (own = part()): OwnBallotView => ({
  ...own,
  mayVote: false,
  whyNot: 'not-called',
})
