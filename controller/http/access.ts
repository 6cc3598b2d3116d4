import type { Actor } from '../protocol/actors.ts'
import type { Identity } from '../protocol/http-api.ts'
import type { ChannelName } from '../protocol/socket.ts'
import type { Views } from './views.ts'

const HOUSE: ReadonlySet<ChannelName> = new Set(['plan', 'room'])

/** Whether this screen may see this channel now. What a remote member sees ends with admission. */
export function maySee(identity: Identity, channel: ChannelName, views: Views): boolean {
  switch (identity.kind) {
    case 'desk':
      return true
    case 'seat':
      return HOUSE.has(channel) || channel === `seat:${identity.seat}`
    case 'display':
      return HOUSE.has(channel)
    case 'member':
      if (channel === `member:${identity.member}`) return true
      return HOUSE.has(channel) && isAdmitted(identity, views)
  }
}

/** An invitation to one sitting admits to no other. */
export const isAdmitted = (identity: Identity, views: Views): boolean =>
  identity.kind === 'member' &&
  identity.sitting === views.sitting() &&
  views.member(identity.member)?.stage === 'admitted'

/** Who gives a command that this screen sends; null for a screen that may not give any now. */
export function actorOf(identity: Identity, views: Views): Actor | null {
  switch (identity.kind) {
    case 'desk':
      return { kind: 'desk', user: identity.user }
    case 'seat':
      return { kind: 'seat', seat: identity.seat }
    case 'member':
      if (identity.sitting !== views.sitting()) return null
      return { kind: 'remote', member: identity.member }
    case 'display':
      return null
  }
}
