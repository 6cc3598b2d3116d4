import type { Feed } from '../../../controller/protocol/media-messages.ts'
import { MediaSession, type OwnTracks, type ReceivedFeed } from './media-session.ts'
import { knownEvent, type KnownEvent, type Signal } from './signal.ts'

/**
 * idle: not started · connecting: on the way · up: sound and picture pass · lost: tried again by
 * itself · ended: over for this page, `endedBecause` says why.
 */
export type MediaLinkState = 'idle' | 'connecting' | 'up' | 'lost' | 'ended'

export interface MediaLinkOptions {
  /** Only TCP: for networks, and tests, where UDP does not get through. */
  forceTcp?: boolean
  /** After every change of state, of what is received, or of being heard. */
  onChanged?: () => void
}

/** A bridge that restarts is back within two seconds; a network that is away is not asked oftener. */
const FIRST_PAUSE_MS = 300
const LONGEST_PAUSE_MS = 8000
/** A short gap of radio is waited out, then new paths are asked for, then all begins again. */
const SHAKY_LIMIT_MS = 2000

/**
 * A member's sound and picture with the hall. Rejoins by itself, for ever, after a lost network and
 * a restarted bridge. What it sends is kept over that; what it receives comes as new streams.
 */
export class MediaLink {
  readonly #options: MediaLinkOptions
  #signal: Signal | null = null
  #unlisten: (() => void) | null = null
  #session: MediaSession | null = null
  #own: OwnTracks = { audio: null, video: null }
  #again: ReturnType<typeof setTimeout> | null = null
  #shaky: ReturnType<typeof setTimeout> | null = null
  #pauseMs = FIRST_PAUSE_MS
  /** Which attempt is the present one; what an earlier one still brings is thrown away. */
  #attempt = 0
  #state: MediaLinkState = 'idle'
  #feeds: readonly Feed[] = []
  #heard = false
  #endedBecause: 'not-admitted' | 'elsewhere' | null = null

  constructor(options: MediaLinkOptions = {}) {
    this.#options = options
  }

  get state(): MediaLinkState {
    return this.#state
  }

  /** Whether this member is audible in the hall, as the bridge says. */
  get heard(): boolean {
    return this.#heard
  }

  get endedBecause(): 'not-admitted' | 'elsewhere' | null {
    return this.#endedBecause
  }

  /** Hall sound, hall picture and other remote speakers; a stream for each. */
  get received(): ReceivedFeed[] {
    return this.#session?.received ?? []
  }

  /** Whether sound and picture of this member reach the bridge (heard or not). */
  get sending(): { audio: boolean; video: boolean } {
    return this.#session?.sending ?? { audio: false, video: false }
  }

  /** Begins, or begins again after `ended`; at most one signal at a time. */
  start(signal: Signal): void {
    this.stop()
    this.#signal = signal
    this.#endedBecause = null
    this.#unlisten = signal.onEvent((event, data) => {
      const known = knownEvent(event, data)
      if (known !== null) this.#onEvent(known)
    })
    this.rejoin()
  }

  /** What this member sends from now on: microphone and camera, whatever their sources. */
  publish(own: OwnTracks): void {
    this.#own = own
    this.#session?.publish(own).catch(() => this.#lose())
  }

  /** Begins anew at once: the link to the controller is back, or the page knows better. */
  rejoin(): void {
    if (this.#signal === null || this.#state === 'ended') return
    this.#pauseMs = FIRST_PAUSE_MS
    this.#dropSession()
    void this.#connect(this.#signal)
  }

  stop(): void {
    this.#unlisten?.()
    this.#unlisten = null
    this.#signal = null
    this.#dropSession()
    this.#set('idle')
  }

  /** Standard WebRTC figures, for tests and the diagnosis page. */
  async stats(): Promise<RTCStatsReport[]> {
    return (await this.#session?.stats()) ?? []
  }

  async #connect(signal: Signal): Promise<void> {
    const attempt = ++this.#attempt
    const isCurrent = () => attempt === this.#attempt
    if (this.#state !== 'lost') this.#set('connecting')
    try {
      const session = await MediaSession.open({
        signal,
        forceTcp: this.#options.forceTcp ?? false,
        onReceived: () => isCurrent() && this.#options.onChanged?.(),
        onConnection: (state) => isCurrent() && this.#onConnection(state),
      })
      if (!isCurrent()) return session.close()
      this.#session = session
      // Both were told while it joined, and may have changed since.
      session.setHeard(this.#heard)
      session.setFeeds(this.#feeds)
      await session.publish(this.#own)
    } catch {
      if (isCurrent()) this.#lose()
    }
  }

  #onEvent(known: KnownEvent): void {
    switch (known.event) {
      case 'feeds':
        this.#feeds = known.data.feeds
        return this.#session?.setFeeds(this.#feeds)
      case 'heard':
        this.#heard = known.data.heard
        this.#session?.setHeard(this.#heard)
        return this.#options.onChanged?.()
      case 'rejoin':
        return this.rejoin()
      case 'closed':
        this.#endedBecause = known.data.reason
        this.#dropSession()
        return this.#set('ended')
    }
  }

  #onConnection(state: 'up' | 'shaky' | 'failed'): void {
    if (state === 'failed') return this.#lose()
    if (this.#shaky !== null) clearTimeout(this.#shaky)
    this.#shaky = null
    if (state === 'up') {
      this.#pauseMs = FIRST_PAUSE_MS
      return this.#set('up')
    }
    this.#set('lost')
    this.#shaky = setTimeout(() => {
      this.#session?.restartIce().catch(() => this.#lose())
      this.#shaky = setTimeout(() => this.#lose(), SHAKY_LIMIT_MS)
    }, SHAKY_LIMIT_MS)
  }

  #lose(): void {
    const signal = this.#signal
    this.#dropSession()
    this.#set('lost')
    if (signal === null) return
    this.#again = setTimeout(() => void this.#connect(signal), this.#pauseMs)
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS)
  }

  #dropSession(): void {
    this.#attempt += 1
    for (const timer of [this.#again, this.#shaky]) if (timer !== null) clearTimeout(timer)
    this.#again = null
    this.#shaky = null
    this.#feeds = []
    this.#heard = false
    this.#session?.close()
    this.#session = null
  }

  #set(state: MediaLinkState): void {
    this.#state = state
    this.#options.onChanged?.()
  }
}
