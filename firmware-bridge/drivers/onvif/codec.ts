/**
 * What ONVIF's answers mean (ONVIF PTZ Service Specification, by its operations' names). Framing, SOAP
 * and passwords are the package's (`connection.ts`). Pure; takes whatever a camera may answer.
 */
import type { CameraPosition } from '../../../controller/protocol/device-kinds.ts'

/** In the generic spaces: pan and tilt -1 to 1, zoom 0 to 1. */
export interface GenericPlace {
  pan: number
  tilt: number
  zoom: number
}

export interface PtzStatus {
  place: GenericPlace
  /** Null where it does not say. */
  moving: boolean | null
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const partOf = (value: unknown, name: string): unknown =>
  isRecord(value) ? value[name] : undefined

/** Numbers arrive as numbers or as text; everything else is none. */
function numberOf(value: unknown, least: number, most: number): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) return null
  return number >= least - 0.01 && number <= most + 0.01 ? number : null
}

const tokenText = (token: unknown): string | null =>
  (typeof token === 'string' && token !== '') || typeof token === 'number' ? `${token}` : null

/**
 * Token of a profile to turn the camera by, of the answer to GetProfiles: one that names its PTZ, or
 * the first, since some name it in none. Null where there is no profile.
 */
export function ptzProfileOf(profiles: unknown): string | null {
  if (!Array.isArray(profiles)) return null
  const named: unknown = profiles.find((it) => Boolean(partOf(it, 'PTZConfiguration')))
  const profile: unknown = named ?? profiles[0]
  return tokenText(partOf(partOf(profile, '$'), 'token') ?? partOf(profile, 'token'))
}

/** The answer to GetStatus; null where it holds no place. */
export function statusOf(answer: unknown): PtzStatus | null {
  const position = partOf(answer, 'position')
  const pan = numberOf(partOf(position, 'x'), -1, 1)
  const tilt = numberOf(partOf(position, 'y'), -1, 1)
  const zoom = numberOf(partOf(position, 'zoom'), 0, 1)
  if (pan === null || tilt === null || zoom === null) return null
  return { place: { pan, tilt, zoom }, moving: movingOf(partOf(answer, 'moveStatus')) }
}

/** MoveStatus: IDLE, MOVING or UNKNOWN for pan and tilt, and for zoom. */
function movingOf(moveStatus: unknown): boolean | null {
  const words = [moveStatus, partOf(moveStatus, 'panTilt'), partOf(moveStatus, 'zoom')]
  if (words.includes('MOVING')) return true
  return words.includes('IDLE') ? false : null
}

/** The answer to GetPresets, name by token. */
export function presetsOf(answer: unknown): Map<string, string> {
  const presets = new Map<string, string>()
  if (!isRecord(answer)) return presets
  for (const preset of Object.values(answer)) {
    const token = tokenText(partOf(partOf(preset, '$'), 'token'))
    const name = partOf(preset, 'name')
    if (token !== null && presets.size < 1024)
      presets.set(token, typeof name === 'string' ? name : '')
  }
  return presets
}

const firstOf = (value: unknown): unknown => (Array.isArray(value) ? value[0] : undefined)

/** The answer to SetPreset; null where it has no token. */
export function storedTokenOf(answer: unknown): string | null {
  const response = firstOf(partOf(firstOf(answer), 'setPresetResponse'))
  const text = firstOf(partOf(response, 'presetToken'))
  return typeof text === 'string' && text !== '' ? text : null
}

/** How presets stored from here are called. */
export const presetName = (preset: number): string => `preset-${preset}`

/** Token of a preset: one stored from here, or one the camera numbers so itself. Null: none. */
export function tokenOf(preset: number, presets: ReadonlyMap<string, string>): string | null {
  for (const [token, name] of presets) if (name === presetName(preset)) return token
  const own = [`${preset}`, `Preset${preset}`, `preset_${preset}`]
  return own.find((token) => presets.has(token)) ?? null
}

/** Degrees at -1 and 1, as the camera's data sheet has them. */
export interface Degrees {
  pan: readonly [number, number]
  tilt: readonly [number, number]
}

const spread = (at: number, [low, high]: readonly [number, number]): number =>
  low + ((at + 1) / 2) * (high - low)
const gather = (degrees: number, [low, high]: readonly [number, number]): number =>
  (2 * (degrees - low)) / (high - low) - 1

export const positionOf = (
  { pan, tilt, zoom }: GenericPlace,
  degrees: Degrees,
): CameraPosition => ({
  pan: Math.round(100 * spread(pan, degrees.pan)),
  tilt: Math.round(100 * spread(tilt, degrees.tilt)),
  zoom: Math.max(0, Math.min(10_000, Math.round(10_000 * zoom))),
})

/** Null where it cannot turn that far. */
export function placeOf(position: CameraPosition, degrees: Degrees): GenericPlace | null {
  const pan = gather(position.pan / 100, degrees.pan)
  const tilt = gather(position.tilt / 100, degrees.tilt)
  if (Math.abs(pan) > 1 || Math.abs(tilt) > 1) return null
  return { pan, tilt, zoom: position.zoom / 10_000 }
}

/** Why a request came to nothing, by what the package says of it. */
export function problemOf(text: string): { code: string; text: string } {
  const what = text.slice(0, 200)
  if (/notauthor|not author|unauthor|authentication|401/i.test(text))
    return {
      code: 'password-refused',
      text: 'It refuses the user or the password of its secret file.',
    }
  if (/SOAP Fault/i.test(text)) return { code: 'command-refused', text: `It refuses: ${what}` }
  if (/Wrong ONVIF|undefined|Unexpected|Invalid|Non-whitespace|Unclosed/i.test(text))
    return { code: 'bad-answer', text: 'It answers something that is not ONVIF.' }
  return { code: 'no-answer', text: `It does not answer (${what}).` }
}
