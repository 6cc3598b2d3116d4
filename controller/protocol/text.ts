import Type from 'typebox'

/** A text in both languages of the chamber. Both are always given, so that no screen falls back silently. */
export const Text = Type.Object(
  { th: Type.String({ maxLength: 500 }), en: Type.String({ maxLength: 500 }) },
  { additionalProperties: false },
)
export type Text = Type.Static<typeof Text>
