import type { PadModel } from '../model.ts'
import { plainPad } from './plain-pad.ts'
import { xk24 } from './xk-24.ts'

/** Pads that can be named in a chamber's file. A new one is a file here and a line below. */
export const PADS: readonly PadModel[] = [plainPad, xk24]
