import { shallowRef } from 'vue'
import type { SealKey } from '../../controller/protocol/sealing.ts'
import { halfOfCode, makeOfficerPair, recoveryCodeOf } from '../../kiosk/ui/seal/officer-key.ts'
import { sendBytes, type Answer } from '../session/session.ts'
import type { HalfGiven } from '../../controller/protocol/sealing.ts'

/**
 * This officer's half of the key of the next secret vote. It stays in this tab and lives through a
 * reload; one half opens nothing, and both open nothing once the box is counted and destroyed. Whoever
 * closes the tab has the code that was written down.
 */
const STORED = 'sapha.officer-half'
interface Half {
  key: SealKey
  code: string
}
export const ownHalf = shallowRef<Half | null>(stored())

function stored(): Half | null {
  const [key, code] = (sessionStorage.getItem(STORED) ?? '').split(' ')
  return key && code ? { key, code } : null
}

/** Makes a pair; the public key is for the chamber, the code for the officer's own paper. */
export async function makeHalf(): Promise<Half> {
  const { key, half } = await makeOfficerPair(crypto.subtle)
  const made = { key, code: await recoveryCodeOf(crypto.subtle, half) }
  half.fill(0)
  sessionStorage.setItem(STORED, `${made.key} ${made.code}`)
  ownHalf.value = made
  return made
}

export function forgetHalf(): void {
  sessionStorage.removeItem(STORED)
  ownHalf.value = null
}

/** Gives the half to the box that waits for it; null where the code was mistyped. */
export async function giveHalf(ballot: string, code: string): Promise<Answer<HalfGiven> | null> {
  const half = await halfOfCode(crypto.subtle, code)
  if (half === null) return null
  const answer = await sendBytes<HalfGiven>(
    `/api/secret-votes/${encodeURIComponent(ballot)}/half?as=desk`,
    half,
  )
  half.fill(0)
  if (answer.ok) forgetHalf()
  return answer
}
