import type { BridgeTime } from '../bridge-time.ts'
import type { Desired } from './device-driver.ts'

/** A drive ends by itself this long after it was last desired, ms: see `CameraView`. */
const HELD_MS = 1000

/** The same aim with a camera that stands still. */
const stopped = ({ revision, aim }: Desired<'camera'>): Desired<'camera'> => ({
  revision,
  aim: { ...aim, view: { kind: 'drive', pan: 0, tilt: 0, zoom: 0 } },
})

/**
 * Lets a camera be driven no longer than somebody holds the key: passes each aim on at once, and a
 * drive's end when nobody desired it again.
 */
export class HeldDrive {
  readonly #time: BridgeTime
  readonly #pass: (desired: Desired<'camera'>) => void
  #cancel: () => void = () => undefined

  constructor(time: BridgeTime, pass: (desired: Desired<'camera'>) => void) {
    this.#time = time
    this.#pass = pass
  }

  /** `isUp`: a drive that was desired of a camera that was away is not made up for later. */
  desire(desired: Desired<'camera'>, isUp: boolean): void {
    this.#cancel()
    const { view } = desired.aim
    if (view?.kind !== 'drive' || (view.pan === 0 && view.tilt === 0 && view.zoom === 0))
      return this.#pass(desired)
    if (!isUp) return this.#pass(stopped(desired))
    this.#cancel = this.#time.after(HELD_MS, () => this.#pass(stopped(desired)))
    this.#pass(desired)
  }

  stop(): void {
    this.#cancel()
  }
}
