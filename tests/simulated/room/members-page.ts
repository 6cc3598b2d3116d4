import WebSocket from 'ws'
import type { Command } from '../../../controller/protocol/commands.ts'
import { applyPatch } from '../../../controller/protocol/patch.ts'
import type { ClientFrame, ServerFrame } from '../../../controller/protocol/socket.ts'
import type { Signal } from '../../../kiosk/join/media/signal.ts'

/** A page that lost its link tries again after this long. */
const RETRY_MS = 1000

/** A page of a remote member as the server sees one: joins with link and code, follows its views. */
export class MembersPage {
  readonly #base: string
  readonly #invitation: { sitting: string; member: string; key: string; code: string }
  readonly #views = new Map<string, unknown>()
  #socket: WebSocket | null = null
  #stopped = false
  #calls = 0
  #onView: () => void = () => undefined
  readonly #listeners = new Set<(event: string, data: unknown) => void>()
  readonly #waiting = new Map<
    string,
    { answer: (data: unknown) => void; refuse: (why: Error) => void }
  >()
  #retry: NodeJS.Timeout | undefined

  constructor(base: string, invitation: MembersPage['invitation']) {
    this.#base = base
    this.#invitation = invitation
  }

  get invitation(): { sitting: string; member: string; key: string; code: string } {
    return this.#invitation
  }

  start(): void {
    this.#join().catch(() => this.#again())
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#retry)
    this.#socket?.terminate()
  }

  /** The view last pushed on a channel; undefined before the first and after the link was lost. */
  view(channel: string): unknown {
    return this.#views.get(channel)
  }

  give(command: Command): void {
    this.#send({ t: 'command', id: `page-${Date.now()}`, command })
  }

  /** Signalling with the media bridge, as the member's page does it. */
  readonly signal: Signal = {
    call: (method, data) => {
      const id = `media-${++this.#calls}`
      return new Promise((answer, refuse) => {
        this.#waiting.set(id, { answer, refuse })
        this.#send({ t: 'media', id, method, data })
      })
    },
    onEvent: (listener) => {
      this.#listeners.add(listener)
      return () => this.#listeners.delete(listener)
    },
  }

  /** Called after each view that comes. */
  onView(listener: () => void): void {
    this.#onView = listener
  }

  follow(channel: string): void {
    this.#send({ t: 'subscribe', channels: [channel] })
  }

  #send(frame: ClientFrame): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame))
  }

  async #join(): Promise<void> {
    const response = await fetch(new URL('/api/join', this.#base), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(this.#invitation),
    })
    if (!response.ok) return this.#again()
    const cookie = response.headers
      .getSetCookie()
      .map((set) => set.split(';', 1)[0])
      .join('; ')
    const url = new URL(`/api/socket?as=member:${this.#invitation.member}`, this.#base)
    url.protocol = 'ws:'
    const socket = new WebSocket(url, {
      headers: { cookie, origin: new URL(this.#base).origin },
    })
    this.#socket = socket
    socket.on('error', () => undefined)
    socket.on('open', () => this.follow(`member:${this.#invitation.member}`))
    socket.on('message', (data: Buffer) => this.#take(data))
    socket.on('close', () => this.#again())
  }

  #take(data: Buffer): void {
    const frame = JSON.parse(data.toString()) as ServerFrame
    switch (frame.t) {
      case 'snapshot':
        this.#views.set(frame.channel, frame.view)
        return this.#onView()
      case 'patch':
        this.#views.set(frame.channel, applyPatch(this.#views.get(frame.channel), frame.ops))
        return this.#onView()
      case 'gone':
        if (frame.channel !== null) this.#views.delete(frame.channel)
        return
      case 'media-event':
        return this.#listeners.forEach((listener) => listener(frame.event, frame.data))
      case 'media-reply':
        return this.#settle(frame.id)?.answer(frame.data)
      case 'refused':
        return this.#settle(frame.id)?.refuse(new Error(frame.code))
      default:
    }
  }

  #settle(id: string) {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    return waiting
  }

  #again(): void {
    this.#views.clear()
    for (const { refuse } of this.#waiting.values()) refuse(new Error('link-lost'))
    this.#waiting.clear()
    this.#onView()
    if (!this.#stopped) this.#retry = setTimeout(() => this.start(), RETRY_MS)
  }
}
