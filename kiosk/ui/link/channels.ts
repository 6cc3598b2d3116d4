import { applyPatch } from '../../../controller/protocol/patch.ts'
import type { ChannelName, PatchOp } from '../../../controller/protocol/socket.ts'

interface Held {
  view: unknown
  revision: number
  /** Has the snapshot of this connection, so patches may be applied. */
  current: boolean
}

/** The views of the subscribed channels, kept whole while the link is away. */
export class ChannelViews {
  readonly #held = new Map<ChannelName, Held>()
  readonly #apply: typeof applyPatch

  constructor(apply = applyPatch) {
    this.#apply = apply
  }

  get names(): ChannelName[] {
    return [...this.#held.keys()]
  }

  /** Channels that have not been caught up on this connection. */
  get behind(): ChannelName[] {
    return this.names.filter((name) => this.#held.get(name)?.current === false)
  }

  add(channel: ChannelName): void {
    if (!this.#held.has(channel)) {
      this.#held.set(channel, { view: null, revision: -1, current: false })
    }
  }

  remove(channel: ChannelName): void {
    this.#held.delete(channel)
  }

  /** The link is gone: what is held stays readable, but no patch fits it any more. */
  age(): void {
    for (const held of this.#held.values()) held.current = false
  }

  /** Returns the view to show, or undefined where nobody asked for this channel. */
  snapshot(channel: ChannelName, revision: number, view: unknown): unknown {
    const held = this.#held.get(channel)
    if (!held) return undefined
    Object.assign(held, { view, revision, current: true })
    return view
  }

  /**
   * Returns the new view; 'gap' where the patch does not follow what is held, once: until the next
   * snapshot further patches return undefined and are skipped.
   */
  patch(
    channel: ChannelName,
    revision: number,
    ops: readonly PatchOp[],
  ): { view: unknown } | 'gap' | undefined {
    const held = this.#held.get(channel)
    if (!held?.current) return undefined
    if (revision <= held.revision) return undefined
    try {
      if (revision !== held.revision + 1) throw new RangeError('gap')
      held.view = this.#apply(held.view, ops)
    } catch {
      held.current = false
      return 'gap'
    }
    held.revision = revision
    return { view: held.view }
  }
}
