import type { MixerAim, MixerState } from '../../controller/protocol/device-kinds.ts'
import { DriverError } from './device-driver.ts'
import type { Step } from './reconciliation.ts'

/**
 * For mixers whose channels are blocks and controls that somebody named when it was set up: which of
 * them is which channel or send of the chamber. `C` is a control in the device's own words.
 */
export interface MixerMap<C> {
  channels: Readonly<Record<string, { mute?: C; gain?: C }>>
  /** Without `gain` a send can only be switched. */
  sends: readonly { from: string; to: string; mute: C; gain?: C }[]
}

/** Of a mute control true is silent; of a gain tenths of a decibel. Null: not read. */
export type MixerValue = boolean | number | null

export interface MixerChange<C> {
  control: C
  value: boolean | number
}

/** The device's own limits, tenths of a decibel: nothing past them is ever asked of it. */
export interface GainLimits {
  lowest: number
  highest: number
}

/** Every control that is mentioned. */
export const controlsOf = <C>({ channels, sends }: MixerMap<C>): C[] =>
  [...Object.values(channels), ...sends].flatMap(({ mute, gain }) => [
    ...(mute === undefined ? [] : [mute]),
    ...(gain === undefined ? [] : [gain]),
  ])

/** What the mixer is, by what was read of each control. A send whose switch is unknown is left out. */
export function mixerStateOf<C>(map: MixerMap<C>, read: (control: C) => MixerValue): MixerState {
  const muted = (control: C | undefined) => {
    const value = control === undefined ? null : read(control)
    return typeof value === 'boolean' ? value : null
  }
  const gained = (control: C | undefined) => {
    const value = control === undefined ? null : read(control)
    return typeof value === 'number' ? Math.min(300, Math.max(-1200, Math.round(value))) : null
  }
  return {
    channels: Object.fromEntries(
      Object.entries(map.channels).map(([name, { mute, gain }]) => [
        name,
        { muted: muted(mute), gain: gained(gain) },
      ]),
    ),
    sends: map.sends.flatMap(({ from, to, mute, gain }) => {
      const silent = muted(mute)
      const level = gained(gain)
      if (silent === null) return []
      return [{ from, to, on: !silent, ...(level === null ? {} : { gain: level }) }]
    }),
  }
}

/**
 * What brings a mixer from `state` to `aim`. Where nothing is left to do but something is desired of
 * a channel or send that no control was named for, throws DriverError 'part-unknown'.
 */
export function planMixer<C>(
  aim: MixerAim,
  state: MixerState,
  map: MixerMap<C>,
  limits: GainLimits,
): Step<MixerChange<C>>[] {
  const steps: Step<MixerChange<C>>[] = []
  const unknown: string[] = []
  const level = (gain: number) => Math.min(limits.highest, Math.max(limits.lowest, gain))
  const set = <T extends boolean | number>(
    what: string,
    control: C | undefined,
    wanted: T | undefined,
    is: T | null | undefined,
    words: (value: T) => string,
  ) => {
    if (wanted === undefined) return
    if (control === undefined) unknown.push(what)
    else if (!isSame(wanted, is))
      steps.push({
        command: { control, value: wanted },
        reason: `${what} should be ${words(wanted)}`,
      })
  }
  for (const [name, { muted, gain }] of Object.entries(aim.channels ?? {})) {
    const control = map.channels[name]
    const is = state.channels[name]
    set(name, control?.mute, muted, is?.muted, (it) => (it ? 'muted' : 'open'))
    set(name, control?.gain, gain === undefined ? undefined : level(gain), is?.gain, inDb)
  }
  for (const { from, to, on, gain } of aim.sends ?? []) {
    const isSend = (it: { from: string; to: string }) => it.from === from && it.to === to
    const control = map.sends.find(isSend)
    const is = state.sends.find(isSend)
    const what = `${from} to ${to}`
    set(what, control?.mute, !on, is && !is.on, (it) => (it ? 'off' : 'on'))
    set(what, control?.gain, gain === undefined ? undefined : level(gain), is?.gain, inDb)
  }
  const [first] = unknown
  if (steps.length === 0 && first !== undefined) {
    const text = `No control of it is named for ${first}: see its options in the chamber’s file.`
    throw new DriverError('part-unknown', text)
  }
  return steps
}

/** Mixers keep a gain in steps of their own; a tenth of a decibel is none that anybody hears. */
const isSame = (wanted: boolean | number, is: boolean | number | null | undefined): boolean =>
  typeof wanted === 'number' && typeof is === 'number' ? Math.abs(wanted - is) <= 1 : wanted === is

const inDb = (tenths: number): string => `at ${tenths / 10} dB`
