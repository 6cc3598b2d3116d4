import type { Command } from '../../../controller/protocol/commands.ts'
import type { BallotId } from '../../../controller/protocol/ids.ts'
import type { SealedVote } from '../../../controller/protocol/sealing.ts'
import type { ChannelName, ClientFrame, ServerFrame } from '../../../controller/protocol/socket.ts'
import { ChannelViews } from './channels.ts'
import { readFrame } from './frames.ts'
import { WaitingCalls, type Reply } from './waiting.ts'

/** What the link to the controller is worth at this moment. */
export type LinkState =
  /** Not yet caught up for the first time. */
  | { kind: 'connecting' }
  /** Every subscribed view is as the controller has it. */
  | { kind: 'live' }
  /** What is shown is as old as `since` (this machine's clock); it catches up by itself. */
  | { kind: 'lost'; since: number }
  /** The controller sent this screen away and it will not come back by itself. */
  | { kind: 'gone'; code: string; detail: string }

export interface LinkHandlers {
  onState(state: LinkState): void
  onView(channel: ChannelName, view: unknown): void
  /** Milliseconds to add to this machine's clock to have the controller's. */
  onClock(offsetMs: number): void
  onMedia(event: string, data: unknown): void
  /** This channel is no longer this screen's to see; asking for it again may be worth it later. */
  onChannelGone(channel: ChannelName, code: string): void
  /**
   * Asked when a connection was refused, which tells a page no reason: false when the controller
   * answers and does not know this screen any more. Must not reject.
   */
  isSignedIn(): Promise<boolean>
}

export interface LinkTimes {
  /** A beat comes each second: three missed, and a half for the network. */
  staleMs: number
  /** A controller that is busy writing answers in milliseconds; ten seconds means it did not hear. */
  answerMs: number
  firstRetryMs: number
  /** Long enough that a house full of screens is no flood, short enough to be back "by itself". */
  lastRetryMs: number
}

const TIMES: LinkTimes = { staleMs: 3500, answerMs: 10_000, firstRetryMs: 250, lastRetryMs: 5000 }

/** Sent away for a reason that trying again cannot change: a person must act. */
const FINAL = new Set(['session-over', 'opened-elsewhere'])

/** Offsets of the last beats; the one that travelled fastest is nearest to the truth. */
const CLOCK_BEATS = 16

/**
 * One WebSocket to the controller, kept up for as long as it is started: subscribes again after
 * every loss, says at once when it misses three beats, and gives each command its answer.
 */
export class Link {
  readonly #url: string
  readonly #handlers: LinkHandlers
  readonly #times: LinkTimes
  readonly #channels = new ChannelViews()
  readonly #waiting: WaitingCalls
  #socket: WebSocket | null = null
  #retry: ReturnType<typeof setTimeout> | undefined
  #watch: ReturnType<typeof setInterval> | undefined
  #state: LinkState = { kind: 'connecting' }
  #heardAt = 0
  /** When a snapshot was last asked for: one that does not come is asked for again. */
  #askedAt = 0
  #attempts = 0
  #offsets: number[] = []
  #opened = false

  constructor(url: string, handlers: LinkHandlers, times: Partial<LinkTimes> = {}) {
    this.#url = url
    this.#handlers = handlers
    this.#times = { ...TIMES, ...times }
    this.#waiting = new WaitingCalls(this.#times.answerMs)
  }

  start(): void {
    this.#watch ??= setInterval(() => this.#checkHeard(), this.#times.staleMs / 10)
    this.#connect()
  }

  stop(): void {
    clearInterval(this.#watch)
    clearTimeout(this.#retry)
    this.#watch = undefined
    this.#drop()
  }

  /** Follows these channels from now on, also after every reconnection. */
  subscribe(channels: readonly ChannelName[]): void {
    const added = channels.filter((name) => !this.#channels.names.includes(name))
    for (const name of added) this.#channels.add(name)
    if (this.#isOpen) this.#ask(added)
  }

  /** Never rejects. Nothing was sent where the code is 'link-lost' and the link was already lost. */
  command(command: Command): Promise<Reply> {
    const id = crypto.randomUUID()
    const sentAt = this.#controllersTime()
    return this.#call(id, { t: 'command', id, command, ...(sentAt !== null && { sentAt }) })
  }

  /** A vote that was sealed in the page: into the box, past everything that keeps a record. Never rejects. */
  secretVote(ballot: BallotId, sealed: SealedVote): Promise<Reply> {
    const id = crypto.randomUUID()
    const sentAt = this.#controllersTime()
    return this.#call(id, {
      t: 'secret-vote',
      id,
      ballot,
      sealed,
      ...(sentAt !== null && { sentAt }),
    })
  }

  /** As far as the beats tell; null before the first. A vote sent before the close counts by it. */
  #controllersTime(): number | null {
    return this.#offsets.length === 0 ? null : Date.now() + Math.max(...this.#offsets)
  }

  /** One signalling call to the media bridge. Never rejects. */
  media(method: string, data: unknown): Promise<Reply> {
    const id = crypto.randomUUID()
    return this.#call(id, { t: 'media', id, method, data })
  }

  /** Tries now instead of waiting: the network came back, the page is looked at again. */
  hurry(): void {
    if (this.#retry === undefined) return
    clearTimeout(this.#retry)
    this.#connect()
  }

  get #isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN
  }

  #call(id: string, frame: ClientFrame): Promise<Reply> {
    if (!this.#isOpen) return Promise.resolve({ ok: false, code: 'link-lost', detail: '' })
    const reply = this.#waiting.add(id)
    this.#send(frame)
    return reply
  }

  #ask(channels: ChannelName[]): void {
    this.#askedAt = Date.now()
    if (channels.length > 0) this.#send({ t: 'subscribe', channels })
  }

  #send(frame: ClientFrame): void {
    this.#socket?.send(JSON.stringify(frame))
  }

  #connect(): void {
    this.#retry = undefined
    this.#heardAt = Date.now()
    const socket = new WebSocket(this.#url)
    this.#socket = socket
    this.#opened = false
    socket.addEventListener('open', () => {
      this.#opened = true
      this.#ask(this.#channels.names)
      this.#caughtUp()
    })
    socket.addEventListener('message', ({ data }) => {
      if (socket !== this.#socket) return
      this.#heardAt = Date.now()
      const frame = readFrame(data)
      if (frame) this.#take(frame)
    })
    socket.addEventListener('close', () => {
      if (socket !== this.#socket) return
      this.#lose()
      if (!this.#opened) void this.#askWhyRefused()
    })
  }

  async #askWhyRefused(): Promise<void> {
    if (await this.#handlers.isSignedIn()) return
    if (this.#watch !== undefined && !this.#isOpen) this.#sentAway('session-over', '')
  }

  #take(frame: ServerFrame): void {
    switch (frame.t) {
      case 'snapshot': {
        const view = this.#channels.snapshot(frame.channel, frame.revision, frame.view)
        if (view === undefined) return
        this.#handlers.onView(frame.channel, view)
        return this.#caughtUp()
      }
      case 'patch': {
        const patched = this.#channels.patch(frame.channel, frame.revision, frame.ops)
        if (patched === 'gap') this.#ask([frame.channel])
        else if (patched) this.#handlers.onView(frame.channel, patched.view)
        return
      }
      case 'accepted':
        return this.#waiting.settle(frame.id, { ok: true, seq: frame.seq, data: null })
      case 'media-reply':
        return this.#waiting.settle(frame.id, { ok: true, seq: 0, data: frame.data })
      case 'refused': {
        const { code, detail } = frame
        return this.#waiting.settle(frame.id, { ok: false, code, detail })
      }
      case 'media-event':
        return this.#handlers.onMedia(frame.event, frame.data)
      case 'beat':
        return this.#setClock(frame.at)
      case 'gone':
        if (frame.channel === null) return this.#sentAway(frame.code, frame.detail)
        this.#channels.remove(frame.channel)
        this.#handlers.onChannelGone(frame.channel, frame.code)
        return this.#caughtUp()
    }
  }

  #caughtUp(): void {
    if (this.#channels.behind.length > 0) return
    this.#attempts = 0
    this.#enter({ kind: 'live' })
  }

  #setClock(at: number): void {
    this.#offsets = [...this.#offsets.slice(1 - CLOCK_BEATS), at - Date.now()]
    this.#handlers.onClock(Math.max(...this.#offsets))
  }

  #sentAway(code: string, detail: string): void {
    if (!FINAL.has(code)) return this.#lose()
    this.stop()
    this.#enter({ kind: 'gone', code, detail })
  }

  #checkHeard(): void {
    if (!this.#socket) return
    if (Date.now() - this.#heardAt > this.#times.staleMs) this.#lose()
    else if (this.#isOpen && Date.now() - this.#askedAt > this.#times.staleMs) {
      this.#ask(this.#channels.behind)
    }
  }

  #lose(): void {
    this.#drop()
    if (this.#state.kind === 'live') this.#enter({ kind: 'lost', since: this.#heardAt })
    const { firstRetryMs, lastRetryMs } = this.#times
    const wait = Math.min(lastRetryMs, firstRetryMs * 2 ** Math.min(this.#attempts++, 10))
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => this.#connect(), wait * (0.5 + Math.random() / 2))
  }

  #drop(): void {
    const socket = this.#socket
    this.#socket = null
    this.#offsets = []
    socket?.close()
    this.#channels.age()
    this.#waiting.settleAll({ ok: false, code: 'answer-lost', detail: '' })
  }

  #enter(state: LinkState): void {
    if (state.kind === 'live' && this.#state.kind === 'live') return
    this.#state = state
    this.#handlers.onState(state)
  }
}
