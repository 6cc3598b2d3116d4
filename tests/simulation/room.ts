import { MemoryDisk } from '../../controller/adapters/record/memory-disk.ts'
import type { Chamber, Policy } from '../../controller/protocol/chamber.ts'
import { ONLY_NOTES } from '../../controller/protocol/flags.ts'
import type { ConsoleId } from '../../controller/protocol/ids.ts'
import { toBase64url } from '../../controller/protocol/seal-vote.ts'
import { CHAIR, cardOf, houseOf } from '../core/house.ts'
import { SimulatedConsole } from '../simulated/line/console.ts'
import { SimulatedBridge, type BridgedLine } from './bridge.ts'
import { BoxShelf } from './boxes.ts'
import { Broker } from './broker.ts'
import { Checker } from './checker.ts'
import { Clerk } from './clerk.ts'
import { Controller, SITTING } from './controller.ts'
import { Envelopes } from './envelopes.ts'
import type { HallConsole } from './hall-console.ts'
import { HallFront, type Occupancy } from './hall-front.ts'
import { LineTime } from './line-time.ts'
import { AFAR, SCREENS } from './links.ts'
import { NetConsole } from './net-console.ts'
import type { Network } from './network.ts'
import { Page } from './page.ts'
import { Person, temperOf, type Front } from './person.ts'
import { RemoteFront } from './remote-front.ts'
import { SerialConsole } from './serial-console.ts'
import { SerialWire } from './serial-wire.ts'
import { tagsFor } from './tags.ts'
import type { Officers, Pace } from './vote-clerk.ts'
import { VOTE_RULES } from './vote-rules.ts'
import type { World } from './world.ts'

export interface RoomSize {
  members: number
  minutes: number
}

const CONSOLES_A_LINE = 8
const LARGE_ROOM = 100
const DISPLAY = 'display-1'

/** Everything and everybody of one simulated sitting. */
export class Room {
  readonly chamber: Chamber
  readonly disk = new MemoryDisk()
  readonly shelf = new BoxShelf()
  readonly envelopes = new Envelopes()
  readonly checker: Checker
  readonly network: Network
  readonly controller: Controller
  readonly consoles: HallConsole[] = []
  readonly lines: BridgedLine[] = []
  readonly bridge: SimulatedBridge
  readonly pages: Page[] = []
  readonly people: Person[] = []
  readonly clerk: Clerk
  readonly #world: World
  readonly #embedded: boolean
  readonly #occupancy: Occupancy = new Map()
  readonly #display: Page

  constructor(world: World, { members, minutes }: RoomSize) {
    this.#world = world
    this.#embedded = world.chance.happens(0.6)
    const remote = Math.max(2, Math.round(members * 0.07))
    const hall = members - remote
    const { shelf, envelopes } = this
    this.chamber = chamberOf(hall, remote, policyOf(world, members))
    this.checker = new Checker(world, this.disk, { shelf, envelopes })
    this.network = { broker: this.#embedded ? null : new Broker(world, false) }
    const { network, checker, disk, chamber } = this
    const wired = chamber.consoles.slice(0, Math.min(32, Math.ceil(hall / 4))).map(({ id }) => id)
    this.controller = new Controller({
      ...{ world, network, checker, disk, chamber, wired, shelf, envelopes },
    })
    this.controller.onKilled = () => {
      for (const page of this.pages) page.cut()
    }
    this.bridge = this.#bridge(wired)
    const parts = { world, network, checker, envelopes }
    for (const { id } of chamber.consoles.slice(this.consoles.length))
      this.consoles.push(new NetConsole(id, world.chance.happens(0.3), parts))
    // Each copies every seat of the plan for each change: one is enough in a large room.
    const desks = (members > LARGE_ROOM ? [0] : [0, 1]).map((n) =>
      this.#page(`desk-${n}`, { kind: 'desk', user: `officer-${n}` }),
    )
    this.clerk = new Clerk(world, desks, paceOf({ members, minutes }), this.#officers())
    this.#display = this.#page('display', { kind: 'display', display: DISPLAY })
    for (const page of desks) page.open(['plan', 'room', 'desk'])
    this.#display.open(['plan', 'room'])
    this.#seatPeople(hall, remote)
  }

  get embedded(): boolean {
    return this.#embedded
  }

  start(): void {
    this.controller.start(this.#embedded)
    this.bridge.start()
    for (const console of this.consoles) console.boot()
    for (const person of this.people) person.start()
    this.clerk.start()
  }

  /** The first members' consoles hang on serial lines; the chair's and all others have networks. */
  #bridge(wired: readonly ConsoleId[]): SimulatedBridge {
    const world = this.#world
    const tags = tagsFor(world)
    for (let first = 0; first < wired.length; first += CONSOLES_A_LINE) {
      const time = new LineTime(world)
      const ids = wired.slice(first, first + CONSOLES_A_LINE)
      const consoles = ids.map((console, at) => ({ console, address: at + 1 }))
      const simulated = new Map(
        consoles.map(({ address }) => [address, new SimulatedConsole(address, 1)]),
      )
      const wire = new SerialWire(`line-${this.lines.length + 1}`, simulated, time, world)
      this.lines.push({ wire, time, consoles })
      for (const { console, address } of consoles) {
        const parts = { world, checker: this.checker, time, wire, tags }
        const hardware = simulated.get(address)
        if (hardware) this.consoles.push(new SerialConsole(console, hardware, parts))
      }
    }
    return new SimulatedBridge('bridge-1', this.lines, tags, {
      ...{ world, network: this.network, envelopes: this.envelopes, checker: this.checker },
    })
  }

  #seatPeople(hall: number, remote: number): void {
    const temper = temperOf(hall + remote)
    const chair = this.consoles.find(({ id }) => id === CHAIR.console)
    if (chair) this.#sit(CHAIR.member, null, chair, null, temper)
    for (let n = 1; n <= hall; n++) {
      const home = this.consoles.find(({ id }) => id === `c${n}`)
      // Every tenth has a touch screen, a few in a large room: they all show the same.
      const seat = n % 10 === 0 && n <= 60 ? `s${n}` : null
      if (home) this.#sit(`m${n}`, cardOf(n), home, seat, temper)
    }
    for (let n = 1; n <= remote; n++) this.#join(`r${n}`, n <= 8, temper)
  }

  #sit(
    member: string,
    card: string | null,
    home: HallConsole,
    seat: string | null,
    temper: ReturnType<typeof temperOf>,
  ): void {
    const page = seat === null ? null : this.#page(`touch-${seat}`, { kind: 'seat', seat })
    page?.open(['plan', 'room', `seat:${seat}`])
    const touch = page === null || seat === null ? null : { page, seat }
    const place = { member, card, home, touch }
    const front = new HallFront(this.#world, place, this.consoles, this.#occupancy, {
      display: this.#display,
      nameAt: ({ id }) => this.checker.truth.sitterAt(id, this.checker.truth.seq),
    })
    const person = this.#person(front, temper)
    front.onNotice = () => person.notice()
    home.onShown = () => this.#occupancy.get(home)?.notice(home)
  }

  #join(member: string, followsRoom: boolean, temper: ReturnType<typeof temperOf>): void {
    const page = this.#page(member, { kind: 'member', member, sitting: SITTING }, AFAR)
    const person = this.#person(new RemoteFront(member, page), temper)
    page.open([`member:${member}`])
    page.onChanged = (channel) => {
      const own = page.view(`member:${member}`) as { stage?: string } | undefined
      if (followsRoom && own?.stage === 'admitted') page.follow('room')
      if (channel !== 'room') person.notice()
    }
  }

  /** Each has one half for all votes, which is their number. */
  #officers(): Officers {
    const halfOf = (user: string) => new Uint8Array(32).fill(user.charCodeAt(user.length - 1))
    return {
      keyOf: (user) => toBase64url(halfOf(user)),
      giveHalf: (user, ballot) => {
        this.#world.note(`${user} opens ${ballot}`)
        this.#world.queue.after(this.#world.chance.between(2, 60), () => {
          this.#world.queue.stir()
          void this.controller.process?.secretVotes.giveHalf(ballot, user, halfOf(user))
        })
      },
    }
  }

  #person(front: Front, temper: ReturnType<typeof temperOf>): Person {
    const person = new Person(this.#world, front, temper)
    this.people.push(person)
    return person
  }

  #page(name: string, identity: Page['identity'], weather = SCREENS): Page {
    const { controller, checker, envelopes } = this
    const parts = { world: this.#world, controller, checker, envelopes }
    const page = new Page(name, identity, weather, parts)
    this.pages.push(page)
    return page
  }
}

const QUORUM = { num: 1, den: 5 }

/** Some houses wait for late votes, some check presence before each vote, some lock whoever is twice. */
function policyOf({ chance }: World, members: number): Partial<Policy> {
  const lock = { action: chance.happens(0.8) ? 'lock' : 'note' } as const
  return {
    ...{ openMicrophones: 3, speechMs: 20_000, quorum: QUORUM },
    floor: {
      quotas: [{ of: 'member', id: null, ms: 45_000 }],
      atZero: chance.happens(0.5) ? 'mute' : 'end',
      warnMs: 5_000,
    },
    lateWindowMs: chance.happens(0.7) ? chance.whole(200, 2_000) : 0,
    presenceCheck: members < LARGE_ROOM && chance.happens(0.15) ? 'required' : 'optional',
    flags: {
      ...ONLY_NOTES,
      'card-in-two-readers': lock,
      'member-in-two-places': lock,
      'key-at-second-seat': lock,
      'remote-and-seated': lock,
    },
  }
}

function chamberOf(hall: number, remote: number, policy: Partial<Policy>): Chamber {
  const house = houseOf({ members: hall, remote, policy, rules: [...VOTE_RULES] })
  const consoles = house.consoles.filter(({ id }) => id !== CHAIR.console)
  return {
    ...house,
    consoles: [
      ...consoles,
      { id: CHAIR.console, seat: CHAIR.seat, bridge: 'bridge-1', line: 'line-1' },
    ],
    displays: [{ id: DISPLAY, name: { th: 'จอ', en: 'Display' } }],
  }
}

/** Several votes an hour in a long sitting; many a minute in a short one. */
function paceOf({ members, minutes }: RoomSize): Pace {
  const small = members <= LARGE_ROOM
  const times =
    minutes > 15
      ? ({ betweenVotes: [120_000, 420_000], voteLasts: [15_000, 60_000] } as const)
      : ({ betweenVotes: [500, 8_000], voteLasts: [1_500, 7_000] } as const)
  const inLarge = ['ordinary', 'ordinary', 'first', 'whoever-is-there', 'choosing']
  const rules = small ? VOTE_RULES.map(({ id }) => id) : inLarge
  return { ...times, rules, callsNames: small, checks: small ? 0.25 : 0.05 }
}
