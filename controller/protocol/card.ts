import Type from 'typebox'

/** The identity a card reader reports (hex): known at the reader and in the chamber's file alone. */
export const CardNumber = Type.String({ pattern: '^[0-9A-F]{8,32}$' })
export type CardNumber = Type.Static<typeof CardNumber>

/**
 * A card in the record: its mark (docs/decisions/card-marks.md). Records that are older than marks
 * hold the number itself.
 */
export const RecordedCard = Type.String({ pattern: '^(card-[0-9A-F]{16}|[0-9A-F]{8,32})$' })
export type RecordedCard = Type.Static<typeof RecordedCard>
