import { createHash, timingSafeEqual } from 'node:crypto'
import type { SecretsPort } from '../engine/ports.ts'

/**
 * Other programs of the house (statistics, captions) that give commands by HTTP. Each is named in
 * the configuration and shows `Authorization: Bearer <name>.<secret>`.
 */
export class Integrators {
  readonly #tokens: ReadonlyMap<string, string>

  constructor(names: readonly string[], secrets: SecretsPort) {
    this.#tokens = new Map(
      names.map((name) => [name, `${name}.${secrets.secretFor('integrator', name)}`]),
    )
  }

  /** The name of the integrator whose token this is, or null. */
  of(authorization: string | undefined): string | null {
    const [, token = ''] = /^Bearer (.+)$/.exec(authorization ?? '') ?? []
    const [name = ''] = token.split('.', 1)
    const expected = this.#tokens.get(name)
    return expected !== undefined && sameSecret(token, expected) ? name : null
  }

  list(): { name: string; token: string }[] {
    return [...this.#tokens].map(([name, token]) => ({ name, token }))
  }
}

/** Compares digests, so that neither content nor length shows in the time it takes. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
