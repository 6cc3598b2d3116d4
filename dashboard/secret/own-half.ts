import { computed, ref } from 'vue'
import type { HalfGiven, SealKey } from '../../controller/protocol/sealing.ts'
import { halfOfCode, makeOfficerPair, recoveryCodeOf } from '../../kiosk/ui/seal/officer-key.ts'
import { deskUser, sendBytes, type Answer } from '../session/session.ts'

/**
 * This officer's half of the key of the next secret vote. It stays in this tab and lives through a
 * reload; one half opens nothing, and both open nothing once the box is counted and destroyed. Whoever
 * closes the tab has the code that was written down.
 */
const STORED = 'sapha.officer-half'
export interface Half {
  key: SealKey
  code: string
}

const stored = ref(sessionStorage.getItem(STORED))

/** Of whoever is signed in: it is not shown to the next person at this tab. */
export const ownHalf = computed((): Half | null => {
  const [key, code, user] = (stored.value ?? '').split(' ')
  return key && code && user === deskUser.value ? { key, code } : null
})

/** Makes a pair; the public key is for the chamber, the code for the officer's own paper. */
export async function makeHalf(): Promise<Half> {
  const { key, half } = await makeOfficerPair(crypto.subtle)
  const code = await recoveryCodeOf(crypto.subtle, half)
  half.fill(0)
  return { key, code }
}

/** From when the chamber has its key. */
export function keepHalf({ key, code }: Half): void {
  stored.value = `${key} ${code} ${deskUser.value}`
  sessionStorage.setItem(STORED, stored.value)
}

export function forgetHalf(): void {
  sessionStorage.removeItem(STORED)
  stored.value = null
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
