import { isDeepStrictEqual } from 'node:util'
import type { Outcome } from '../../controller/engine/ports.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import type { Identity } from '../../controller/protocol/http-api.ts'
import type { BallotId, MemberId } from '../../controller/protocol/ids.ts'
import type {
  ChannelName,
  ClientFrame,
  PatchOp,
  ServerFrame,
} from '../../controller/protocol/socket.ts'
import type {
  MemberView,
  OwnBallotView,
  RoomView,
  SeatView,
} from '../../controller/protocol/views.ts'
import { applyPatch } from '../../controller/protocol/patch.ts'
import { ChannelViews } from '../../kiosk/ui/link/channels.ts'
import { RECORDED_SECRETLY } from '../../firmware-bridge/drivers/chamber-bus/codec.ts'
import { readFrame } from '../../kiosk/ui/link/frames.ts'
import type { Checker } from './checker.ts'
import type { Controller } from './controller.ts'
import type { Envelopes } from './envelopes.ts'
import { Connection, type Weather } from './links.ts'
import type { ServerSocket } from './sockets.ts'
import { SEALED } from './true-ballots.ts'
import type { World } from './world.ts'

/** As the production link does. */
const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 5_000

export interface PageParts {
  world: World
  controller: Controller
  checker: Checker
  envelopes: Envelopes
}

/** What became of a command: null where the link was lost before an answer. */
export type Answer = Outcome['ok'] | null

/** A screen in a browser: production's views and frames on a simulated socket. */
export class Page {
  readonly name: string
  readonly identity: Identity
  /** Called after each change of a view, and when the link comes or goes. */
  onChanged: (channel: ChannelName) => void = () => undefined
  readonly #parts: PageParts
  readonly #weather: Weather
  readonly #channels = new ChannelViews(patched)
  readonly #views = new Map<ChannelName, unknown>()
  readonly #waiting = new Map<string, (answer: Answer) => void>()
  #connection: Connection | null = null
  #server: ServerSocket | null = null
  #attempts = 0
  #commands = 0

  constructor(name: string, identity: Identity, weather: Weather, parts: PageParts) {
    this.name = name
    this.identity = identity
    this.#weather = weather
    this.#parts = parts
  }

  /** Has every view it follows as the controller has it, as far as it knows. */
  get isLive(): boolean {
    return this.#connection !== null && this.#channels.behind.length === 0
  }

  get channels(): readonly ChannelName[] {
    return this.#channels.names
  }

  view(channel: ChannelName): unknown {
    return this.#views.get(channel)
  }

  open(channels: readonly ChannelName[]): void {
    for (const channel of channels) this.#channels.add(channel)
    this.#connect()
  }

  follow(channel: ChannelName): void {
    if (this.#channels.names.includes(channel)) return
    this.#channels.add(channel)
    this.#say({ t: 'subscribe', channels: [channel] })
  }

  /** The network fails for a moment, and the page finds out later. */
  loseLink(): void {
    this.#connection?.doom()
  }

  /** The other end is gone, and the page knows at once. */
  cut(): void {
    this.#connection?.break()
  }

  give(by: MemberId, command: Command, onAnswer: (answer: Answer) => void = () => undefined): void {
    if (this.#connection === null) return onAnswer(null)
    const id = `${this.name}-${++this.#commands}`
    this.#waiting.set(id, onAnswer)
    this.#parts.checker.given({ id, by, command })
    this.#say({ t: 'command', id, command, sentAt: this.#parts.world.now() })
  }

  /** Votes by the choice's number; sealed here where the vote is secret. */
  vote(member: MemberId, ballot: BallotId, choice: number): void {
    const { world, envelopes } = this.#parts
    const shown = (this.view('room') as RoomView | undefined)?.ballot
    if (shown?.id !== ballot || this.#connection === null) return
    if (shown.method !== 'secret') {
      const chosen = shown.rule.choices[choice - 1]
      if (chosen) this.give(member, { type: 'CastVote', ballot, member, choice: chosen.id })
      return
    }
    const seal = shown.secret?.seal
    if (!seal) return
    const { identity } = this
    const from = identity.kind === 'seat' ? `seat:${identity.seat}` : `member:${member}`
    const sealed = envelopes.seal({ ballot, seal, choice, from: from as 'seat:' | 'member:' })
    const id = `${this.name}-${++this.#commands}`
    world.note(`${member} seals a vote in ${ballot}: ${id}`)
    this.#say({ t: 'secret-vote', id, ballot, sealed, sentAt: world.now() })
  }

  /** What is shown as recorded in this vote, as the number of its choice; 0 for nothing. */
  recordedIn({ id, recorded, sealed }: OwnBallotView): number {
    if (sealed) return RECORDED_SECRETLY
    const shown = (this.view('room') as RoomView | undefined)?.ballot
    const choices = shown?.id === id ? shown.rule.choices : []
    return choices.findIndex((choice) => choice.id === recorded) + 1
  }

  /** How many choices the vote has that the room is shown. */
  get choices(): number {
    return (this.view('room') as RoomView | undefined)?.ballot?.rule.choices.length ?? 0
  }

  #connect(): void {
    if (this.#connection !== null) return
    const { world, controller } = this.#parts
    const connection = new Connection(world, this.#weather, () => this.#closed())
    this.#connection = connection
    connection.carry('up', 'in-order', () => {
      const sockets = controller.sockets
      if (sockets === null) return connection.break()
      this.#server = sockets.open(this.identity, connection, (bytes) => this.#hear(bytes))
      connection.carry('down', 'in-order', () => this.#opened())
    })
  }

  #opened(): void {
    const channels = this.#channels.names
    if (channels.length > 0) this.#say({ t: 'subscribe', channels })
  }

  #say(frame: ClientFrame): void {
    const text = JSON.stringify(frame)
    this.#connection?.carry('up', 'in-order', () => this.#server?.hear(text))
  }

  #closed(): void {
    const { world } = this.#parts
    world.note(`${this.name} lost its link`)
    this.#connection = null
    this.#server?.closed()
    this.#server = null
    this.#channels.age()
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const answer of waiting) answer(null)
    const wait = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(this.#attempts++, 10))
    world.queue.after(wait * world.chance.between(0.5, 1), () => this.#connect())
  }

  #hear(bytes: Buffer): void {
    const { frame, ping } = messageIn(bytes, this.#parts.checker)
    if (ping) this.#connection?.carry('up', 'in-order', () => this.#server?.pong())
    if (frame === null) return
    if (frame.t === 'snapshot') {
      this.#show(frame.channel, this.#channels.snapshot(frame.channel, frame.revision, frame.view))
      this.#attempts = 0
    } else if (frame.t === 'patch') {
      const patched = this.#channels.patch(frame.channel, frame.revision, frame.ops)
      if (patched === 'gap') {
        this.#parts.world.note(`${this.name} finds a gap in ${frame.channel}`)
        this.#say({ t: 'subscribe', channels: [frame.channel] })
      } else if (patched) this.#show(frame.channel, patched.view)
    } else if (frame.t === 'accepted') this.#settle(frame.id, true)
    else if (frame.t === 'refused') this.#settle(frame.id, false)
    else if (frame.t === 'gone' && frame.channel !== null) {
      this.#channels.remove(frame.channel)
      this.#views.delete(frame.channel)
    }
  }

  #settle(id: string, answer: boolean): void {
    this.#waiting.get(id)?.(answer)
    this.#waiting.delete(id)
  }

  #show(channel: ChannelName, view: unknown): void {
    if (view === undefined) return
    this.#views.set(channel, view)
    if (channel.startsWith('member:') || channel.startsWith('seat:')) this.#checkVote(view)
    if (channel === 'room') this.#checkSecrecy(view as RoomView)
    this.onChanged(channel)
  }

  /** What came of a vote is nobody's before it is declared; who chose what in secret never is. */
  #checkSecrecy({ ballot }: RoomView): void {
    if (ballot === null) return
    const { state, result, votes, method, id } = ballot
    const early = state !== 'declared' && state !== 'voided' && (result !== null || votes !== null)
    if (early || (method === 'secret' && votes !== null))
      this.#parts.world.fail(`${this.name} shows votes of ${id}, which is ${state}`, id)
  }

  #checkVote(view: unknown): void {
    const { ballot, member } = view as MemberView | SeatView
    const recorded = ballot?.sealed === true ? SEALED : (ballot?.recorded ?? null)
    if (ballot === null || recorded === null || member === null) return
    this.#parts.checker.shownOnPage(this.name, ballot.id, member, recorded)
  }
}

/** A vote as a page of one person shows it. */
export const ownBallot = (view: unknown): OwnBallotView | null =>
  (view as MemberView | SeatView | undefined)?.ballot ?? null

/** Which views each patch was applied to, and what came of it. */
const patches = new WeakMap<readonly PatchOp[], Map<unknown, unknown>>()

/** Pages that hold equal views and get the very same patch: it is applied once for all of them. */
function patched(view: unknown, ops: readonly PatchOp[]): unknown {
  const known = patches.get(ops) ?? new Map<unknown, unknown>()
  patches.set(ops, known)
  const before = known.has(view) ? view : [...known.keys()].find(equals(view))
  const after = before === undefined ? applyPatch(view, ops) : known.get(before)
  known.set(view, after)
  return after
}

const equals = (view: unknown) => (other: unknown) => isDeepStrictEqual(view, other)

/** The same bytes go to many pages: they are read once. */
const read = new WeakMap<Buffer, Message>()

interface Message {
  frame: ServerFrame | null
  ping: boolean
}

/** What whole WebSocket messages from the server hold (RFC 6455 §5.2): one frame, perhaps a ping. */
function messageIn(bytes: Buffer, { secrets }: Checker): Message {
  const known = read.get(bytes)
  if (known !== undefined) return known
  const short = bytes[1] ?? 0
  const start = short < 126 ? 2 : short === 126 ? 4 : 10
  const length =
    short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  const end = start + length
  const text = bytes.toString('utf8', start, end)
  secrets.leaves('what a page is sent', text)
  const message = { frame: readFrame(text), ping: end < bytes.length }
  read.set(bytes, message)
  return message
}
