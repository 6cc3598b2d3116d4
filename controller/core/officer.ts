import { PROGRAM_PREFIX, type Actor } from '../protocol/actors.ts'
import type { UserId } from '../protocol/ids.ts'
import { refuse, type Refused } from './decision.ts'

/** The person at the desk who gives a command that needs one: a program vouches for nobody. */
export function officerOf(by: Actor): { ok: true; user: UserId } | Refused {
  return by.kind === 'desk' && !by.user.startsWith(PROGRAM_PREFIX)
    ? { ok: true, user: by.user }
    : refuse('not-allowed', 'An officer is a person with an account of their own at the desk.')
}
