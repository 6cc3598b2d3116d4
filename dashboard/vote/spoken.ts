import type { Choice } from '../../controller/protocol/chamber.ts'
import type { BallotId } from '../../controller/protocol/ids.ts'
import type { Text } from '../../controller/protocol/text.ts'
import type { BallotState, DeskView } from '../../controller/protocol/views.ts'

/** A vote in which something may be said aloud. */
export interface SpokenVote {
  id: BallotId
  motion: Text
  choices: readonly Choice[]
}

const COUNTS: readonly BallotState[] = ['open', 'closing', 'closed', 'declared']

/**
 * The present vote, then the earlier ones of this sitting, the newest first: a member may notice only
 * later that the console was dark.
 */
export function spokenVotes({
  ballot,
  earlier,
}: Pick<DeskView, 'ballot' | 'earlier'>): SpokenVote[] {
  const present =
    ballot === null || ballot.method === 'secret'
      ? []
      : [{ ...ballot, choices: ballot.rule.choices }]
  return [...present, ...earlier.toReversed()]
    .filter(({ state, choices }) => COUNTS.includes(state) && choices.length > 0)
    .map(({ id, motion, choices }) => ({ id, motion, choices }))
}
