import type { SwitcherAim, SwitcherState } from '../../../controller/protocol/device-kinds.ts'
import type { Step } from '../reconciliation.ts'

/** Each output shows this input, by their names here. */
export interface RouteCommand {
  routes: Readonly<Record<string, string>>
}

/**
 * All routes that are not as desired, in one command: a Videohub switches the lines of a block in one
 * picture. A locked output is among them, and refused: then nobody waits for what cannot be.
 */
export function planVideohub(aim: SwitcherAim, state: SwitcherState): Step<RouteCommand>[] {
  const wrong = Object.entries(aim.routes ?? {}).filter(
    ([output, input]) => state.routes[output] !== input,
  )
  if (wrong.length === 0) return []
  const words = wrong.slice(0, 3).map(([output, input]) => `${output} should show ${input}`)
  const more = wrong.length > 3 ? ` and ${wrong.length - 3} more` : ''
  return [{ command: { routes: Object.fromEntries(wrong) }, reason: words.join(', ') + more }]
}
