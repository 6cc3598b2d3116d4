import { admittedMembers, changedConsoles, consoleAim, heardMembers } from '../core/desire.ts'
import { same } from '../core/same.ts'
import type { ChamberState } from '../core/state.ts'
import type { ConsoleAim } from '../protocol/device-messages.ts'
import { toEvent } from '../protocol/event-versions.ts'
import type { ConsoleId, MemberId } from '../protocol/ids.ts'
import type { ChamberEngine } from './engine.ts'
import type { Committed, DevicesPort, MediaPort } from './ports.ts'

export interface ReconcilerParts {
  engine: Pick<ChamberEngine, 'state' | 'onCommitted'>
  devices: Pick<DevicesPort, 'desireConsole'>
}

type Media = Pick<MediaPort, 'setHeard' | 'setAdmitted'>

/** Tells devices and media what they should be: everything once at the start, then what changed. */
export class Reconciler {
  readonly #parts: ReconcilerParts
  /** What each console was last told: it is not told again what it already knows. */
  readonly #told = new Map<ConsoleId, ConsoleAim>()
  #media: Media | null = null
  #seen: ChamberState | null = null
  #heard: ReadonlySet<MemberId> = new Set()
  #admitted: ReadonlySet<MemberId> = new Set()
  #stop: () => void = () => undefined

  constructor(parts: ReconcilerParts) {
    this.#parts = parts
  }

  /** Call it once devices have started; every console is told its aim. */
  start(): void {
    const { engine } = this.#parts
    const { state } = engine
    this.#seen = state
    this.#tell(state, state.index.consoles.keys())
    this.#stop = engine.onCommitted((committed) => this.#onCommitted(committed))
  }

  /** Media come up later than consoles: they are told what is so now, and from then on what changes. */
  addMedia(media: Media): void {
    const { state } = this.#parts.engine
    this.#media = media
    this.#admitted = admittedMembers(state)
    this.#heard = heardMembers(state)
    media.setAdmitted(this.#admitted)
    media.setHeard(this.#heard)
  }

  stop(): void {
    this.#stop()
  }

  #onCommitted({ state, events }: Committed): void {
    const before = this.#seen ?? state
    this.#seen = state
    this.#tell(
      state,
      changedConsoles(
        before,
        state,
        events.map((event) => toEvent(event)),
      ),
    )
    if (this.#media !== null) this.#tellMedia(state, this.#media)
  }

  #tell(state: ChamberState, consoles: Iterable<ConsoleId>): void {
    for (const console of consoles) {
      const aim = consoleAim(state, console)
      if (same(aim, this.#told.get(console))) continue
      this.#told.set(console, aim)
      this.#parts.devices.desireConsole(console, aim, state.seq)
    }
  }

  #tellMedia(state: ChamberState, media: Media): void {
    const admitted = admittedMembers(state)
    const heard = heardMembers(state)
    // Nobody is heard who is not admitted: silence first, then who may be there, then who is heard.
    const stillHeard = new Set([...this.#heard].filter((member) => heard.has(member)))
    if (stillHeard.size < this.#heard.size) media.setHeard(stillHeard)
    if (!sameMembers(admitted, this.#admitted)) media.setAdmitted(admitted)
    if (heard.size > stillHeard.size) media.setHeard(heard)
    this.#admitted = admitted
    this.#heard = heard
  }
}

const sameMembers = (a: ReadonlySet<MemberId>, b: ReadonlySet<MemberId>) =>
  a.size === b.size && [...a].every((member) => b.has(member))
