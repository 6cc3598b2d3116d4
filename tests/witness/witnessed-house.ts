import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { SqliteRecord } from '../../controller/adapters/record/sqlite-record.ts'
import { withCardMarks } from '../../controller/adapters/secrets/card-marks.ts'
import { Secrets } from '../../controller/adapters/secrets/secrets.ts'
import type { WitnessTarget } from '../../controller/adapters/witness/targets.ts'
import { Witness } from '../../controller/adapters/witness/witness.ts'
import { ChamberEngine } from '../../controller/engine/engine.ts'
import type { Scheduler } from '../../controller/engine/ports.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { Chamber } from '../../controller/protocol/chamber.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import { DESK, motion, openBallot, START, SYSTEM } from '../core/given.ts'
import { houseOf, type House } from '../core/house.ts'

/** Time that passes when the test says so. */
class Beats implements Scheduler {
  readonly #runs = new Set<() => void>()

  every(_ms: number, run: () => void): () => void {
    this.#runs.add(run)
    return () => this.#runs.delete(run)
  }

  pass(beats = 1): void {
    for (let beat = 0; beat < beats; beat++) for (const run of this.#runs) run()
  }
}

interface Convening {
  /** False: as before cards had marks. */
  marked?: boolean
  shaped?: (chamber: Chamber) => Chamber
}

/** A real record in a folder of its own, an engine over it, and the witness of its votes. */
export class WitnessedHouse {
  readonly dataDir: string
  readonly beats = new Beats()
  readonly targets: WitnessTarget[] = []
  engine!: ChamberEngine
  witness!: Witness
  #commands = 0

  private constructor(dataDir: string) {
    this.dataDir = dataDir
  }

  static async make(): Promise<WitnessedHouse> {
    return new WitnessedHouse(await mkdtemp(join(tmpdir(), 'sapha-witness-')))
  }

  /** `witnessed: false`: the process ends before its witness can do anything. */
  async start({ witnessed = true } = {}): Promise<void> {
    let now = START
    const record = new SqliteRecord({ folder: this.dataDir })
    this.engine = new ChamberEngine({ record, clock: { now: () => (now += 7) } })
    this.witness = new Witness({
      engine: this.engine,
      scheduler: this.beats,
      dataDir: this.dataDir,
      origin: 'sapha/house',
      targets: this.targets,
    })
    await this.engine.start((events) => this.witness.read(events))
    if (witnessed) await this.witness.start()
  }

  async stop({ witnessed = true } = {}): Promise<void> {
    if (witnessed) await this.witness.stop()
    await this.engine.stop()
  }

  async remove(): Promise<void> {
    await rm(this.dataDir, { recursive: true })
  }

  /** Gives it; a refusal fails the test. */
  async give(command: Command, by: Actor = DESK): Promise<void> {
    const outcome = await this.engine.submit(command, by, `command-${++this.#commands}`)
    if (!outcome.ok) throw new Error(`${command.type}: ${outcome.code} ${outcome.detail}`)
  }

  /** An open sitting with everybody who has a seat in it. */
  async convene(
    house: House,
    sitting = 'sitting-1',
    { marked = true, shaped = (chamber) => chamber }: Convening = {},
  ): Promise<void> {
    const numbered = shaped(houseOf(house))
    const chamber = marked ? withCardMarks(numbered, new Secrets(Buffer.alloc(32))) : numbered
    await this.give({ type: 'ConfigureChamber', chamber }, SYSTEM)
    await this.give({ type: 'ScheduleSitting', sitting, title: motion, agenda: [] }, SYSTEM)
    await this.give({ type: 'OpenSitting' })
    for (let n = 1; n <= house.members; n++) await this.give(signIn(n), seatOf(n))
  }

  cast(ballot: string, n: number, choice: string): Promise<void> {
    return this.give({ type: 'CastVote', ballot, member: `m${n}`, choice }, seatOf(n))
  }

  /** Opened, voted on by the first members, closed and declared. */
  async divide(ballot: string, choices: readonly string[], rule = 'ordinary'): Promise<void> {
    await this.give(openBallot(ballot, rule))
    for (const [at, choice] of choices.entries()) await this.cast(ballot, at + 1, choice)
    await this.give({ type: 'CloseBallot', ballot })
    await this.declare(ballot)
  }

  declare(ballot: string): Promise<void> {
    return this.give({ type: 'DeclareResult', ballot, accept: true })
  }
}

export const seatOf = (n: number): Actor => ({ kind: 'seat', seat: `s${n}` })

/** Until something asynchronous beside the engine has happened. */
export const eventually = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 5000, interval: 5 })

const signIn = (n: number): Command => ({
  type: 'SignIn',
  member: `m${n}`,
  place: { kind: 'seat', seat: `s${n}` },
})
