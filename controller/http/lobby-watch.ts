import type { Engine } from '../engine/ports.ts'
import type { MemberId } from '../protocol/ids.ts'
import type { Screens } from './screens.ts'
import type { Views } from './views.ts'

/**
 * Whoever waits in the lobby and has had no page for this long has left it: the officer must not
 * admit a chair that is empty. Long enough to change from Wi-Fi to a phone's network. A person who
 * was admitted keeps the place in the queue however long the link is lost (RULES R3).
 */
export const LOBBY_PATIENCE_MS = 20_000

interface Parts {
  engine: Pick<Engine, 'submit'>
  screens: Pick<Screens, 'isConnected'>
  views: Pick<Views, 'lobby'>
}

/** Takes people out of the lobby whose page went away, also across a restart of the controller. */
export class LobbyWatch {
  readonly #parts: Parts
  /** Since when each person in the lobby has had no page. */
  readonly #missing = new Map<MemberId, number>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Once a second. */
  check(now: number): void {
    const { engine, screens, views } = this.#parts
    const waiting = views.lobby().filter((member) => !screens.isConnected(member))
    for (const member of this.#missing.keys())
      if (!waiting.includes(member)) this.#missing.delete(member)
    for (const member of waiting) {
      const since = this.#missing.get(member) ?? now
      this.#missing.set(member, since)
      if (now - since < LOBBY_PATIENCE_MS) continue
      // Asked again after the same time should it be refused now.
      this.#missing.set(member, now)
      const by = { kind: 'system', part: 'screens' } as const
      void engine.submit({ type: 'LeaveLobby', member }, by, `lobby-${member}-${since}`)
    }
  }
}
