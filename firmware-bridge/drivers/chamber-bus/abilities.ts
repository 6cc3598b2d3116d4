import type { ConsoleAbility } from '../../../controller/protocol/device-messages.ts'

const LETTERS: Readonly<Record<string, ConsoleAbility>> = { u: 'key-up', v: 'voice' }

/**
 * What a console can beside what all can, and its firmware's version without it: `1.4.2;uv` is 1.4.2
 * that tells of keys that come up and of voices (docs/chamber-bus.md, section 3). Letters that are not
 * known are of a console newer than this.
 */
export function abilitiesIn(identity: string): { firmware: string; can: ConsoleAbility[] } {
  const at = identity.lastIndexOf(';')
  if (at === -1) return { firmware: identity, can: [] }
  const can = [...identity.slice(at + 1)].flatMap((letter) => LETTERS[letter] ?? [])
  return { firmware: identity.slice(0, at), can: [...new Set(can)] }
}
