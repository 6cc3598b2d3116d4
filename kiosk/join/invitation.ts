import { onScopeDispose, ref, type Ref } from 'vue'
import type { MemberId, SittingId } from '../../controller/protocol/ids.ts'
import type { SessionReply } from '../../controller/protocol/http-api.ts'

export type Entry = 'asking' | 'code' | 'entered' | 'no-invitation' | 'left'
export type EntryFault = 'wrong' | 'tooMany' | 'unreachable' | null

export interface Invitation {
  member: MemberId | null
  entry: Ref<Entry>
  fault: Ref<EntryFault>
  /** Gives the personal code; `entry` becomes 'entered' when it is right. */
  enter(code: string): Promise<void>
  leave(): Promise<void>
}

const KEY_AT = 'sapha.member'

/**
 * The invitation in the address (`#m=…&k=…`). The key is taken out of the address at once; the
 * member's id is remembered for this tab, so that a reload finds the session it already has.
 */
export function useInvitation(sitting: SittingId): Invitation {
  const given = new URLSearchParams(location.hash.slice(1))
  const member = given.get('m') ?? sessionStorage.getItem(KEY_AT)
  const key = given.get('k')
  const withoutSession: Entry = member === null || key === null ? 'no-invitation' : 'code'
  const entry = ref<Entry>(member === null ? 'no-invitation' : 'asking')
  const fault = ref<EntryFault>(null)

  async function look(): Promise<void> {
    const reply = await fetch(`/api/session?as=member:${member}`)
    const { identity } = (await reply.json()) as SessionReply
    const known = identity?.kind === 'member' && identity.sitting === sitting
    if (known) return succeed()
    entry.value = withoutSession
  }

  function succeed(): void {
    if (member !== null) sessionStorage.setItem(KEY_AT, member)
    history.replaceState(null, '', location.pathname + location.search)
    entry.value = 'entered'
  }

  async function enter(code: string): Promise<void> {
    fault.value = null
    try {
      const reply = await post('/api/join', { sitting, member, key, code })
      if (reply.ok) succeed()
      else fault.value = reply.status === 429 ? 'tooMany' : 'wrong'
    } catch {
      fault.value = 'unreachable'
    }
  }

  async function leave(): Promise<void> {
    await post(`/api/logout?as=member:${member}`, {}).catch(() => undefined)
    sessionStorage.removeItem(KEY_AT)
    entry.value = 'left'
  }

  // The link opened again in the same tab changes nothing but what stands behind the '#'.
  const again = () => location.reload()
  addEventListener('hashchange', again)
  onScopeDispose(() => removeEventListener('hashchange', again))
  if (member !== null) look().catch(() => (entry.value = withoutSession))
  return { member, entry, fault, enter, leave }
}

const post = (path: string, body: unknown) =>
  fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
