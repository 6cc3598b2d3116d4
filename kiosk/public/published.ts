import { onScopeDispose, shallowRef, watch } from 'vue'
import type { Problem } from '../../controller/protocol/http-api.ts'

/** What the controller publishes, or the code of why it is not there; both null before it answers. */
export interface Published<T> {
  data: T | null
  code: string | null
}

/** A correction is seen within half a minute, and a thousand who watch are fifty requests a second. */
const AGAIN_MS = 20_000
const ANSWER_MS = 10_000

/**
 * What is published at a path of the controller, read again from time to time while the page is looked
 * at. What was read stays when the controller does not answer.
 */
export function usePublished<T>(path: () => string) {
  const published = shallowRef<Published<T>>({ data: null, code: null })
  async function read(): Promise<void> {
    const asked = path()
    const answer = await answerOf<T>(asked)
    // Another was asked for in the meantime.
    if (asked !== path()) return
    published.value = { data: answer.data ?? published.value.data, code: answer.code }
  }
  watch(
    path,
    () => {
      published.value = { data: null, code: null }
      void read()
    },
    { immediate: true },
  )
  const again = setInterval(() => {
    if (!document.hidden) void read()
  }, AGAIN_MS)
  onScopeDispose(() => clearInterval(again))
  return published
}

/** Never rejects. The answer is the same release's, from the same origin; its shape is the protocol's. */
export async function answerOf<T>(path: string): Promise<Published<T>> {
  try {
    const reply = await fetch(path, { signal: AbortSignal.timeout(ANSWER_MS) })
    const data: unknown = await reply.json()
    if (reply.ok) return { data: data as T, code: null }
    return { data: null, code: (data as Problem).code }
  } catch {
    return { data: null, code: 'no-answer' }
  }
}
