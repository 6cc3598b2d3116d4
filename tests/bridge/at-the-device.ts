import { afterEach, vi } from 'vitest'

/** What the tests of drivers have in common, beside the device itself. */

// A machine that does much else answers late; nothing here waits for a time to pass.
vi.setConfig({ testTimeout: 40_000 })

/** Resolves as soon as it holds; rejects with why it does not after 30 s. */
export const soon = (assertion: () => void): Promise<void> =>
  vi.waitFor(assertion, { timeout: 30_000, interval: 10 })

const ended: (() => Promise<void>)[] = []

/** Ends something with the test, what was begun last first. */
export const atEnd = (end: () => Promise<void>): void => void ended.push(end)

afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end()
})
