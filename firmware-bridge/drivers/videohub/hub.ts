import type { SwitcherState } from '../../../controller/protocol/device-kinds.ts'
import { entryOf, fieldOf, type VideohubBlock } from './codec.ts'

/** How inputs and outputs are called here: by the number on the chassis, or by their labels. */
export type Naming = 'number' | 'label'

/** No Videohub has more of either. */
const MOST_PORTS = 1024

/**
 * What a Videohub said of itself since it was connected. Ports are counted from 0 in the protocol, and
 * from 1 on the chassis and here. It numbers them anew when its cards or its configuration change, so
 * that nothing of an earlier connection, or an earlier device, is kept.
 */
export class Hub {
  readonly #naming: Naming
  readonly #inputs = new Map<number, string>()
  readonly #outputs = new Map<number, string>()
  readonly #routes = new Map<number, number>()
  readonly #locked = new Set<number>()
  model = ''
  serial = ''
  firmware = ''
  /** A server without a Videohub behind it, or with one that wants an update. */
  absence: string | null = null

  constructor(naming: Naming) {
    this.#naming = naming
  }

  /** False where the block is none that is known here, or says nothing. */
  take({ heading, lines }: VideohubBlock): boolean {
    switch (heading) {
      case 'PROTOCOL PREAMBLE':
        this.firmware = fieldOf(lines, 'Version') ?? ''
        return true
      case 'VIDEOHUB DEVICE':
        this.#device(lines)
        return true
      case 'INPUT LABELS':
        return this.#each(lines, (port, label) => this.#inputs.set(port, label.slice(0, 80)))
      case 'OUTPUT LABELS':
        return this.#each(lines, (port, label) => this.#outputs.set(port, label.slice(0, 80)))
      case 'VIDEO OUTPUT ROUTING':
        return this.#each(lines, (port, input) => {
          if (/^\d{1,4}$/.test(input)) this.#routes.set(port, Number(input))
        })
      case 'VIDEO OUTPUT LOCKS':
        // `O` is locked by this computer, `L` by another one, `U` is unlocked.
        return this.#each(lines, (port, lock) => {
          if (lock === 'U') this.#locked.delete(port)
          else this.#locked.add(port)
        })
      default:
        return false
    }
  }

  state(): SwitcherState {
    const inputName = namesOf(this.#inputs, this.#naming)
    const outputName = namesOf(this.#outputs, this.#naming)
    const routes: SwitcherState['routes'] = {}
    for (const [output, input] of this.#routes) {
      const [to, from] = [outputName.get(output), inputName.get(input)]
      if (to !== undefined && from !== undefined) routes[to] = from
    }
    const labelled = (labels: ReadonlyMap<number, string>, names: ReadonlyMap<number, string>) =>
      Object.fromEntries([...labels].map(([port, label]) => [names.get(port) ?? '', label]))
    return {
      routes,
      inputs: labelled(this.#inputs, inputName),
      outputs: labelled(this.#outputs, outputName),
      locked: [...this.#locked].flatMap((port) => outputName.get(port) ?? []),
    }
  }

  /** Port of an input by its name here, counted from 0; null where there is none. */
  inputOf(name: string): number | null {
    return portOf(this.#inputs, this.#naming, name)
  }

  /** Port of an output by its name here, counted from 0; null where there is none. */
  outputOf(name: string): number | null {
    return portOf(this.#outputs, this.#naming, name)
  }

  /** It is, or became, another device: what was known of the one before is forgotten. */
  #device(lines: readonly string[]): void {
    for (const known of [this.#inputs, this.#outputs, this.#routes, this.#locked]) known.clear()
    this.model = (fieldOf(lines, 'Model name') ?? '').slice(0, 80)
    this.serial = (fieldOf(lines, 'Unique ID') ?? '').slice(0, 80)
    const present = fieldOf(lines, 'Device present')
    this.absence =
      present === 'false'
        ? 'No Videohub is connected to this server.'
        : present === 'needs_update'
          ? 'The Videohub wants an update of its software.'
          : null
  }

  #each(lines: readonly string[], run: (port: number, value: string) => void): boolean {
    for (const line of lines) {
      const entry = entryOf(line)
      if (entry !== null && entry.port < MOST_PORTS) run(entry.port, entry.value)
    }
    return true
  }
}

/** A label that two ports have, or none, is no name: such a port is called by its number. */
function namesOf(labels: ReadonlyMap<number, string>, naming: Naming): Map<number, string> {
  const counts = new Map<string, number>()
  for (const label of labels.values()) counts.set(label, (counts.get(label) ?? 0) + 1)
  const nameOf = (port: number, label: string) =>
    naming === 'label' && label !== '' && label.length <= 40 && counts.get(label) === 1
      ? label
      : `${naming === 'label' ? '#' : ''}${port + 1}`
  return new Map([...labels].map(([port, label]) => [port, nameOf(port, label)]))
}

const portOf = (labels: ReadonlyMap<number, string>, naming: Naming, name: string): number | null =>
  [...namesOf(labels, naming)].find(([, it]) => it === name)?.[0] ?? null
