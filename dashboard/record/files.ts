import type { Problem } from '../../controller/protocol/http-api.ts'
import type { Answer } from '../session/session.ts'

/** As long as the controller lets it print, with those before it in the row. */
const PRINTED_WITHIN_MS = 240_000

/** The printed record; never rejects. */
export async function fetchedPdf(ballot: string, language: string): Promise<Answer<Blob>> {
  try {
    const signal = AbortSignal.timeout(PRINTED_WITHIN_MS)
    const reply = await fetch(`/api/votes/${ballot}.pdf?lang=${language}`, { signal })
    if (reply.ok) return { ok: true, data: await reply.blob() }
    const { code, message } = (await reply.json()) as Problem
    return { ok: false, code, message }
  } catch {
    return { ok: false, code: 'no-answer', message: '' }
  }
}

/** As if a link to it had been followed. */
export function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
