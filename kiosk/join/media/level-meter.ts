/** Silence, and what a meter need not tell from it. */
export const FLOOR_DBFS = -90

/** A person sees no difference between ten times a second and more. */
const INTERVAL_MS = 100

/** The level of a sound, in dB below full scale (0 is the loudest there is), ten times a second. */
export class LevelMeter {
  readonly #track: MediaStreamTrack
  readonly #onLevel: (dbfs: number) => void
  #context: AudioContext | null = null
  #timer: ReturnType<typeof setInterval> | null = null

  constructor(track: MediaStreamTrack, onLevel: (dbfs: number) => void) {
    this.#track = track
    this.#onLevel = onLevel
  }

  start(): void {
    if (this.#context !== null) return
    const context = new AudioContext()
    const analyser = context.createAnalyser()
    // 43 ms at 48 kHz: long enough for the lowest voice, short enough to follow syllables.
    analyser.fftSize = 2048
    context.createMediaStreamSource(new MediaStream([this.#track])).connect(analyser)
    const samples = new Float32Array(analyser.fftSize)
    this.#context = context
    this.#timer = setInterval(() => {
      // Browsers hold sound back until the person has touched the page.
      if (context.state === 'suspended') void context.resume()
      analyser.getFloatTimeDomainData(samples)
      this.#onLevel(dbfsOf(samples))
    }, INTERVAL_MS)
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
    void this.#context?.close()
    this.#context = null
  }
}

/** Of the root mean square, so that a full-scale square wave is 0 dB. */
export function dbfsOf(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  const rms = Math.sqrt(sum / Math.max(1, samples.length))
  return rms === 0 ? FLOOR_DBFS : Math.max(FLOOR_DBFS, 20 * Math.log10(rms))
}
