import type { FloorMode, RequestKind } from '../../protocol/floor-commands.ts'
import type { ChamberState } from '../state.ts'

/** What the chamber's policy and the present sitting say of the floor. */

const FIRST: readonly RequestKind[] = ['point-of-order', 'reply']
const INTERRUPT: readonly RequestKind[] = ['point-of-order']
const WARN_MS = 30_000

const policyOf = (state: ChamberState) => state.chamber?.policy.floor

export const modeOf = (state: ChamberState): FloorMode =>
  state.floor.mode ?? policyOf(state)?.mode ?? 'request'

/** Whether a key takes the floor by itself. */
export const isDirect = (state: ChamberState): boolean => modeOf(state) !== 'request'

/** How many floor microphones may be open now. */
export const mostOpen = (state: ChamberState): number =>
  state.floor.openMicrophones ?? state.chamber?.policy.openMicrophones ?? 0

/** 0 goes before all others. */
export function rankOf(state: ChamberState, kind: RequestKind): number {
  const first = policyOf(state)?.first ?? FIRST
  const at = first.indexOf(kind)
  return at === -1 ? first.length : at
}

export const doesInterrupt = (state: ChamberState, kind: RequestKind): boolean =>
  (policyOf(state)?.interrupt ?? INTERRUPT).includes(kind)

export const warnMsOf = (state: ChamberState): number => policyOf(state)?.warnMs ?? WARN_MS

export const atZeroOf = (state: ChamberState): 'blink' | 'mute' | 'end' =>
  policyOf(state)?.atZero ?? 'blink'

/** Time of one speech of this kind, ms; 0: unlimited. */
export function speechMsOf(state: ChamberState, kind: RequestKind): number {
  const speechMs = state.chamber?.policy.speechMs ?? 0
  return kind === 'speak' ? speechMs : (policyOf(state)?.times?.[kind] ?? speechMs)
}
