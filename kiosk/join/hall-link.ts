import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useView } from '../ui/store.ts'
import type { OwnTracks, ReceivedFeed } from './media/media-session.ts'
import { MediaLink, type MediaLinkState } from './media/media-link.ts'

/** `?tcp` in the address leaves UDP out, for a network that swallows it. */
const forceTcp = new URLSearchParams(location.search).has('tcp')

/** The member's sound and picture with the hall, following the page's link to the controller. */
export function useHallLink() {
  const view = useView()
  const state = ref<MediaLinkState>('idle')
  const heard = ref(false)
  const received = shallowRef<readonly ReceivedFeed[]>([])
  const ended = ref<'not-admitted' | 'elsewhere' | null>(null)
  const listeners = new Set<(event: string, data: unknown) => void>()

  const link = new MediaLink({
    forceTcp,
    onChanged() {
      state.value = link.state
      heard.value = link.heard
      received.value = link.received
      ended.value = link.endedBecause
    },
  })
  view.onMedia((event, data) => listeners.forEach((listener) => listener(event, data)))

  function start(own: OwnTracks): void {
    link.publish(own)
    link.start({
      async call(method, data) {
        const reply = await view.media(method, data)
        if (!reply.ok) throw new Error(reply.code)
        return reply.data
      },
      onEvent(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    })
  }

  // A new socket is a new screen to the bridge: what the old one had is gone.
  watch(
    () => view.link.kind,
    (kind, before) => {
      if (kind === 'live' && before === 'lost') link.rejoin()
    },
  )
  onScopeDispose(() => link.stop())
  return {
    state,
    heard,
    received,
    ended,
    start,
    /** What this page sends from now on: a device was opened again, or is gone. */
    publish: (own: OwnTracks) => link.publish(own),
    stop: () => link.stop(),
    stats: () => link.stats(),
  }
}
export type HallLink = ReturnType<typeof useHallLink>
