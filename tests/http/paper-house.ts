import { QUIET_FLOOR } from '../simulated/quiet-floor.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAuth } from '../../controller/adapters/auth/auth.ts'
import { Certificates } from '../../controller/adapters/certificates/certificates.ts'
import { Secrets } from '../../controller/adapters/secrets/secrets.ts'
import type { Live } from '../../controller/core/live.ts'
import { initialState } from '../../controller/core/state.ts'
import type {
  Committed,
  LivePort,
  Outcome,
  ReceiptsPort,
  VoteRecordsPort,
  VoteReportsPort,
} from '../../controller/engine/ports.ts'
import { startHttp, type Http } from '../../controller/http/http.ts'
import type { Views } from '../../controller/http/views.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import type { EventType } from '../../controller/protocol/events.ts'
import { ONLY_NOTES } from '../../controller/protocol/flags.ts'
import type {
  DeskView,
  MemberView,
  PlanView,
  RoomView,
  SeatView,
} from '../../controller/protocol/views.ts'

const text = (en: string) => ({ th: en, en })

export const SITTING = 'sitting-1'
export const PASSWORD = 'a long enough phrase'

const plan: PlanView = {
  id: 'chamber',
  name: text('Chamber'),
  groups: [],
  splits: [],
  members: ['m1', 'm2', 'm3'].map((id) => ({
    id,
    name: text(id),
    class: 'member',
    group: null,
    seat: id === 'm1' ? 'A1' : null,
    card: null,
  })),
  seats: ['A1', 'A2'].map((id) => ({
    id,
    kind: 'member',
    block: 'A',
    row: 1,
    x: 0,
    y: 0,
    angle: 0,
  })),
  displays: [{ id: 'hall', name: text('Hall') }],
  rules: [],
  policy: {
    remoteVoting: true,
    openMicrophones: 4,
    speechMs: 0,
    quorum: { num: 1, den: 2 },
    queueLimit: 100,
    flags: ONLY_NOTES,
    lateWindowMs: 0,
    presenceCheck: 'optional',
  },
  simulation: true,
}

const emptyRoom: RoomView = {
  sitting: null,
  agenda: [],
  item: null,
  onAir: [],
  queue: [],
  floor: QUIET_FLOOR,
  presence: {
    hall: 0,
    remote: 0,
    counted: 0,
    existing: 3,
    quorum: { holds: false, formula: '0 ≥ 2' },
  },
  prepared: [],
  presenceCheck: null,
  bellAt: null,
  ballot: null,
  seated: {},
  remote: [],
  checkpoint: null,
}

const emptyLive: Live = {
  consoles: new Map(),
  bridges: new Map(),
  displays: new Set(),
  connected: new Set(),
  heard: new Set(),
  desks: new Set(),
  media: { up: true, hallSound: false, hallPicture: false, sessions: 0 },
  record: { seq: 7, hash: 'ab'.repeat(32), healthy: true },
  checkpoint: null,
  pressToLampMs: null,
}

const emptyDesk: DeskView = {
  officerKeys: [],
  oral: [],
  earlier: [],
  seats: {},
  remotes: {},
  lobby: [],
  faults: [],
  log: [],
  ballot: null,
  flags: [],
  locks: {},
  bridges: [],
  displays: [],
  desks: [],
  media: emptyLive.media,
  record: emptyLive.record,
  pressToLampMs: null,
}

const emptyMember: Omit<MemberView, 'member'> = {
  seat: null,
  receipts: [],
  stage: 'outside',
  locked: false,
  lobbyPlace: null,
  reason: null,
  asking: false,
  place: 0,
  onAir: false,
  microphone: false,
  presence: null,
  ballot: null,
}

/** A house without a core: its views are written by the test, its engine notes what it is given. */
export class PaperHouse {
  readonly commands: { command: Command; by: Actor; id: string }[] = []
  /** When each of them was sent, as far as the edge vouches for it. */
  readonly sentAt: (number | undefined)[] = []
  readonly mediaCalls: { member: string; screen: string; method: string; data: unknown }[] = []
  readonly mediaLeft: string[] = []
  readonly told: string[] = []
  /** What the engine answers to the next commands. */
  outcome: Outcome = { ok: true, seq: 1 }
  room: RoomView = emptyRoom
  desk: DeskView = emptyDesk
  sitting = SITTING
  readonly members = new Map<string, MemberView>()
  readonly seats = new Map<string, SeatView>()
  /** How often each channel was rendered. */
  readonly rendered: string[] = []
  /** Milliseconds that this house is ahead of the machine's clock. */
  ahead = 0
  #committed: ((committed: Committed) => void)[] = []
  #live: (() => void)[] = []

  constructor() {
    for (const { id } of plan.members) this.members.set(id, { ...emptyMember, member: id })
    for (const { id } of plan.seats) this.setSeat(id, id === 'A1' ? 'm1' : null)
  }

  readonly engine = {
    state: initialState,
    submit: (command: Command, by: Actor, id: string, sentAt?: number): Promise<Outcome> => {
      this.commands.push({ command, by, id })
      this.sentAt.push(sentAt)
      return Promise.resolve(this.outcome)
    },
    onCommitted: (listener: (committed: Committed) => void) => {
      this.#committed.push(listener)
      return () => {
        this.#committed = this.#committed.filter((other) => other !== listener)
      }
    },
  }

  receipts: ReceiptsPort = { codeOf: () => null, proofOf: () => null, checkpoint: null }
  /** None, unless a test brings some. */
  votes: VoteRecordsPort = {
    list: () => [],
    get: () => null,
    recordOf: () => Promise.resolve(null),
  }
  reports: VoteReportsPort = {
    csv: () => '',
    pdf: () => Promise.resolve(new Uint8Array()),
  }
  readonly live: LivePort = {
    live: emptyLive,
    onChanged: (listener) => {
      this.#live.push(listener)
      return () => {
        this.#live = this.#live.filter((other) => other !== listener)
      }
    },
    displayConnected: (id, connected) => this.told.push(`display ${id} ${connected}`),
    memberConnected: (id, connected) => this.told.push(`member ${id} ${connected}`),
    deskConnected: (id, connected) => this.told.push(`desk ${id} ${connected}`),
  }

  readonly media = {
    call: (member: string, screen: string, method: string, data: unknown): Promise<unknown> => {
      this.mediaCalls.push({ member, screen, method, data })
      if (method === 'fail') return Promise.reject(new Error('the media worker died'))
      return Promise.resolve({ heard: method })
    },
    leave: (screen: string) => {
      this.mediaLeft.push(screen)
    },
  }

  readonly views: Views = {
    plan: () => this.#render('plan', plan),
    room: () => this.#render('room', this.room),
    desk: () => this.#render('desk', this.desk),
    seat: (id) => this.#render(`seat:${id}`, this.seats.get(id) ?? null),
    member: (id) => this.members.get(id) ?? null,
    sitting: () => this.sitting,
    lobby: () =>
      [...this.members.values()].filter((m) => m.stage === 'lobby').map(({ member }) => member),
  }

  /** As the engine does after a batch is durable. */
  commit(...types: (EventType | [EventType, { member: string }])[]): void {
    const events = types.map((type, i) => {
      const [name, data] = typeof type === 'string' ? [type, {}] : type
      return { seq: i + 1, hash: '', type: name, version: 1, at: 0, data, cause: {} }
    })
    for (const listener of this.#committed) listener({ state: initialState, events })
  }

  liveChanged(): void {
    for (const listener of this.#live) listener()
  }

  setSeat(id: string, member: string | null): void {
    const aim: SeatView['aim'] = {
      microphone: 'closed',
      talk: 'off',
      place: 0,
      present: false,
      ballot: null,
    }
    const own = { signedIn: false, locked: false, presence: null, ballot: null }
    this.seats.set(id, { seat: id, member, aim, ...own })
  }

  setMember(id: string, change: Partial<MemberView>): void {
    this.members.set(id, { ...emptyMember, ...this.members.get(id), member: id, ...change })
  }

  #render<T>(channel: string, view: T): T {
    this.rendered.push(channel)
    return view
  }
}

export interface RunningHouse {
  house: PaperHouse
  http: Http
  secrets: Secrets
  setupCode: string
  /** Where the kiosk would be built; nothing is there. */
  kioskDir: string
  close(): Promise<void>
}

/** Starts the real HTTP side (TLS, files, sockets) around a paper house. */
export async function runHouse(integrators: string[] = ['statistics']): Promise<RunningHouse> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sapha-http-'))
  const house = new PaperHouse()
  const clock = { now: () => Date.now() + house.ahead }
  const auth = await openAuth(dataDir, clock)
  const secrets = new Secrets(Buffer.alloc(32, 5))
  const kioskDir = join(dataDir, 'kiosk')
  const http = await startHttp({
    config: {
      host: '127.0.0.1',
      port: 0,
      loopbackPort: 0,
      publicHost: 'localhost',
      integrators,
      kioskDir,
      dashboardDir: join(dataDir, 'dashboard'),
    },
    engine: house.engine,
    live: house.live,
    receipts: house.receipts,
    evidence: { about: () => Promise.resolve(null) },
    votes: {
      list: () => house.votes.list(),
      get: (ballot) => house.votes.get(ballot),
      recordOf: (ballot) => house.votes.recordOf(ballot),
    },
    reports: {
      csv: (...asked) => house.reports.csv(...asked),
      pdf: (...asked) => house.reports.pdf(...asked),
    },
    media: house.media,
    secrets,
    accounts: auth.accounts,
    revocations: auth.revocations,
    sessionKey: auth.sessionKey,
    certificates: new Certificates({
      dataDir,
      names: [],
      own: null,
      clock,
      onWarning: () => undefined,
    }),
    clock,
    views: house.views,
  })
  const setupCode = auth.accounts.setupCode ?? ''
  return {
    house,
    http,
    secrets,
    setupCode,
    kioskDir,
    close: async () => {
      await http.stop()
      await rm(dataDir, { recursive: true })
    },
  }
}
