import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef } from 'vue'
import type { Command } from '../../controller/protocol/commands.ts'
import type { BallotId } from '../../controller/protocol/ids.ts'
import type { SealedVote } from '../../controller/protocol/sealing.ts'
import type { ChannelName } from '../../controller/protocol/socket.ts'
import type {
  DeskView,
  MemberView,
  PlanView,
  RoomView,
  SeatView,
} from '../../controller/protocol/views.ts'
import { Link, type LinkState } from './link/link.ts'
import type { Reply } from './link/waiting.ts'
import { setClockOffset } from './time/clock.ts'

interface Views {
  plan: PlanView | null
  room: RoomView | null
  desk: DeskView | null
  seat: SeatView | null
  member: MemberView | null
}
type Kind = keyof Views

/**
 * The one store of a screen: the views the controller pushes, and the link they come over. Nothing
 * here is decided by the screen. Views are replaced, never changed: whatever is the same object as
 * before did not change.
 */
export const useView = defineStore('view', () => {
  const views = {
    plan: shallowRef<PlanView | null>(null),
    room: shallowRef<RoomView | null>(null),
    desk: shallowRef<DeskView | null>(null),
    seat: shallowRef<SeatView | null>(null),
    member: shallowRef<MemberView | null>(null),
  }
  const link = shallowRef<LinkState>({ kind: 'connecting' })
  const mediaListeners = new Set<(event: string, data: unknown) => void>()
  let connection: Link | null = null

  /** Patches come faster than a screen is drawn: they are shown together, once a frame. */
  const latest = new Map<Kind, unknown>()
  const show = (): void => {
    for (const [kind, view] of latest) views[kind].value = view as never
    latest.clear()
  }
  const onView = (channel: ChannelName, view: unknown): void => {
    if (latest.size === 0) nextFrame(show)
    latest.set(channel.split(':')[0] as Kind, view)
  }

  /**
   * Opens the link as `actsAs` (see ActsAs in http-api.ts) and follows the channels. A second call
   * replaces the first.
   */
  function open(actsAs: string, channels: readonly ChannelName[]): void {
    close()
    link.value = { kind: 'connecting' }
    connection = new Link(socketUrl(actsAs), {
      onState(state) {
        // A live link means that what is shown is what the controller has.
        show()
        link.value = state
      },
      onView,
      onClock: setClockOffset,
      onMedia: (event, data) => mediaListeners.forEach((listener) => listener(event, data)),
      onChannelGone: (channel) => onView(channel, null),
      isSignedIn: () => isSignedIn(actsAs),
    })
    connection.subscribe(channels)
    connection.start()
    addEventListener('online', hurry)
    document.addEventListener('visibilitychange', hurry)
  }

  /** Ends the link and forgets what was shown. */
  function close(): void {
    connection?.stop()
    connection = null
    removeEventListener('online', hurry)
    document.removeEventListener('visibilitychange', hurry)
    latest.clear()
    for (const view of Object.values(views)) view.value = null
  }

  /** Follows more channels, or again one that was not this screen's to see before. */
  function follow(channels: readonly ChannelName[]): void {
    connection?.subscribe(channels)
  }

  function hurry(): void {
    connection?.hurry()
  }

  /** Gives a command to the controller. Never rejects; the code of a refusal has a sentence in words/. */
  function command(given: Command): Promise<Reply> {
    return connection?.command(given) ?? Promise.resolve(noLink)
  }

  /** Puts a vote sealed in this page into the ballot box. Never rejects. */
  function secretVote(ballot: BallotId, sealed: SealedVote): Promise<Reply> {
    return connection?.secretVote(ballot, sealed) ?? Promise.resolve(noLink)
  }

  /** One signalling call to the media bridge; the reply's `data` is its answer. Never rejects. */
  function media(method: string, data: unknown): Promise<Reply> {
    return connection?.media(method, data) ?? Promise.resolve(noLink)
  }

  /** Hears what the media bridge says unasked, until the scope (component) ends. */
  function onMedia(listener: (event: string, data: unknown) => void): void {
    mediaListeners.add(listener)
    onScopeDispose(() => mediaListeners.delete(listener))
  }

  /** What is on the screen may be old: the link is not caught up. */
  const stale = computed(() => link.value.kind !== 'live')

  return { ...views, link, stale, open, close, follow, command, secretVote, media, onMedia }
})

const noLink: Reply = { ok: false, code: 'link-lost', detail: '' }

function socketUrl(actsAs: string): string {
  const url = new URL('/api/socket', location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  url.searchParams.set('as', actsAs)
  url.hash = ''
  return url.href
}

/** Only an answer that says so means no; a controller that does not answer means nothing yet. */
async function isSignedIn(actsAs: string): Promise<boolean> {
  try {
    const reply = await fetch(`/api/session?as=${encodeURIComponent(actsAs)}`)
    if (!reply.ok) return true
    const session: unknown = await reply.json()
    if (typeof session !== 'object' || session === null || !('identity' in session)) return true
    return session.identity !== null
  } catch {
    return true
  }
}

/** A page that is not looked at is given no frames; it is still kept up to date. */
function nextFrame(run: () => void): void {
  if (document.hidden) setTimeout(run, 0)
  else requestAnimationFrame(run)
}
