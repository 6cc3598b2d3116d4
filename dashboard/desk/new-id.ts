/**
 * A new id, by this screen's clock and chance: unique in a record without asking the controller, and
 * the same id again makes the same command a repeat instead of a second vote.
 */
export function newId(prefix: string): string {
  const chance = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
  return `${prefix}${Date.now().toString(36)}${chance.toString(36)}`
}
