import type { Planned } from './queue.ts'
import type { Room } from './room.ts'
import type { World } from './world.ts'

/** What can go wrong, and how long it is between two times in a short run, ms. */
interface Hazard {
  meanMs: number
  strike: () => void
}

/** In a long run everything goes wrong more often than in a short one, but not as often a minute. */
const LONG_MINUTES = 10

/** Lets things go wrong by chance until it is told to stop, and mends them after a while. */
export class Faults {
  readonly #world: World
  readonly #room: Room
  readonly #planned = new Set<Planned>()
  readonly #rarer: number
  #active = false

  constructor(world: World, room: Room, minutes: number) {
    this.#world = world
    this.#room = room
    this.#rarer = Math.max(1, minutes / LONG_MINUTES)
  }

  start(): void {
    this.#active = true
    const hazards: Hazard[] = [
      { meanMs: 70_000, strike: () => this.#killAnyTime() },
      { meanMs: 70_000, strike: () => this.#killInAppend() },
      { meanMs: 25_000, strike: () => this.#killConsole() },
      { meanMs: 90_000, strike: () => this.#fillDisk() },
      { meanMs: 60_000, strike: () => this.#slowDisk() },
      { meanMs: 60_000, strike: () => this.#pullLine() },
      { meanMs: 90_000, strike: () => this.#deafenLine() },
      { meanMs: 40_000, strike: () => this.#makeNoise() },
      { meanMs: 120_000, strike: () => this.#killBridge() },
      { meanMs: 80_000, strike: () => this.#restartBroker() },
      { meanMs: 50_000, strike: () => this.#loseBroker() },
      { meanMs: 15_000, strike: () => this.#loseScreen() },
      { meanMs: 60_000, strike: () => this.#setClock() },
    ]
    for (const hazard of hazards) this.#next(hazard)
  }

  /** Nothing more goes wrong, and what is broken is mended now. */
  stop(): void {
    this.#active = false
    for (const { run } of [...this.#planned]) run?.()
  }

  #next({ meanMs, strike }: Hazard): void {
    const { queue, chance } = this.#world
    queue.after(chance.wait(meanMs * this.#rarer), () => {
      if (!this.#active) return
      strike()
      this.#next({ meanMs, strike })
    })
  }

  /** Mends it after a while, or at once when everything is to heal. */
  #mend(least: number, most: number, mend: () => void): void {
    const { queue, chance } = this.#world
    const planned = queue.after(chance.between(least, most), () => {
      if (!this.#planned.delete(planned)) return
      mend()
    })
    this.#planned.add(planned)
  }

  #killAnyTime(): void {
    this.#kill(this.#world.chance.happens(0.5) ? 'kept' : 'torn')
  }

  /** In the middle of the next append. */
  #killInAppend(): void {
    const { controller } = this.#room
    const { queue, chance } = this.#world
    controller.onSync = (ms) => {
      controller.onSync = () => undefined
      queue.after(chance.between(0, ms * 0.99), () => {
        if (this.#active) this.#kill(chance.happens(0.5) ? 'kept' : 'torn')
      })
    }
  }

  #kill(underWay: 'kept' | 'torn'): void {
    const { controller, embedded } = this.#room
    if (controller.process === null) return
    controller.kill(underWay)
    this.#mend(300, 5_000, () => controller.start(embedded))
  }

  #killConsole(): void {
    const console = this.#world.chance.pick(this.#room.consoles)
    if (console === undefined || console.lamps === null) return
    this.#world.fault(`${console.id} loses its power`)
    console.die()
    // Longer than a late message is under way, see links.ts.
    this.#mend(4_000, 10_000, () => console.boot())
  }

  #fillDisk(): void {
    const { disk } = this.#room
    if (disk.fault !== null) return
    this.#world.fault('the disk is full')
    disk.fault = this.#world.chance.happens(0.5) ? 'record-full' : 'record-io-failed'
    this.#mend(500, 6_000, () => {
      disk.fault = null
      this.#world.note('the disk has room again')
    })
  }

  #slowDisk(): void {
    const { controller } = this.#room
    this.#world.fault('the disk is slow')
    controller.slowDisk = true
    this.#mend(2_000, 8_000, () => {
      controller.slowDisk = false
    })
  }

  #pullLine(): void {
    const line = this.#world.chance.pick(this.#room.lines)
    if (line === undefined || line.wire.cut) return
    this.#world.fault(`${line.wire.name} is pulled`)
    line.wire.pull()
    this.#mend(200, 8_000, () => {
      line.wire.cut = false
    })
  }

  #deafenLine(): void {
    const line = this.#world.chance.pick(this.#room.lines)
    if (line === undefined) return
    this.#world.fault(`${line.wire.name} is silent`)
    line.wire.deaf = true
    line.wire.wake()
    this.#mend(200, 4_000, () => {
      line.wire.deaf = false
    })
  }

  #makeNoise(): void {
    const line = this.#world.chance.pick(this.#room.lines)
    if (line === undefined) return
    this.#world.fault(`there is noise on ${line.wire.name}`)
    line.wire.noisy = true
    line.wire.wake()
    this.#mend(500, 3_000, () => {
      line.wire.noisy = false
    })
  }

  #killBridge(): void {
    const { bridge } = this.#room
    if (!bridge.running) return
    this.#world.fault('the bridge is killed')
    bridge.die()
    this.#mend(500, 5_000, () => bridge.start())
  }

  #restartBroker(): void {
    const { broker } = this.#room.network
    if (broker === null || broker.embedded || !broker.isUp) return
    this.#world.fault('the broker is stopped')
    broker.stop()
    this.#mend(300, 4_000, () => broker.restart())
  }

  #loseBroker(): void {
    const { broker } = this.#room.network
    if (broker === null || broker.embedded) return
    this.#world.fault('controller and broker lose each other')
    broker.loseController()
  }

  #loseScreen(): void {
    const page = this.#world.chance.pick(this.#room.pages)
    this.#world.fault(`${page?.name} loses its network`)
    page?.loseLink()
  }

  /** Time is set right or a little wrong, as by a network's time server. */
  #setClock(): void {
    this.#world.clockError = this.#world.chance.whole(-400, 400)
    this.#world.fault(`the clock is set to ${this.#world.clockError} ms`)
  }
}
