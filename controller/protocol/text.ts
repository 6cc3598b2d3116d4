import Type from 'typebox'

/** A text in both languages of the chamber. Both are always given, so that no screen falls back silently. */
export const Text = Type.Object(
  { th: Type.String({ maxLength: 500 }), en: Type.String({ maxLength: 500 }) },
  { additionalProperties: false },
)
export type Text = Type.Static<typeof Text>

/** What somebody wrote, in whatever language; or what the controller says, in both. */
export const Said = Type.Union([Type.String(), Text])
export type Said = Type.Static<typeof Said>

/** As one line, for whoever reads it without choosing a language. */
export const inBoth = (said: Said): string =>
  typeof said === 'string' ? said : `${said.th} / ${said.en}`
