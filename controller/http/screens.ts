import { setTimeout as pause } from 'node:timers/promises'
import type { LivePort } from '../engine/ports.ts'
import { actsAs } from '../protocol/http-api.ts'
import type { Instant, MemberId } from '../protocol/ids.ts'
import { maySee } from './access.ts'
import type { Channels } from './channels.ts'
import { pingMessage, textMessage } from './frames.ts'
import type { Grant, Identities } from './identity.ts'
import type { Screen } from './screen.ts'
import type { Touched } from './touched.ts'
import type { Views } from './views.ts'

/** 750 seats, as many remote members, displays, desks, each twice; beyond it something is wrong. */
export const MAX_SCREENS = 4_000
/** One person's pages: a phone beside a laptop, and both again before the old link is missed. */
const MAX_SCREENS_EACH = 4
/** A page that answered none of three pings (15 s) is gone, though TCP does not know it yet. */
const PING_EVERY_BEATS = 5
const MAX_UNANSWERED = 3
/** Of the two seconds in which the whole controller stops. */
const GOODBYE_MS = 300

export interface ScreensParts {
  channels: Channels
  views: Views
  identities: Identities
  live: Pick<LivePort, 'displayConnected' | 'memberConnected' | 'deskConnected'>
}

/** Every connected screen: its pulse, its channels, and its end when it may not stay. */
export class Screens {
  readonly #parts: ScreensParts
  readonly #screens = new Map<string, Screen>()
  /** By whom they act as, oldest first. */
  readonly #byWho = new Map<string, Set<Screen>>()
  readonly #ping = pingMessage()
  #beats = 0

  constructor(parts: ScreensParts) {
    this.#parts = parts
  }

  get size(): number {
    return this.#screens.size
  }

  get(id: string): Screen | undefined {
    return this.#screens.get(id)
  }

  isConnected(member: MemberId): boolean {
    return this.#byWho.has(`member:${member}`)
  }

  /** The first ping goes with it: a vote may be the first thing a page sends. */
  add(screen: Screen, at: Instant): void {
    const who = whoOf(screen)
    const pages = this.#byWho.get(who) ?? new Set()
    this.#screens.set(screen.id, screen)
    this.#byWho.set(who, pages.add(screen))
    if (pages.size === 1) this.#tellLive(screen, true)
    screen.roundTrip.pinged(at)
    screen.push(this.#ping)
    const { kind } = screen.grant.identity
    const [oldest] = pages
    if ((kind === 'member' || kind === 'seat') && oldest && pages.size > MAX_SCREENS_EACH)
      oldest.end('opened-elsewhere', 'The same person has opened more pages than may be open.')
  }

  remove(screen: Screen): void {
    if (!this.#screens.delete(screen.id)) return
    for (const channel of screen.channels) this.#parts.channels.unsubscribe(channel, screen)
    const who = whoOf(screen)
    const pages = this.#byWho.get(who)
    pages?.delete(screen)
    if (pages?.size !== 0) return
    this.#byWho.delete(who)
    this.#tellLive(screen, false)
  }

  /** Once a second: the same bytes to all, and an end for those whose session or link is over. */
  beat(at: number): void {
    const pinging = ++this.#beats % PING_EVERY_BEATS === 0
    const beat = textMessage({ t: 'beat', at })
    const pulse = pinging ? Buffer.concat([beat, this.#ping]) : beat
    for (const screen of this.#screens.values()) {
      if (this.#isOver(screen)) continue
      if (pinging && ++screen.unanswered > MAX_UNANSWERED) screen.terminate()
      else {
        if (pinging) screen.roundTrip.pinged(at)
        screen.push(pulse)
      }
    }
  }

  /** Before anything of a new state goes out: what somebody may no longer see is cut. */
  committed(touched: Touched): void {
    for (const [who, pages] of this.#byWho) {
      if (!who.startsWith('member:')) continue
      if (touched !== 'all' && !touched.has(who.slice('member:'.length))) continue
      for (const screen of pages) this.#cut(screen)
    }
  }

  /** Accounts have changed: pages whose session went with that are closed now, not at a beat. */
  endOver(): void {
    for (const screen of this.#screens.values()) this.#isOver(screen)
  }

  /** The session of these pages goes on under another grant. */
  renew(session: string, grant: Grant): void {
    for (const screen of this.#screens.values())
      if (screen.grant.session === session) screen.grant = grant
  }

  /** A sign-in was ended: its pages go with it. */
  endSession(session: string): void {
    for (const screen of this.#screens.values())
      if (screen.grant.session === session) screen.end('session-over', 'You signed out.')
  }

  /** Says goodbye and waits for it to be heard, shortly: a dead link must not hold up a stop. */
  async stop(): Promise<void> {
    for (const screen of this.#screens.values())
      screen.end('controller-stops', 'The controller is stopping; this page returns with it.')
    for (let waited = 0; this.#screens.size > 0 && waited < GOODBYE_MS; waited += 10)
      await pause(10)
    for (const screen of this.#screens.values()) screen.terminate()
  }

  /** Ends a page whose session is over. */
  #isOver(screen: Screen): boolean {
    if (this.#parts.identities.isLive(screen.grant)) return false
    screen.end('session-over', 'The session is over: sign in again.')
    return true
  }

  #cut(screen: Screen): void {
    for (const channel of screen.channels) {
      if (maySee(screen.grant.identity, channel, this.#parts.views)) continue
      this.#parts.channels.unsubscribe(channel, screen)
      screen.channels.delete(channel)
      screen.send({ t: 'gone', channel, code: 'not-admitted', detail: 'No longer admitted.' })
    }
  }

  #tellLive(screen: Screen, connected: boolean): void {
    const { identity } = screen.grant
    const { live } = this.#parts
    if (identity.kind === 'desk') live.deskConnected(identity.user, connected)
    if (identity.kind === 'display') live.displayConnected(identity.display, connected)
    if (identity.kind === 'member') live.memberConnected(identity.member, connected)
  }
}

/** One key for each person, seat and display; two people at desks are two. */
function whoOf({ grant: { identity } }: Screen): string {
  return identity.kind === 'desk' ? `desk:${identity.user}` : actsAs(identity)
}
