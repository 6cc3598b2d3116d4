import { onScopeDispose, ref, watch, type Ref } from 'vue'
import type { SessionReply } from '../../controller/protocol/http-api.ts'
import type { ChannelName } from '../../controller/protocol/socket.ts'
import { useView } from '../ui/store.ts'

/** `elsewhere`: the same seat or display is open on more screens than may be. */
export type Enrolment = 'asking' | 'enrolled' | 'not-enrolled' | 'elsewhere' | 'unreachable'

/** A screen that cannot reach the controller tries again this often. */
const RETRY_MS = 2000

/**
 * Makes this browser the screen of a seat or a display: by the cookie it has, or once by the key in
 * the address (`#key=…`), which is then taken out of it. Opens the link when that is done; when the
 * controller ends the session, the screen is not one of the house any more, and says so.
 */
export function useEnrolment(
  kind: 'seat' | 'display',
  id: string,
  channels: readonly ChannelName[],
): Ref<Enrolment> {
  const enrolment = ref<Enrolment>('asking')
  const view = useView()
  const as = `${kind}:${id}`
  let retry: ReturnType<typeof setTimeout> | undefined

  async function enter(): Promise<void> {
    const enrolled = (await isEnrolled(as)) || (await enrol(kind, id))
    enrolment.value = enrolled ? 'enrolled' : 'not-enrolled'
    if (enrolled) view.open(as, channels)
  }
  function attempt(): void {
    clearTimeout(retry)
    enter().catch(() => {
      enrolment.value = 'unreachable'
      retry = setTimeout(attempt, RETRY_MS)
    })
  }
  watch(
    () => view.link,
    (link) => {
      if (link.kind !== 'gone') return
      enrolment.value = link.code === 'opened-elsewhere' ? 'elsewhere' : 'not-enrolled'
      view.close()
    },
  )
  // The desk's link opened in the same tab changes nothing but what stands behind the '#'.
  addEventListener('hashchange', attempt)
  onScopeDispose(() => {
    clearTimeout(retry)
    removeEventListener('hashchange', attempt)
  })
  attempt()
  return enrolment
}

async function isEnrolled(as: string): Promise<boolean> {
  const response = await fetch(`/api/session?as=${encodeURIComponent(as)}`)
  if (!response.ok) throw new Error(`The controller answered ${response.status}.`)
  return ((await response.json()) as SessionReply).identity !== null
}

async function enrol(kind: string, id: string): Promise<boolean> {
  const key = new URLSearchParams(location.hash.slice(1)).get('key')
  if (key === null) return false
  const response = await fetch('/api/enrol', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ screen: `${kind}/${id}`, key }),
  })
  if (response.ok) history.replaceState(null, '', location.pathname + location.search)
  return response.ok
}
