import type { Clock } from '../engine/ports.ts'
import type { MemberId } from '../protocol/ids.ts'
import type { ChannelName } from '../protocol/socket.ts'
import { diff } from './diff.ts'
import { textMessage } from './frames.ts'
import type { Touched } from './touched.ts'
import { viewOf, type Views } from './views.ts'

/** A screen as channels know it: somewhere to put the bytes of a whole message. */
export interface Subscriber {
  push(message: Buffer): void
}

/**
 * 25 pushes a second at most: a person sees no difference above it, and a burst of 750 votes then
 * costs each screen a handful of patches instead of 750.
 */
export const PUSH_INTERVAL_MS = 40

/** Runs it after so many ms, 0 being the end of this turn of the loop. Returns what takes it back. */
export type PutOff = (ms: number, run: () => void) => () => void

const inRealTime: PutOff = (ms, run) => {
  if (ms > 0) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  }
  const turn = setImmediate(run)
  return () => clearImmediate(turn)
}

interface Channel {
  name: ChannelName
  subscribers: Set<Subscriber>
  view: unknown
  revision: number
  /** The snapshot of this revision, made when somebody first asks for it. */
  snapshot: Buffer | null
  /** The person whose seat or page it shows, where it is one person's. */
  member: MemberId | null
}

/**
 * Keeps what each channel's screens have, and sends all of them the same bytes of what changed.
 * A channel exists while it has subscribers: nothing is rendered for nobody.
 */
export class Channels {
  readonly #views: Views
  readonly #clock: Clock
  readonly #channels = new Map<ChannelName, Channel>()
  readonly #dirty = new Set<Channel>()
  readonly #onError: (error: unknown) => void
  readonly #putOff: PutOff
  /** Takes the planned push back; null while none is planned. */
  #takeBack: (() => void) | null = null
  #pumpedAt = 0

  constructor(
    views: Views,
    clock: Clock,
    onError: (error: unknown) => void,
    putOff: PutOff = inRealTime,
  ) {
    this.#views = views
    this.#clock = clock
    this.#onError = onError
    this.#putOff = putOff
  }

  /**
   * Adds a screen and gives it the snapshot, then every patch after it. Asking again is how a
   * screen that found a gap gets a new snapshot. False where the channel's subject does not exist.
   */
  subscribe(name: ChannelName, subscriber: Subscriber): boolean {
    const channel = this.#channels.get(name) ?? this.#open(name)
    if (channel === null) return false
    channel.subscribers.add(subscriber)
    const { revision, view } = channel
    channel.snapshot ??= textMessage({ t: 'snapshot', channel: name, revision, view })
    subscriber.push(channel.snapshot)
    return true
  }

  unsubscribe(name: ChannelName, subscriber: Subscriber): void {
    const channel = this.#channels.get(name)
    if (channel === undefined || !channel.subscribers.delete(subscriber)) return
    if (channel.subscribers.size > 0) return
    this.#channels.delete(name)
    this.#dirty.delete(channel)
  }

  /** Something durable changed: the house's channels, and the own channels of those it touched. */
  committed(touched: Touched): void {
    for (const channel of this.#channels.values()) {
      const own = channel.name.includes(':')
      if (!own || touched === 'all' || channel.member === null || touched.has(channel.member))
        this.#dirty.add(channel)
    }
    this.#schedule()
  }

  /** Something live changed, which only these channels show. */
  liveChanged(names: readonly ChannelName[] = ['desk']): void {
    for (const name of names) {
      const channel = this.#channels.get(name)
      if (channel !== undefined) this.#dirty.add(channel)
    }
    this.#schedule()
  }

  stop(): void {
    this.#takeBack?.()
    this.#takeBack = null
    this.#dirty.clear()
    this.#channels.clear()
  }

  #open(name: ChannelName): Channel | null {
    const view = viewOf(this.#views, name)
    if (view === null && name.includes(':')) return null
    const channel: Channel = {
      name,
      subscribers: new Set(),
      view,
      revision: 1,
      snapshot: null,
      member: personOf(view),
    }
    this.#channels.set(name, channel)
    return channel
  }

  /**
   * The first change goes out in this turn of the loop, after whoever else listens to the commit
   * (a lamp comes before a screen); what follows within the interval goes out together at its end.
   */
  #schedule(): void {
    if (this.#takeBack !== null || this.#dirty.size === 0) return
    const wait = this.#pumpedAt + PUSH_INTERVAL_MS - this.#clock.now()
    // A clock that was set back must not make screens wait.
    const ms = wait <= PUSH_INTERVAL_MS ? Math.max(0, wait) : 0
    this.#takeBack = this.#putOff(ms, () => this.#push())
  }

  #push(): void {
    this.#takeBack = null
    this.#pumpedAt = this.#clock.now()
    for (const channel of this.#dirty) {
      try {
        this.#pushChannel(channel)
      } catch (error) {
        // A screen that cannot be drawn must not stop the room; the next change tries again.
        this.#onError(error)
      }
    }
    this.#dirty.clear()
  }

  #pushChannel(channel: Channel): void {
    const view = viewOf(this.#views, channel.name)
    const ops = diff(channel.view, view)
    if (ops.length === 0) return
    channel.view = view
    channel.member = personOf(view)
    channel.revision += 1
    channel.snapshot = null
    const { name, revision } = channel
    const message = textMessage({ t: 'patch', channel: name, revision, ops })
    for (const subscriber of channel.subscribers) subscriber.push(message)
  }
}

/** The person a seat's or a member's own view names; null in views of the house. */
function personOf(view: unknown): MemberId | null {
  if (typeof view !== 'object' || view === null || !('member' in view)) return null
  return typeof view.member === 'string' ? view.member : null
}
