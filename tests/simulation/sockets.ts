import { WebSocket } from 'ws'
import type { Clock, Committed, Engine, SecretVotesPort } from '../../controller/engine/ports.ts'
import type { LiveRoom } from '../../controller/engine/live-room.ts'
import { Channels } from '../../controller/http/channels.ts'
import { Identities } from '../../controller/http/identity.ts'
import { LobbyWatch } from '../../controller/http/lobby-watch.ts'
import { Screen } from '../../controller/http/screen.ts'
import { Screens } from '../../controller/http/screens.ts'
import { Conversation } from '../../controller/http/socket.ts'
import { touchedBy } from '../../controller/http/touched.ts'
import { chamberViews, type Views } from '../../controller/http/views.ts'
import type { Identity } from '../../controller/protocol/http-api.ts'
import type { Connection } from './links.ts'
import type { Planned } from './queue.ts'
import type { World } from './world.ts'

export interface SocketsParts {
  world: World
  engine: Pick<Engine, 'submit' | 'state' | 'onCommitted'>
  room: LiveRoom
  secretVotes: SecretVotesPort
  clock: Clock
}

/** The server's end of one page's socket. */
export interface ServerSocket {
  hear(text: string): void
  pong(): void
  closed(): void
}

const BEAT_MS = 1_000
const A_DAY_MS = 86_400_000

/** Accounts and ended sessions are nobody's concern here: every session is good for the day. */
const noAccounts = { revisionOf: () => 0 }
const noRevocations = { isRevoked: () => false, revoke: () => Promise.resolve() }
const noMedia = { call: () => Promise.resolve(null), leave: () => undefined }

/** Screens at the controller: all of production's `http` behind the socket, wired as startHttp does. */
export class Sockets {
  readonly views: Views
  readonly #parts: SocketsParts
  readonly #channels: Channels
  readonly #screens: Screens
  readonly #lobby: LobbyWatch
  #stopListening: (() => void)[] = []
  #beat: Planned | null = null
  #opened = 0

  constructor(parts: SocketsParts) {
    const { world, engine, room, clock } = parts
    this.#parts = parts
    const views = chamberViews(engine, room, { codeOf: () => null })
    const identities = new Identities(noAccounts, noRevocations, clock)
    const fail = (error: unknown) => world.fail(`a view failed: ${String(error)}`)
    this.#channels = new Channels(views, clock, fail, (ms, run) => {
      const planned = world.queue.after(ms, run)
      return () => world.queue.cancel(planned)
    })
    this.#screens = new Screens({ channels: this.#channels, views, identities, live: room })
    this.#lobby = new LobbyWatch({ engine, screens: this.#screens, views })
    this.views = views
  }

  start(): void {
    const { engine, room } = this.#parts
    this.#stopListening = [
      engine.onCommitted((committed) => this.#committed(committed)),
      room.onChanged(() => this.#channels.liveChanged()),
    ]
    this.#tick()
  }

  /** A page connects. `toPage` takes whole messages as they stand on the wire. */
  open(identity: Identity, connection: Connection, toPage: (bytes: Buffer) => void): ServerSocket {
    const { world, engine, secretVotes, clock } = this.#parts
    const until = clock.now() + A_DAY_MS
    const grant = { identity, session: `session-${++this.#opened}`, revision: 0, until }
    const link = {
      ws: {
        readyState: WebSocket.OPEN,
        close: () => connection.carry('down', 'in-order', () => connection.break()),
        terminate: () => connection.break(),
      },
      connection: {
        writableLength: 0,
        write: (bytes: Buffer) => {
          connection.carry('down', 'in-order', () => toPage(bytes))
          return true
        },
      },
    }
    const fail = () => world.fail('a screen was dropped as too slow')
    const screen = new Screen(`screen-${this.#opened}`, grant, link, clock.now(), fail)
    const talk = new Conversation(screen, {
      secretVotes,
      engine,
      media: noMedia,
      screens: this.#screens,
      channels: this.#channels,
      views: this.views,
      clock,
      onSlow: fail,
    })
    this.#screens.add(screen, clock.now())
    return {
      hear: (text) => {
        talk.hear(text)
        world.queue.stir()
      },
      pong: () => {
        screen.unanswered = 0
        screen.roundTrip.answered(clock.now())
      },
      closed: () => this.#screens.remove(screen),
    }
  }

  /** The process is gone. */
  stop(): void {
    for (const stop of this.#stopListening) stop()
    this.#parts.world.queue.cancel(this.#beat)
    this.#channels.stop()
  }

  #committed({ events }: Committed): void {
    const touched = touchedBy(events)
    this.#screens.committed(touched)
    this.#channels.committed(touched)
  }

  #tick(): void {
    const { world, clock } = this.#parts
    this.#screens.beat(clock.now())
    this.#lobby.check(clock.now())
    world.queue.stir()
    this.#beat = world.queue.after(BEAT_MS, () => this.#tick())
  }
}
