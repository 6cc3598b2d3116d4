import { randomUUID } from 'node:crypto'
import { Compile } from 'typebox/compile'
import type { Clock, Engine, MediaPort, Outcome, SecretVotesPort } from '../engine/ports.ts'
import type { Actor } from '../protocol/actors.ts'
import { AsQuery } from '../protocol/http-api.ts'
import { ClientFrame } from '../protocol/socket.ts'
import { actorOf, isAdmitted, maySee } from './access.ts'
import type { App } from './app.ts'
import type { Channels } from './channels.ts'
import { HttpProblem, notSignedIn } from './problem.ts'
import { Screen } from './screen.ts'
import { MAX_SCREENS, type Screens } from './screens.ts'
import type { Views } from './views.ts'

/** Largest frame a screen may send: no command comes near it but a chamber's whole plan. */
export const MAX_FRAME_BYTES = 64 * 1024
/** A desk watching a whole block's seats; others watch three channels. */
const MAX_CHANNELS = 64
/** Setting up sound and picture both ways takes about eight calls at once. */
const MAX_MEDIA_CALLS = 16

const isClientFrame = Compile(ClientFrame)
type FrameOf<T extends ClientFrame['t']> = Extract<ClientFrame, { t: T }>

export interface SocketParts {
  engine: Pick<Engine, 'submit'>
  secretVotes: Pick<SecretVotesPort, 'cast'>
  media: Pick<MediaPort, 'call' | 'leave'>
  screens: Screens
  channels: Channels
  views: Views
  clock: Clock
  /** A screen did not take what was sent to it and was dropped. */
  onSlow: (screen: Screen) => void
}

/** GET /api/socket: protocol/socket.ts says what goes through it. */
export function socketRoute(app: App, parts: SocketParts): void {
  app.get(
    '/api/socket',
    {
      websocket: true,
      config: { audience: 'screen' },
      schema: { querystring: AsQuery },
      preHandler: (_request, _reply, done) => {
        const full = parts.screens.size >= MAX_SCREENS
        done(
          full
            ? new HttpProblem(503, 'too-many-screens', 'No more screens can connect.')
            : undefined,
        )
      },
    },
    (ws, request) => {
      if (request.grant === null) throw notSignedIn()
      const link = { ws, connection: request.raw.socket }
      const screen = new Screen(randomUUID(), request.grant, link, parts.clock.now(), parts.onSlow)
      const talk = new Conversation(screen, parts)
      ws.on('message', (data, isBinary) => {
        if (Buffer.isBuffer(data)) talk.hear(isBinary ? '' : data.toString('utf8'))
      })
      ws.on('pong', () => {
        screen.unanswered = 0
        screen.roundTrip.answered(parts.clock.now())
      })
      ws.on('close', () => {
        parts.screens.remove(screen)
        parts.media.leave(screen.id)
      })
      parts.screens.add(screen, parts.clock.now())
    },
  )
}

/** What one screen says, and the answers. */
export class Conversation {
  readonly #screen: Screen
  readonly #parts: SocketParts

  constructor(screen: Screen, parts: SocketParts) {
    this.#screen = screen
    this.#parts = parts
  }

  hear(text: string): void {
    const screen = this.#screen
    if (!screen.rate.take(this.#parts.clock.now())) {
      screen.end('too-many-frames', 'The screen sent more than a person could cause.')
      return
    }
    const frame = parse(text)
    if (!isClientFrame.Check(frame)) this.#malformed(frame)
    else if (frame.t === 'subscribe') this.#subscribe(frame)
    else if (frame.t === 'command') void this.#command(frame)
    else if (frame.t === 'secret-vote') void this.#secretVote(frame)
    else void this.#media(frame)
  }

  #subscribe({ channels }: FrameOf<'subscribe'>): void {
    for (const channel of channels) {
      const refusal = this.#subscribeTo(channel)
      if (refusal === null) continue
      const detail = 'This screen does not see this channel.'
      this.#screen.send({ t: 'gone', channel, code: refusal, detail })
    }
  }

  #subscribeTo(channel: string): string | null {
    const screen = this.#screen
    if (!maySee(screen.grant.identity, channel, this.#parts.views)) return 'not-allowed'
    if (screen.channels.size >= MAX_CHANNELS && !screen.channels.has(channel))
      return 'too-many-channels'
    if (!this.#parts.channels.subscribe(channel, screen)) return 'unknown-channel'
    screen.channels.add(channel)
    return null
  }

  async #command({ id, command, sentAt }: FrameOf<'command'>): Promise<void> {
    const sent = this.#sentAt(sentAt)
    await this.#asActor(id, (by) => this.#parts.engine.submit(command, by, id, sent))
  }

  async #secretVote({ id, ballot, sealed, sentAt }: FrameOf<'secret-vote'>): Promise<void> {
    const sent = this.#sentAt(sentAt)
    await this.#asActor(id, (by) => this.#parts.secretVotes.cast(by, ballot, { sealed }, sent))
  }

  #sentAt(claimed: number | undefined): number {
    return this.#screen.roundTrip.sentAt(claimed, this.#parts.clock.now())
  }

  async #asActor(id: string, act: (by: Actor) => Promise<Outcome>): Promise<void> {
    const by = actorOf(this.#screen.grant.identity, this.#parts.views)
    if (by === null) {
      const detail = 'This screen gives no commands.'
      return this.#screen.send({ t: 'refused', id, code: 'not-allowed', detail })
    }
    const outcome = await act(by)
    if (outcome.ok) this.#screen.send({ t: 'accepted', id, seq: outcome.seq })
    else this.#screen.send({ t: 'refused', id, code: outcome.code, detail: outcome.detail })
  }

  async #media({ id, method, data }: FrameOf<'media'>): Promise<void> {
    const screen = this.#screen
    const { identity } = screen.grant
    if (identity.kind !== 'member' || !isAdmitted(identity, this.#parts.views)) {
      const detail = 'Sound and picture are for those who were admitted.'
      return screen.send({ t: 'refused', id, code: 'not-admitted', detail })
    }
    if (screen.mediaCalls >= MAX_MEDIA_CALLS) {
      const detail = 'Too many media calls wait for their answers.'
      return screen.send({ t: 'refused', id, code: 'busy', detail })
    }
    screen.mediaCalls += 1
    try {
      const reply = await this.#parts.media.call(identity.member, screen.id, method, data)
      screen.send({ t: 'media-reply', id, data: reply })
    } catch (error) {
      const detail = error instanceof Error ? error.message : 'The media bridge did not answer.'
      screen.send({ t: 'refused', id, code: 'media-unavailable', detail })
    } finally {
      screen.mediaCalls -= 1
    }
  }

  #malformed(frame: unknown): void {
    const detail = 'The frame is not of the contract (protocol/socket.ts).'
    this.#screen.send({ t: 'refused', id: idOf(frame), code: 'malformed', detail })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function idOf(frame: unknown): string {
  if (typeof frame !== 'object' || frame === null || !('id' in frame)) return ''
  return typeof frame.id === 'string' ? frame.id.slice(0, 64) : ''
}
