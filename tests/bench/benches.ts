import type { Bench } from './figure.ts'
import { memory } from './memory.ts'
import { pressToLamp } from './press-to-lamp.ts'
import { restart } from './restart.ts'
import { screens } from './screens.ts'
import { tally1200 } from './tally.ts'
import { verify100k } from './verify-100k.ts'
import { voteBurst } from './vote-burst.ts'

/** In the order they are run. */
export const benches: readonly Bench[] = [
  voteBurst,
  pressToLamp,
  screens,
  tally1200,
  restart,
  memory,
  verify100k,
]
