import type { CameraView } from '../../controller/protocol/device-kinds.ts'
import type { BridgeTime } from '../bridge-time.ts'

/** Two readings closer to each other than this say nothing about standing still, ms. */
const READINGS_APART_MS = 300
/** A camera that was told to move, and says no more, has begun to by then, ms. */
const BEGUN_MS = 1500
/** No camera of the makers' sheets takes longer from one end to the other, ms. */
const LONGEST_MOVE_MS = 15_000

export interface Movement {
  /** What the camera was told last; null where that is not known. */
  told: CameraView | null
  moving: boolean
  /** The preset it was told, once it arrived there and as long as it stays. */
  preset: number | null
}

/** Where a camera looks in its own units; null where it cannot say. */
export type Whereabouts = readonly number[] | null

/** Whether each number differs by no more than `tolerance` has for it. */
export const isNear = (
  one: readonly number[],
  other: readonly number[],
  tolerance: readonly number[],
): boolean =>
  one.length === other.length &&
  one.every((value, at) => Math.abs(value - (other[at] ?? Infinity)) <= (tolerance[at] ?? 0))

/**
 * Follows a camera from what it is told to where it comes to rest. Cameras report a movement's end
 * late, at once, or never: it is over when two readings in a row agree, and where a camera cannot say
 * where it looks, when it says so or its time is up. Where it came to rest is that preset's place from
 * then on: moved away from it, it shows that preset no more.
 */
export class CameraMovement {
  readonly #time: Pick<BridgeTime, 'now'>
  readonly #tolerance: readonly number[]
  #told: CameraView | null = null
  #isUnderWay = false
  #isSaidToBeOver = false
  #begunAt = 0
  #last: { at: number; where: Whereabouts } | null = null
  readonly #places = new Map<number, Whereabouts>()

  /** `tolerance`: how far apart two readings of one place may be, in the camera's own units. */
  constructor(time: Pick<BridgeTime, 'now'>, tolerance: readonly number[]) {
    this.#time = time
    this.#tolerance = tolerance
  }

  /** It is told this now. */
  begin(view: CameraView): void {
    this.#told = view
    this.#isUnderWay = view.kind !== 'drive'
    this.#isSaidToBeOver = false
    this.#begunAt = this.#time.now()
    this.#last = null
  }

  /** It did not take what it was told. */
  refused(): void {
    this.#told = null
    this.#isUnderWay = false
  }

  /** It says that it arrived. */
  saidToBeOver(): void {
    this.#isSaidToBeOver = true
  }

  /** Where it looks now was stored as a preset; what it was told stays as it is. */
  stored(preset: number): void {
    this.#places.set(preset, this.#last?.where ?? null)
  }

  /** Where it was read to look. */
  read(where: Whereabouts): void {
    const now = this.#time.now()
    if (this.#isUnderWay && this.#isOver(where, now)) {
      this.#isUnderWay = false
      if (this.#told?.kind === 'preset') this.#places.set(this.#told.preset, where)
    }
    if (this.#last !== null && now - this.#last.at < READINGS_APART_MS && this.#isUnderWay) return
    this.#last = { at: now, where }
  }

  now(): Movement {
    const told = this.#told
    const driven = told?.kind === 'drive' && (told.pan !== 0 || told.tilt !== 0 || told.zoom !== 0)
    return { told, moving: driven || this.#isUnderWay, preset: this.#preset() }
  }

  #isOver(where: Whereabouts, now: number): boolean {
    const past = now - this.#begunAt
    if (past >= LONGEST_MOVE_MS) return true
    if (where === null) return this.#isSaidToBeOver
    if (!this.#isSaidToBeOver && past < BEGUN_MS) return false
    const last = this.#last
    if (last === null || last.where === null || now - last.at < READINGS_APART_MS) return false
    return isNear(where, last.where, this.#tolerance)
  }

  #preset(): number | null {
    if (this.#told?.kind !== 'preset' || this.#isUnderWay) return null
    const { preset } = this.#told
    const place = this.#places.get(preset) ?? null
    const where = this.#last?.where ?? null
    if (place === null || where === null) return preset
    return isNear(where, place, this.#tolerance) ? preset : null
  }
}
