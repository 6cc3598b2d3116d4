import { shallowRef } from 'vue'
import type { Problem, SessionReply } from '../../controller/protocol/http-api.ts'

/** How a request of the HTTP API ended; `code` of a refusal has a sentence in the words. */
export type Answer<T> = { ok: true; data: T } | { ok: false; code: string; message: string }

/** The user signed in at this desk; null before it is known. */
export const deskUser = shallowRef<string | null>(null)

/** Who this browser is at the desk; null when the controller does not answer. */
export async function whoAmI(): Promise<SessionReply | null> {
  const answer = await request<SessionReply>('GET', '/api/session?as=desk')
  if (!answer.ok) return null
  const { identity } = answer.data
  deskUser.value = identity?.kind === 'desk' ? identity.user : null
  return answer.data
}

export function signIn(user: string, password: string): Promise<Answer<SessionReply>> {
  return request('POST', '/api/login', { user, password })
}

/** Makes an account, with the code the controller printed or the desk gave. */
export function setUp(code: string, user: string, password: string): Promise<Answer<SessionReply>> {
  return request('POST', '/api/setup', { code, user, password })
}

export function signOut(): Promise<Answer<SessionReply>> {
  return request('POST', '/api/logout?as=desk')
}

/**
 * One request of the controller's HTTP API. Never rejects: no answer is the code 'no-answer'. The
 * answer is the same release's, from the same origin; its shape is the protocol's.
 */
export function request<T>(method: string, path: string, body?: object): Promise<Answer<T>> {
  return send(path, {
    method,
    ...(body && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  })
}

/** The same for what must not become a text on its way. */
export function sendBytes<T>(path: string, body: Uint8Array<ArrayBuffer>): Promise<Answer<T>> {
  const headers = { 'content-type': 'application/octet-stream' }
  return send(path, { method: 'POST', headers, body }, BYTES_MS)
}

async function send<T>(
  path: string,
  asked: RequestInit,
  withinMs = REQUEST_MS,
): Promise<Answer<T>> {
  try {
    const reply = await fetch(path, { ...asked, signal: AbortSignal.timeout(withinMs) })
    const data: unknown = await reply.json()
    if (reply.ok) return { ok: true, data: data as T }
    const { code, message } = data as Problem
    return { ok: false, code, message }
  } catch {
    return { ok: false, code: 'no-answer', message: '' }
  }
}

/** Checking a password takes a quarter second on purpose; ten seconds mean nobody is there. */
const REQUEST_MS = 10_000
/** An officer's half: late votes are awaited up to six seconds, and a large box is counted for some more. */
const BYTES_MS = 30_000
