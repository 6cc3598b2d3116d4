import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Compile } from 'typebox/compile'
import { parse as parseYaml, YAMLParseError } from 'yaml'
import { Chamber, Rule } from '../controller/protocol/chamber.ts'
import type { SeatId } from '../controller/protocol/ids.ts'
import { horseshoeSeats } from './horseshoe.ts'
import { kept } from './kept.ts'
import { ChamberFile } from './schema.ts'

export class ConfigError extends Error {
  readonly code: 'config-unreadable' | 'config-malformed' | 'config-contradicts-itself'
  constructor(code: ConfigError['code'], message: string) {
    super(message)
    this.name = 'ConfigError'
    this.code = code
  }
}

/** A chamber's file, checked, and what the parts of the system make of it. */
export interface ChamberConfig {
  file: ChamberFile
  chamber: Chamber
}

const isChamberFile = Compile(ChamberFile)
const isRule = Compile(Rule)
const isChamber = Compile(Chamber)

/** Seats whose consoles hang on a bridge: on its lines, and pads at its computer. */
export const seatsOf = ({ lines, pads = [] }: ChamberFile['bridges'][number]): SeatId[] => [
  ...lines.flatMap((line) => line.seats),
  ...pads.map((pad) => pad.seat),
]

/** The console at a seat; a seat has one at most. */
export const consoleAt = (seat: string) => `console-${seat}`

/**
 * Reads and checks a chamber's YAML file and the rules it names (from `../rules` beside it).
 * What the file was parsed to is kept in the folder `keptIn`, if there is one. Throws ConfigError
 * with the place in the file and what to do.
 */
export async function loadChamber(path: string, keptIn?: string): Promise<ChamberConfig> {
  const content = keptIn ? await kept(path, keptIn, () => readYaml(path)) : await readYaml(path)
  const file = checked(content, isChamberFile, path)
  const folder = join(dirname(resolve(path)), '..', 'rules')
  const rules = await Promise.all(file.rules.map((id) => loadRule(join(folder, `${id}.yaml`))))
  const chamber = checked(chamberOf(file, rules), isChamber, path)
  const contradiction = contradictionIn(chamber, file)
  if (contradiction !== null)
    throw new ConfigError('config-contradicts-itself', `${path}: ${contradiction}`)
  return { file, chamber }
}

/** Reads and checks one rule of voting. Throws ConfigError. */
export async function loadRule(path: string): Promise<Rule> {
  return checked(await readYaml(path), isRule, path)
}

function chamberOf(file: ChamberFile, rules: Rule[]): Chamber {
  const wired = file.bridges.flatMap(seatsOf)
  return {
    id: file.id,
    name: file.name,
    groups: file.groups,
    splits: file.splits,
    members: file.members,
    seats: file.plan.kind === 'seats' ? file.plan.seats : horseshoeSeats(file.plan),
    consoles: [...wired, ...file.networkConsoles].map((seat) => ({ id: consoleAt(seat), seat })),
    displays: file.displays,
    rules,
    policy: file.policy,
    simulation: file.simulation,
  }
}

async function readYaml(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError(
      'config-unreadable',
      `${path} cannot be read (${error.code ?? error.message}): name a chamber's file with --config.`,
    )
  })
  try {
    return parseYaml(text, { maxAliasCount: 100 }) as unknown
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error
    throw new ConfigError('config-malformed', `${path} is not YAML: ${error.message}`)
  }
}

interface Check<T> {
  Check(value: unknown): value is T
  Errors(value: unknown): { instancePath: string; message: string }[]
}

function checked<T>(value: unknown, check: Check<T>, path: string): T {
  if (check.Check(value)) return value
  const [first] = check.Errors(value)
  const place = first?.instancePath.slice(1).replaceAll('/', ' › ') || 'top level'
  throw new ConfigError(
    'config-malformed',
    `${path}, at ${place}: ${first?.message ?? 'is wrong'}.`,
  )
}

/** A sentence about the first contradiction between parts of the file; null when there is none. */
function contradictionIn(chamber: Chamber, file: ChamberFile): string | null {
  const seats = new Set(chamber.seats.map((seat) => seat.id))
  const groups = new Set(chamber.groups.map((group) => group.id))
  const lines = file.bridges.flatMap((bridge) => bridge.lines)
  return (
    twice(
      'seat',
      chamber.seats.map((seat) => seat.id),
    ) ??
    twice(
      'member',
      chamber.members.map((member) => member.id),
    ) ??
    twice(
      'card',
      chamber.members.flatMap((member) => member.card ?? []),
    ) ??
    twice(
      'seat of a member',
      chamber.members.flatMap((member) => member.seat ?? []),
    ) ??
    twice(
      'console at a seat',
      chamber.consoles.map((console) => console.seat),
    ) ??
    twice(
      'line',
      lines.map((line) => line.id),
    ) ??
    twice(
      'display',
      chamber.displays.map((display) => display.id),
    ) ??
    missing(
      'seat of a console',
      chamber.consoles.map((console) => console.seat),
      seats,
    ) ??
    missing(
      'seat of a member',
      chamber.members.flatMap((member) => member.seat ?? []),
      seats,
    ) ??
    missing(
      'group of a member',
      chamber.members.flatMap((member) => member.group ?? []),
      groups,
    )
  )
}

function twice(what: string, ids: string[]): string | null {
  const seen = new Set<string>()
  for (const id of ids) {
    if (seen.has(id)) return `the ${what} ${id} is given twice.`
    seen.add(id)
  }
  return null
}

function missing(what: string, ids: string[], known: Set<string>): string | null {
  const unknown = ids.find((id) => !known.has(id))
  return unknown === undefined ? null : `the ${what}, ${unknown}, is not defined.`
}
