import type { DisplayState } from '../../../controller/protocol/device-kinds.ts'
import type { DeviceIdentity } from '../../../controller/protocol/devices.ts'
import { DriverError } from '../device-driver.ts'
import { inputNameOf, inputNamesOf, lampHoursOf, muteOf, powerOf, warningsOf } from './codec.ts'

/** Asks one question; rejects with DriverError where it is refused or not answered. */
export type Ask = (level: 1 | 2, body: string) => Promise<string>

/** What a projector says of itself once after connecting. */
export interface PjlinkFacts {
  identity: DeviceIdentity
  /** The highest class both sides have. */
  level: 1 | 2
  inputs: string[]
}

/** Refusals that say only that this projector, or this moment, has no such answer. */
const NO_ANSWER_HERE = new Set(['command-unknown', 'parameter-refused', 'not-now'])

async function askMaybe(ask: Ask, level: 1 | 2, body: string): Promise<string | null> {
  try {
    return await ask(level, body)
  } catch (error) {
    if (error instanceof DriverError && NO_ANSWER_HERE.has(error.code)) return null
    throw error
  }
}

export async function readFacts(ask: Ask, highestClass: 1 | 2): Promise<PjlinkFacts> {
  const said = async (level: 1 | 2, body: string) =>
    ((await askMaybe(ask, level, body)) ?? '').slice(0, 80)
  // A class 2 projector answers `2`; some of class 1 do not know the question.
  const level = (await said(1, 'CLSS')) === '2' && highestClass === 2 ? 2 : 1
  const maker = await said(1, 'INF1')
  const model = await said(1, 'INF2')
  const firmware = level === 2 ? await said(2, 'SVER') : await said(1, 'INFO')
  const serial = level === 2 ? await said(2, 'SNUM') : ''
  const inputs = inputNamesOf((await askMaybe(ask, level, 'INST')) ?? '')
  return { identity: { maker, model, firmware, serial }, level, inputs }
}

/** Most of it is refused in standby: then it is unknown, or what it was (lamp hours). */
export async function readState(
  ask: Ask,
  { level, inputs }: PjlinkFacts,
  before: DisplayState | null,
): Promise<DisplayState> {
  const power = powerOf(await ask(1, 'POWR')) ?? 'unknown'
  const maybe = async (body: string, at: 1 | 2 = 1) => (await askMaybe(ask, at, body)) ?? ''
  const warnings = warningsOf(await maybe('ERST')) ?? []
  const lampHours = lampHoursOf(await maybe('LAMP')) ?? before?.lampHours ?? []
  const nothing = { picture: null, sound: null, frozen: null, volume: null, input: null }
  if (power !== 'on') return { power, inputs, warnings, lampHours, ...nothing }
  const mute = muteOf(await maybe('AVMT'))
  const freeze = level === 2 ? await maybe('FREZ', 2) : ''
  return {
    ...{ power, inputs, warnings, lampHours, volume: null },
    input: inputNameOf(await maybe('INPT', level)),
    picture: mute === null ? null : mute.picture ? 'muted' : 'shown',
    sound: mute === null ? null : mute.sound ? 'muted' : 'on',
    frozen: freeze === '1' ? true : freeze === '0' ? false : null,
  }
}

/** What this projector was found able to do. */
export function abilitiesOf(state: DisplayState | null): string[] {
  if (state === null) return []
  const { inputs, picture, sound, frozen } = state
  return [
    'power',
    ...(inputs.length > 0 ? ['input'] : []),
    ...(picture === null ? [] : ['picture']),
    ...(sound === null ? [] : ['sound']),
    ...(frozen === null ? [] : ['frozen']),
    'test',
  ]
}
