import { dirname, join, resolve } from 'node:path'
import { Compile } from 'typebox/compile'
import { Chamber, type Console, type Rule } from '../controller/protocol/chamber.ts'
import { FlagPolicy } from '../controller/protocol/flags.ts'
import type { DeviceId, SeatId } from '../controller/protocol/ids.ts'
import { checked, ConfigError, readYaml } from './checked-file.ts'
import { missing, twice } from './contradictions.ts'
import { contradictionInFloor } from './floor-check.ts'
import { horseshoeSeats } from './horseshoe.ts'
import { kept } from './kept.ts'
import { loadRule } from './rule-file.ts'
import { ChamberFile } from './schema.ts'
import { contradictionInSplits, unknownTagIn } from './tags.ts'
import { aimChecks, contradictionInDevices } from './room-devices.ts'

/** A chamber's file, checked, and what the parts of the system make of it. */
export interface ChamberConfig {
  file: ChamberFile
  chamber: Chamber
}

const isChamberFile = Compile(ChamberFile)
const isChamber = Compile(Chamber)
const isFlagPolicy = Compile(FlagPolicy)

const SHIPPED_FLAGS = join(import.meta.dirname, 'flags.yaml')

/** Seats whose consoles hang on a bridge: on its lines, pads at its computer, and other systems. */
export const seatsOf = ({
  lines,
  pads = [],
  systems = [],
}: ChamberFile['bridges'][number]): SeatId[] => [
  ...lines.flatMap((line) => line.seats),
  ...pads.map((pad) => pad.seat),
  ...systems.flatMap((system) => Object.keys(system.seats)),
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
  const flags = file.flags ?? (await loadFlags())
  const chamber = checked(chamberOf(file, rules, flags), isChamber, path)
  const unknown = unknownTagIn(chamber)
  if (unknown !== null) throw new ConfigError('config-rule-tag-unknown', `${path}: ${unknown}`)
  for (const { id, kind, aim } of file.devices ?? [])
    checked(aim ?? {}, aimChecks[kind], `${path}, aim of the device ${id}`)
  const contradiction = contradictionIn(chamber, file) ?? contradictionInDevices(file)
  if (contradiction !== null)
    throw new ConfigError('config-contradicts-itself', `${path}: ${contradiction}`)
  return { file, chamber }
}

/** What is looked for where a chamber's file says nothing of its own. Throws ConfigError. */
export async function loadFlags(path = SHIPPED_FLAGS): Promise<FlagPolicy> {
  return checked(await readYaml(path), isFlagPolicy, path)
}

/** Consoles in the order of bridges, their lines and pads, then those with a network of their own. */
function consolesOf(file: ChamberFile): Console[] {
  const at = (seat: SeatId, bridge: DeviceId | null, line: DeviceId | null): Console => ({
    id: consoleAt(seat),
    seat,
    bridge,
    line,
  })
  return [
    ...file.bridges.flatMap(({ id, lines, pads = [], systems = [] }) => [
      ...lines.flatMap((line) => line.seats.map((seat) => at(seat, id, line.id))),
      ...pads.map(({ seat }) => at(seat, id, null)),
      ...systems.flatMap((system) =>
        Object.keys(system.seats).map((seat) => at(seat, id, system.id)),
      ),
    ]),
    ...file.networkConsoles.map((seat) => at(seat, null, null)),
  ]
}

function chamberOf(file: ChamberFile, rules: Rule[], flags: FlagPolicy): Chamber {
  return {
    id: file.id,
    name: file.name,
    groups: file.groups,
    splits: file.splits,
    members: file.members,
    seats: file.plan.kind === 'seats' ? file.plan.seats : horseshoeSeats(file.plan),
    consoles: consolesOf(file),
    ...(file.microphones && { microphones: file.microphones }),
    displays: file.displays,
    rules,
    policy: { presenceCheck: 'optional', lateWindowMs: 0, ...file.policy, flags },
    simulation: file.simulation,
  }
}

/** A sentence about the first contradiction between parts of the file; null when there is none. */
function contradictionIn(chamber: Chamber, file: ChamberFile): string | null {
  const seats = new Set(chamber.seats.map((seat) => seat.id))
  const groups = new Set(chamber.groups.map((group) => group.id))
  const lines = file.bridges.flatMap(({ lines, systems = [] }) => [...lines, ...systems])
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
    twice('rule', file.rules) ??
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
    ) ??
    contradictionInFloor(chamber) ??
    contradictionInSplits(chamber)
  )
}
