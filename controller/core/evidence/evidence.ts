import type { Actor } from '../../protocol/actors.ts'
import type { VoteEvidence } from '../../protocol/evidence.ts'
import type { Instant } from '../../protocol/ids.ts'
import type { ChamberState, Presence } from '../state.ts'

/** What is kept with a vote of somebody who is present so, given by this actor. */
export function evidenceOf(
  { index }: ChamberState,
  { place, card, since }: Presence,
  by: Actor,
  given: { sentAt?: Instant | null; called?: boolean } = {},
): VoteEvidence {
  const press = by.kind === 'console' ? by : null
  const console = press === null ? undefined : index.consoles.get(press.console)
  return {
    place,
    console: press?.console ?? null,
    line: console?.line ?? null,
    card,
    credential: console === undefined ? sessionOf(by) : `mqtt:${console.bridge ?? console.id}`,
    presentSince: since,
    pressId: press?.pressId ?? null,
    deviceAt: press?.deviceAt ?? null,
    bridgeAt: press?.bridgeAt ?? null,
    sentAt: given.sentAt ?? null,
    called: given.called ?? false,
  }
}

function sessionOf(by: Actor): string | null {
  switch (by.kind) {
    case 'seat':
      return 'session:seat'
    case 'remote':
      return 'session:member'
    case 'desk':
      return 'session:desk'
    case 'console':
    case 'system':
      return null
  }
}
