import Type from 'typebox'
import { RuleId } from './ids.ts'
import { Text } from './text.ts'

/**
 * What a group of members has in common where rules and results ask for it: 'house', 'senate',
 * 'without-office'. A member's tags are those of their group, its side, and the member's class.
 */
export const Tag = Type.String({ pattern: '^[a-z][a-z0-9-]{0,31}$' })
export type Tag = string

/** What pressing a choice does to the arithmetic of a rule; 'person': it is somebody to be elected. */
export const Counting = Type.Union([
  Type.Literal('yes'),
  Type.Literal('no'),
  Type.Literal('neither'),
  Type.Literal('person'),
])
export type Counting = Type.Static<typeof Counting>

export const Choice = Type.Object(
  { id: Type.String({ pattern: '^[a-z][a-z-]{0,23}$' }), name: Text, counts: Counting },
  { additionalProperties: false },
)
export type Choice = Type.Static<typeof Choice>
export type ChoiceId = string

/** `a/b` of a base, in integers, as the law writes it. */
export const Fraction = Type.Object(
  {
    num: Type.Integer({ minimum: 0, maximum: 1000 }),
    den: Type.Integer({ minimum: 1, maximum: 1000 }),
  },
  { additionalProperties: false },
)
export type Fraction = Type.Static<typeof Fraction>

/** What the votes are measured against. In an election 'yes+no' is the votes given to persons. */
export const Base = Type.Union([
  Type.Literal('yes+no'),
  Type.Literal('cast'),
  Type.Literal('present'),
  Type.Literal('existing'),
])
export type Base = Type.Static<typeof Base>

/** holds ⇔ votes · den CMP num · base, in integers. */
const measure = {
  base: Base,
  compare: Type.Union([Type.Literal('>'), Type.Literal('>=')]),
  threshold: Fraction,
}
export const Measure = Type.Object(measure, { additionalProperties: false })
export type Measure = Type.Static<typeof Measure>

/** How the votes become a decision. */
export const Decides = Type.Union([
  Type.Object(
    {
      by: Type.Literal('threshold'),
      ...measure,
      /** What as many yes as no leads to, where that does not carry. */
      tie: Type.Union([
        Type.Literal('casting-vote'),
        Type.Literal('not-carried'),
        Type.Literal('refer'),
      ]),
    },
    { additionalProperties: false },
  ),
  /** The person with the most votes is elected. */
  Type.Object(
    {
      by: Type.Literal('plurality'),
      tie: Type.Union([Type.Literal('run-off'), Type.Literal('refer')]),
    },
    { additionalProperties: false },
  ),
  /** A person who reaches the measure is elected; otherwise the first two stand in a run-off. */
  Type.Object({ by: Type.Literal('majority'), ...measure }, { additionalProperties: false }),
])
export type Decides = Type.Static<typeof Decides>

/** A condition beside the decision, counted among the members tagged `of` alone. */
export const Also = Type.Object(
  { id: RuleId, name: Text, of: Tag, ...measure },
  { additionalProperties: false },
)
export type Also = Type.Static<typeof Also>

/** A voting rule as data (docs/rules.md says how to write one). */
export const Rule = Type.Object(
  {
    id: RuleId,
    name: Text,
    citation: Text,
    method: Type.Union([
      Type.Literal('machine'),
      Type.Literal('roll-call'),
      Type.Literal('secret'),
    ]),
    /** In the order of a console's keys. In an election the persons come when the vote is opened. */
    choices: Type.Array(Choice, { maxItems: 10 }),
    decides: Decides,
    /** Each must hold as well, or the motion is not carried. */
    also: Type.Array(Also, { maxItems: 10 }),
    quorum: Type.Object(
      {
        /** ≥ this part of the existing members, when the vote opens and again at its close. */
        part: Fraction,
        /** What counts at the close: the votes given, or who is there. */
        atClose: Type.Union([Type.Literal('cast'), Type.Literal('present')]),
      },
      { additionalProperties: false },
    ),
    /** A roll call on demand after a close result; null: never. */
    recount: Type.Union([
      Type.Object(
        {
          /** Yes and no differ by this many at most. */
          margin: Type.Integer({ minimum: 0, maximum: 2000 }),
          /** This many members at least demand it. */
          demandedBy: Type.Integer({ minimum: 1, maximum: 2000 }),
        },
        { additionalProperties: false },
      ),
      Type.Null(),
    ]),
    /** ≥ this part of the existing members tagged `of` (null: of all) support the motion; null: nobody need. */
    supporters: Type.Union([
      Type.Object(
        { of: Type.Union([Tag, Type.Null()]), part: Fraction },
        { additionalProperties: false },
      ),
      Type.Null(),
    ]),
    /** Who may vote: the members present when it opens, or whoever is present when they vote. */
    electorate: Type.Union([Type.Literal('frozen'), Type.Literal('present-now')]),
    revision: Type.Union([Type.Literal('last-counts'), Type.Literal('first-counts')]),
  },
  { additionalProperties: false },
)
export type Rule = Type.Static<typeof Rule>
