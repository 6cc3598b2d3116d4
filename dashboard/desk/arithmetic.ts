/** Parts of a line of arithmetic such as '429 ≥ 247 = ⌈494 × 1/2⌉'. Pure. */

/** What must be reached, with how it comes about: '247 = ⌈494 × 1/2⌉'; '' where there is none. */
export function neededOf(formula: string): string {
  return /[≥<]\s*(.+)$/.exec(formula)?.[1] ?? ''
}

/** The number that must be reached, or null. */
export function thresholdOf(formula: string): number | null {
  const digits = /^\d+/.exec(neededOf(formula))?.[0]
  return digits === undefined ? null : Number(digits)
}

/** Without how it comes about: '429 ≥ 247'. */
export function testOf(formula: string): string {
  return formula.split(' = ')[0] ?? formula
}
