import { onScopeDispose, readonly, shallowRef, type Ref } from 'vue'

/** Four times a second: a countdown then turns within a quarter second of the truth. */
const TICK_MS = 250

const now = shallowRef(Date.now())
let offsetMs = 0
let users = 0
let timer: ReturnType<typeof setInterval> | undefined

/** Milliseconds to add to this machine's clock to have the controller's (from the link's beats). */
export function setClockOffset(ms: number): void {
  offsetMs = ms
  tick()
}

/** The controller's time now, epoch ms. */
export function controllerNow(): number {
  return Date.now() + offsetMs
}

/**
 * The controller's time as a ref. One timer for the whole page however many use it; it stops with
 * the last of them.
 */
export function useNow(): Readonly<Ref<number>> {
  users += 1
  if (timer === undefined) {
    tick()
    timer = setInterval(tick, TICK_MS)
  }
  onScopeDispose(() => {
    users -= 1
    if (users > 0) return
    clearInterval(timer)
    timer = undefined
  })
  return readonly(now)
}

function tick(): void {
  now.value = controllerNow()
}
