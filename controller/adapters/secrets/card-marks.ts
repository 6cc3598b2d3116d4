import type { SecretsPort } from '../../engine/ports.ts'
import type { CardNumber } from '../../protocol/card.ts'
import type { Chamber } from '../../protocol/chamber.ts'

/** 64 bits: two of a thousand cards share a mark in one of 10^13 houses. */
const MARK_BYTES = 8

/**
 * What stands for a card wherever something is recorded, such as 'card-3F9A77C012AB55E0': the same
 * card always has the same mark, and only who holds the chamber's secret can tell which card it is
 * (docs/decisions/card-marks.md).
 */
export function cardMark(secrets: Pick<SecretsPort, 'secretFor'>, card: CardNumber): string {
  const digest = Buffer.from(secrets.secretFor('card', card), 'base64url')
  return `card-${digest.toString('hex', 0, MARK_BYTES).toUpperCase()}`
}

/** The chamber as it is recorded: no number of a card in it. */
export const withCardMarks = (
  chamber: Chamber,
  secrets: Pick<SecretsPort, 'secretFor'>,
): Chamber => ({
  ...chamber,
  members: chamber.members.map((member) =>
    member.card === null ? member : { ...member, card: cardMark(secrets, member.card) },
  ),
})
