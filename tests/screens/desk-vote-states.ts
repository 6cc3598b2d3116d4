import type { Scene } from '../core/given.ts'
import { faulty, opened, person, bySeat, sitting, voted } from './desk-votes.ts'

/** The moments of a vote a desk must be looked at in, each from the core. */
export const VOTE_STATES = {
  none: () => sitting(),
  presence: () => declared(sitting().after({ type: 'StartPresenceCheck', check: 'p1' }), 40),
  checked: () =>
    declared(sitting().after({ type: 'StartPresenceCheck', check: 'p1' }), 53).after({
      type: 'EndPresenceCheck',
      check: 'p1',
    }),
  open: () => voted(sitting().after(opened()), CHOICES, 7),
  held: () =>
    voted(sitting().after(opened()), CHOICES, 3).after({
      type: 'HoldBallot',
      ballot: 'b1',
      reason: 'Consoles of line 2 do not answer',
    }),
  closing: () => voted(sitting().after(opened()), CHOICES).after(CLOSE),
  closed: () => closed(voted(sitting().after(opened()), CHOICES)),
  asks: () => closed(voted(faulty(sitting().after(opened()), [4, 13]), CHOICES)),
  declared: () =>
    closed(voted(sitting().after(opened()), CHOICES)).after({
      type: 'DeclareResult',
      ballot: 'b1',
      accept: false,
    }),
} satisfies Record<string, () => Scene>
export type VoteState = keyof typeof VOTE_STATES

export const CHOICES = ['agree', 'agree', 'disagree', 'agree', 'abstain']
export const CLOSE = { type: 'CloseBallot', ballot: 'b1' } as const

function declared(scene: Scene, count: number): Scene {
  return Array.from({ length: count }, (_, index) => person(index))
    .filter(({ id }) => id !== '')
    .reduce(
      (before, { id, seat }) => before.after({ type: 'DeclarePresence', member: id }, bySeat(seat)),
      scene,
    )
}

export const closed = (scene: Scene): Scene =>
  scene
    .after(CLOSE)
    .after({ type: 'FinishClosing', ballot: 'b1' }, { kind: 'system', part: 'clock' })
