/** The time a driver lives in: the machine's, or that of a simulation. */
export interface BridgeTime {
  /** Milliseconds since some moment, never set back. */
  now(): number
  /** Epoch milliseconds, an integer: evidence only. */
  epoch(): number
  /** Runs it once, `ms` from now, until the returned function is called. */
  after(ms: number, run: () => void): () => void
}

export const realTime: BridgeTime = {
  now: () => performance.now(),
  epoch: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
