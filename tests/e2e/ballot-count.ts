/** What was pressed in a vote, counted by hand: shares nothing with the controller's arithmetic. */

/** The ordinary rule's choices in the order of their keys, in the words of the screens. */
export const CHOICES = ['Agree', 'Disagree', 'Abstain', 'No vote'] as const
/** The same in the words of the record. */
export const CHOICE_IDS = ['agree', 'disagree', 'abstain', 'no-vote'] as const

export interface Counted {
  /** In the order of the choices. */
  counts: number[]
  outcome: 'Agreed' | 'Not agreed' | 'Tie'
  decision: string
  quorum: string
}

/** @param pressed the choice each member pressed last, from 1 */
export function countByHand(pressed: readonly number[], existing: number): Counted {
  const counts = CHOICES.map((_, index) => pressed.filter((choice) => choice === index + 1).length)
  const [agree = 0, disagree = 0] = counts
  const half = Math.ceil(existing / 2)
  if (pressed.length < half) throw new Error('Too few have voted for this count.')
  const sign = agree > disagree ? '>' : agree < disagree ? '<' : '='
  return {
    counts,
    outcome: agree > disagree ? 'Agreed' : agree < disagree ? 'Not agreed' : 'Tie',
    decision: `${agree} ${sign} ${disagree}`,
    quorum: `${pressed.length} ≥ ${half} = ⌈${existing} × 1/2⌉`,
  }
}
