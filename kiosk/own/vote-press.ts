import type { ChoiceId } from '../../controller/protocol/chamber.ts'
import type { BallotId } from '../../controller/protocol/ids.ts'
import type { OwnBallotView } from '../../controller/protocol/views.ts'

/** A choice pressed on this screen. `unknown`: the link was lost before the answer came. */
export interface VotePress {
  ballot: BallotId
  choice: ChoiceId
  answer: 'awaited' | 'accepted' | 'unknown' | 'unsent'
  /** A vote of this person lay in the box of a secret ballot already. */
  again: boolean
}

/** In a secret ballot nobody can say which vote lies in the box: the first one there is this one. */
const isRecorded = ({ choice, again }: VotePress, own: OwnBallotView): boolean =>
  own.recorded === choice || (own.sealed && !again)

/**
 * What became of a press, told by what the controller shows and by nothing else. `waiting`: sent,
 * and not in the record as far as this screen knows. `lost`: not in the record; it must be pressed
 * again, and the screen must say so. Null: recorded, or of another vote.
 */
export function standingOf(
  press: VotePress | null,
  own: OwnBallotView | null,
  isLive: boolean,
): 'waiting' | 'lost' | null {
  if (press === null || own?.id !== press.ballot || isRecorded(press, own)) return null
  if (press.answer === 'unsent') return 'lost'
  return press.answer === 'unknown' && isLive ? 'lost' : 'waiting'
}

/** Of these answers nobody knows whether the controller heard the question. */
const UNSURE = new Set(['answer-lost', 'no-answer'])

export function answerOf(code: string): VotePress['answer'] | null {
  if (code === 'link-lost') return 'unsent'
  return UNSURE.has(code) ? 'unknown' : null
}
