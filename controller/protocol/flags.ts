import Type from 'typebox'

/** What is looked for in presses, cards and votes, and what follows: data of the house. */

const strict = { additionalProperties: false }
const Ms = Type.Integer({ minimum: 0, maximum: 24 * 3_600_000 })

/** 'lock': whoever it is about neither votes nor speaks until an officer decides (RULES R13). */
const Action = Type.Union([Type.Literal('note'), Type.Literal('ask'), Type.Literal('lock')])
export type FlagAction = Type.Static<typeof Action>
const action = { action: Action }
/** There is nobody to lock. */
const noteOrAsk = { action: Type.Union([Type.Literal('note'), Type.Literal('ask')]) }

/** So many presses make a pattern. Each is looked at with so many before it: hence the limit. */
const count = Type.Integer({ minimum: 3, maximum: 20 })

export const FlagPolicy = Type.Object(
  {
    /** A card is presented while the same card is in another reader. */
    'card-in-two-readers': Type.Object(action, strict),
    /** Two cards at one seat, within so long. */
    'two-cards-one-seat': Type.Object({ ...action, windowMs: Ms }, strict),
    /** Somebody seated asks for admission from afar, or who is admitted shows a card at a seat. */
    'remote-and-seated': Type.Object(action, strict),
    /** A card is shown at a second seat by somebody who signed in at the first without one. */
    'member-in-two-places': Type.Object(action, strict),
    /** The sign-in key of somebody's seat while they are somewhere else: anybody can press a key. */
    'key-at-second-seat': Type.Object(action, strict),
    /** A choice is pressed where nobody is signed in, while a vote is open. */
    'vote-nobody-signed-in': Type.Object(noteOrAsk, strict),
    /**
     * One console changes its vote `count` times with less than `fastestMs` from one to the next, or
     * `count` presses of one console, or of neighbours, come at intervals that differ by less than
     * `jitterMs` and are no longer than `longestMs`. Of neighbours, shorter ones than `fastestMs`
     * tell nothing: a line that was away brings their presses together.
     */
    'inhuman-rhythm': Type.Object(
      { ...action, count, fastestMs: Ms, longestMs: Ms, jitterMs: Ms },
      strict,
    ),
    /** `count` neighbours choose the same, in the order of their seats, each so long after the other. */
    'neighbour-order': Type.Object({ ...action, count, fastestMs: Ms, longestMs: Ms }, strict),
    /** Somebody votes who was removed, or whom the desk signed out, within so long; or their seat. */
    'member-asked-to-leave': Type.Object({ ...action, windowMs: Ms }, strict),
  },
  strict,
)
export type FlagPolicy = Type.Static<typeof FlagPolicy>
export type FlagCode = keyof FlagPolicy

/** Of a house that looks for nothing: patterns are never found, and nobody is asked or locked. */
export const ONLY_NOTES: FlagPolicy = {
  'card-in-two-readers': { action: 'note' },
  'two-cards-one-seat': { action: 'note', windowMs: 0 },
  'remote-and-seated': { action: 'note' },
  'member-in-two-places': { action: 'note' },
  'key-at-second-seat': { action: 'note' },
  'vote-nobody-signed-in': { action: 'note' },
  'inhuman-rhythm': { action: 'note', count: 20, fastestMs: 0, longestMs: 0, jitterMs: 0 },
  'neighbour-order': { action: 'note', count: 20, fastestMs: 1, longestMs: 0 },
  'member-asked-to-leave': { action: 'note', windowMs: 0 },
}
