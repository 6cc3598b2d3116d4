import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { consoleAt } from '../../config/load.ts'
import { credentialPath } from '../../controller/protocol/credentials.ts'
import { shownVote } from '../simulated/shown-vote.ts'
import { MqttConsole } from '../simulated/consoles/mqtt-console.ts'
import { SimulatedLine } from '../simulated/line/line.ts'
import { PtyCable } from '../simulated/line/pty.ts'
import type { Chamber } from './chamber.ts'

/** What a person sees of their console, whichever kind it is. */
export interface Lamps {
  present: boolean
  talk: 'off' | 'asking' | 'next' | 'on-air'
  microphone: boolean
  /** The choice whose "recorded" lamp is lit, from 1; 0: none. Null while there is no vote. */
  recorded: number | null
}

/** One console with the person who sits at it. */
export interface SeatedConsole {
  readonly kind: 'serial' | 'mqtt'
  readonly seat: string
  readonly member: string
  lamps(): Lamps
  /** A key goes down. Resolves with the press's id; the lamp, not this, says what became of it. */
  press(key: 'talk' | 'present' | `choice-${number}`): Promise<string>
  insertCard(): Promise<void>
}

/** Lamps come over a real cable and a real broker, on a machine that may be busy. */
const LAMP_PATIENCE = { timeout: 30_000, interval: 20 }

/** Resolves as soon as the lamps are as wanted. */
export async function untilLamps(at: SeatedConsole, wanted: Partial<Lamps>): Promise<void> {
  await expect.poll(() => at.lamps(), { ...LAMP_PATIENCE, message: at.seat }).toMatchObject(wanted)
}

/** All consoles of the chamber: those on the serial line, and those with a network of their own. */
export class Consoles {
  readonly #chamber: Chamber
  #cable: PtyCable | null = null
  #line: SimulatedLine | null = null
  #network: MqttConsole[] = []
  wired: SeatedConsole[] = []
  networked: SeatedConsole[] = []

  constructor(chamber: Chamber) {
    this.#chamber = chamber
  }

  get all(): SeatedConsole[] {
    return [...this.wired, ...this.networked]
  }

  at(seat: string): SeatedConsole {
    const found = this.all.find((each) => each.seat === seat)
    if (!found) throw new RangeError(`No console stands at ${seat}`)
    return found
  }

  /** The console on the network itself, for presses no person makes. */
  networkConsole(seat: string): MqttConsole {
    const found = this.#network.find(({ id }) => id === consoleAt(seat))
    if (!found) throw new RangeError(`No console with a network of its own stands at ${seat}`)
    return found
  }

  async start(): Promise<void> {
    await this.#startLine()
    await this.#startNetwork()
  }

  async stop(): Promise<void> {
    await Promise.all(this.#network.map((console) => console.stop()))
    await this.#line?.stop()
    await this.#cable?.stop()
  }

  async #startLine(): Promise<void> {
    const [line] = this.#chamber.config.file.bridges.flatMap(({ lines }) => lines)
    if (line === undefined) throw new Error('The chamber has no serial line.')
    const cable = new PtyCable(join(this.#chamber.data, line.port))
    this.#cable = cable
    await cable.start()
    const addresses = line.seats.map((_, index) => index + 1)
    const { baudRate } = line
    const simulated = new SimulatedLine({ port: cable.consoleEnd, addresses, baudRate })
    this.#line = simulated
    await simulated.start()
    this.wired = line.seats.map((seat, index) => this.#wired(simulated, index + 1, seat))
  }

  #wired(line: SimulatedLine, address: number, seat: string): SeatedConsole {
    const { member, card } = this.#memberAt(seat)
    return {
      ...{ kind: 'serial', seat, member },
      lamps() {
        const { present, talk, microphone, tag, recorded } = line.console(address).shown
        return { present, talk, microphone, recorded: tag === 0 ? null : recorded }
      },
      async press(key) {
        const counter = line.press(address, key)
        if (counter === null) throw new Error(`The console at ${seat} does not take ${key}.`)
        return `${line.console(address).boot.toString(16).padStart(8, '0')}.${counter}`
      },
      async insertCard() {
        line.insertCard(address, card)
      },
    }
  }

  async #startNetwork(): Promise<void> {
    const { data, mqtt: url, config } = this.#chamber
    this.#network = config.file.networkConsoles.map((seat) => {
      const id = consoleAt(seat)
      return new MqttConsole({
        id,
        url,
        password: readFileSync(join(data, credentialPath(id)), 'utf8'),
      })
    })
    await Promise.all(this.#network.map((console) => console.start()))
    this.networked = config.file.networkConsoles.map((seat) => this.#networked(seat))
  }

  #networked(seat: string): SeatedConsole {
    const console = this.networkConsole(seat)
    const { member, card } = this.#memberAt(seat)
    return {
      ...{ kind: 'mqtt', seat, member },
      lamps() {
        const { aim } = console
        return {
          present: aim?.present ?? false,
          talk: aim?.talk ?? 'off',
          microphone: aim?.microphone === 'open',
          recorded: aim === null ? null : (shownVote(aim)?.recorded ?? null),
        }
      },
      press: (key) => console.press(key),
      async insertCard() {
        await console.card(card, true)
      },
    }
  }

  #memberAt(seat: string): { member: string; card: string } {
    const found = this.#chamber.config.chamber.members.find((member) => member.seat === seat)
    if (!found?.card) throw new Error(`Nobody with a card sits at ${seat}.`)
    return { member: found.id, card: found.card }
  }
}
