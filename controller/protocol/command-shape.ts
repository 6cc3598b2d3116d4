import Type from 'typebox'

/** Imperative, one schema each; `type` names it. What is decided from it is the core's business. */
export const command = <T extends string, P extends Record<string, Type.TSchema>>(
  type: T,
  fields: P,
) => Type.Object({ type: Type.Literal(type), ...fields }, { additionalProperties: false })

/** Why somebody did it, in their own words; kept in the record. */
export const Reason = Type.String({ minLength: 1, maxLength: 500 })
