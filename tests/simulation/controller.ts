import type { MemoryDisk } from '../../controller/adapters/record/memory-disk.ts'
import { MemoryRecord } from '../../controller/adapters/record/memory-record.ts'
import { BallotClock } from '../../controller/engine/ballot-clock.ts'
import { FloorClock } from '../../controller/engine/floor-clock.ts'
import { ChamberEngine } from '../../controller/engine/engine.ts'
import { LiveRoom } from '../../controller/engine/live-room.ts'
import type { Outcome, Scheduler, SecretVotesPort } from '../../controller/engine/ports.ts'
import { SecretVotes } from '../../controller/engine/secret-votes.ts'
import { BallotBoxError } from '../../controller/engine/ports.ts'
import { Reconciler } from '../../controller/engine/reconcile.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { Chamber } from '../../controller/protocol/chamber.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import type { ConsoleId, Instant, MemberId } from '../../controller/protocol/ids.ts'
import { SimulatedBoxes, type BoxShelf } from './boxes.ts'
import { Broker } from './broker.ts'
import type { Checker } from './checker.ts'
import type { Envelopes } from './envelopes.ts'
import { SimulatedGateway } from './gateway.ts'
import type { Network } from './network.ts'
import { Sockets } from './sockets.ts'
import type { World } from './world.ts'

/** An fsync on a good disk, and on one that is busy with something else. */
const SYNC_MS = [1, 6] as const
const SLOW_SYNC_MS = [100, 900] as const

const STARTING: Actor = { kind: 'system', part: 'start' }
const AGENDA = ['one', 'two', 'three'].map((id) => ({
  id,
  number: id,
  title: { th: id, en: id },
  level: 0,
}))

export interface ControllerParts {
  world: World
  network: Network
  disk: MemoryDisk
  checker: Checker
  chamber: Chamber
  shelf: BoxShelf
  envelopes: Envelopes
  /** The consoles on the bridge's lines. */
  wired: readonly ConsoleId[]
}

/** One life of the controller's process, joined as controller/main.ts joins it. */
class Process {
  readonly record: MemoryRecord
  readonly engine: ChamberEngine
  readonly room: LiveRoom
  readonly gateway: SimulatedGateway
  readonly sockets: Sockets
  readonly secretVotes: SecretVotes
  /** Commands that were handed in and not answered yet. */
  unanswered = 0
  dead = false
  readonly #parts: ControllerParts
  readonly #reconciler: Reconciler
  readonly #ballots: BallotClock
  readonly #floor: FloorClock
  readonly #stops: (() => void)[] = []

  constructor(parts: ControllerParts, broker: Broker, sync: () => Promise<void>) {
    const { world, disk, checker, chamber, wired, shelf, envelopes } = parts
    this.#parts = parts
    this.record = new MemoryRecord(disk, sync)
    this.engine = new ChamberEngine({ record: this.record, clock: world })
    const { engine } = this
    const watched = {
      get state() {
        return engine.state
      },
      submit: (command: Command, by: Actor, id: string, sentAt?: Instant) =>
        this.#submit(command, by, id, sentAt),
      onCommitted: engine.onCommitted.bind(engine),
      onRecordHealth: engine.onRecordHealth.bind(engine),
    }
    const scheduler = this.#scheduler()
    const removed = () => this.#alive(sync())
    const durable = async () => {
      await removed()
      if (disk.fault !== null) throw new BallotBoxError('box-io-failed', 'The disk is full.')
    }
    const boxes = new SimulatedBoxes({ shelf, envelopes, durable, removed })
    this.secretVotes = new SecretVotes({ engine: watched, boxes, scheduler })
    this.#ballots = new BallotClock({ engine: watched, clock: world, scheduler })
    this.#floor = new FloorClock({ engine: watched, clock: world, scheduler })
    const secretVotes = this.#watchedVotes()
    this.room = new LiveRoom({
      engine: watched,
      secretVotes,
      clock: world,
      scheduler,
      consolesOf: () => wired,
      cardMark: (card) => card,
    })
    this.gateway = new SimulatedGateway(world, broker, {
      consoles: new Set(chamber.consoles.map(({ id }) => id)),
      bridges: new Set(['bridge-1']),
      devices: new Map(),
    })
    this.sockets = new Sockets({
      world,
      engine: watched,
      room: this.room,
      secretVotes,
      clock: world,
    })
    this.#reconciler = new Reconciler({
      engine: watched,
      devices: {
        desireConsole: (id, aim, revision) => {
          checker.told(id, aim, revision)
          this.gateway.desireConsole(id, aim, revision)
        },
      },
    })
  }

  /** False where it was killed on the way. */
  async start(): Promise<boolean> {
    const { checker, chamber } = this.#parts
    await this.engine.start()
    checker.durable(this.engine.state)
    // The first to hear of a batch, so that nothing is shown that it does not know.
    this.engine.onCommitted(({ state }) => checker.durable(state))
    await this.#submit({ type: 'ConfigureChamber', chamber }, STARTING, 'start-chamber')
    const title = { th: 'การประชุม', en: 'Sitting' }
    const sitting = { type: 'ScheduleSitting', sitting: SITTING, title, agenda: AGENDA } as const
    await this.#submit(sitting, STARTING, 'start-sitting')
    await this.secretVotes.start()
    this.#ballots.start()
    this.#floor.start()
    this.room.start()
    await this.gateway.start(this.room)
    this.sockets.start()
    this.#reconciler.start()
    const setHeard = (members: ReadonlySet<MemberId>) => checker.heard(members)
    this.#reconciler.addMedia({ setHeard, setAdmitted: () => undefined })
    return !this.dead
  }

  kill(underWay: 'kept' | 'torn'): void {
    this.dead = true
    this.record.kill(underWay)
    for (const stop of this.#stops) stop()
    void this.gateway.stop()
    this.sockets.stop()
  }

  async #submit(command: Command, by: Actor, id: string, sentAt?: Instant): Promise<Outcome> {
    this.unanswered += 1
    this.#parts.world.queue.stir()
    const outcome = await this.engine.submit(command, by, id, sentAt)
    this.unanswered -= 1
    this.#parts.checker.answered(by, id, outcome)
    return outcome
  }

  /** What a process awaits that died meanwhile never comes. */
  async #alive(done: Promise<void>): Promise<void> {
    await done
    if (this.dead) await new Promise(() => undefined)
  }

  /** Sealed votes, with everything that is known of them checked. */
  #watchedVotes(): SecretVotesPort {
    const { world, checker } = this.#parts
    const votes = this.secretVotes
    const answered = async (by: Actor, id: string, coming: Promise<Outcome>) => {
      this.unanswered += 1
      world.queue.stir()
      const outcome = await coming
      this.unanswered -= 1
      checker.answered(by, id, outcome)
      return outcome
    }
    return {
      cast: async (by, ballot, vote, sentAt) => {
        const id = by.kind === 'console' ? by.pressId : ballot
        const outcome = await answered(by, id, votes.cast(by, ballot, vote, sentAt))
        if (outcome.ok && 'sealed' in vote) checker.sealed(by, ballot, vote.sealed)
        return outcome
      },
      castPlain: (by, ballot, choice, sentAt) => {
        if (checker.truth.ballots.get(ballot ?? '')?.rule.method === 'secret')
          world.fail(`${by.console} sends a choice of the secret vote ${ballot} in plain`)
        return answered(by, by.pressId, votes.castPlain(by, ballot, choice, sentAt))
      },
      giveHalf: votes.giveHalf.bind(votes),
    }
  }

  #scheduler(): Scheduler {
    const { queue } = this.#parts.world
    return {
      every: (ms, run) => {
        const tick = () => {
          queue.stir()
          run()
          planned = queue.after(ms, tick)
        }
        let planned = queue.after(ms, tick)
        const stop = () => queue.cancel(planned)
        this.#stops.push(stop)
        return stop
      },
    }
  }
}

export const SITTING = 'sitting-1'

/** The controller on its machine: started, killed, started again from the disk. */
export class Controller {
  /** While true every fsync takes long. */
  slowDisk = false
  /** Called when an fsync begins, with what it will take. */
  onSync: (ms: number) => void = () => undefined
  readonly #parts: ControllerParts
  #process: Process | null = null
  #ready = false

  constructor(parts: ControllerParts) {
    this.#parts = parts
  }

  get isUp(): boolean {
    return this.#ready
  }

  get process(): Process | null {
    return this.#process
  }

  /** Where pages connect; null while there is nobody to answer. */
  get sockets(): Sockets | null {
    return this.#ready ? (this.#process?.sockets ?? null) : null
  }

  /** `embedded`: the broker is part of this process. */
  start(embedded: boolean): void {
    const { world, network } = this.#parts
    if (embedded) network.broker = new Broker(world, true)
    const broker = network.broker
    if (this.#process !== null || broker === null) return
    const process = new Process(this.#parts, broker, () => this.#sync())
    this.#process = process
    world.note('the controller starts')
    world.queue.stir()
    process.start().then(
      (alive) => {
        if (alive) this.#ready = true
      },
      (error: unknown) => world.fail(`the controller does not start: ${String(error)}`),
    )
  }

  kill(underWay: 'kept' | 'torn'): void {
    const { world, network } = this.#parts
    const process = this.#process
    if (process === null) return
    world.counts.kills += 1
    world.fault(`the controller is killed (${underWay})`)
    this.#process = null
    this.#ready = false
    process.kill(underWay)
    this.onKilled()
    if (network.broker?.embedded !== true) return
    const { broker } = network
    network.broker = null
    broker.stop()
  }

  /** Breaks the sockets of its pages. */
  onKilled: () => void = () => undefined

  #sync(): Promise<void> {
    const { queue, chance } = this.#parts.world
    const [least, most] = this.slowDisk ? SLOW_SYNC_MS : SYNC_MS
    const ms = chance.between(least, most)
    this.onSync(ms)
    return new Promise((resolve) => {
      queue.after(ms, () => {
        queue.stir()
        resolve()
      })
    })
  }
}
