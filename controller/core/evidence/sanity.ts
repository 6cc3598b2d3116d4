import type { SanityEntry } from '../../protocol/ballot-events.ts'
import type { Ballot, ChamberState } from '../state.ts'

/** What the flags say about a vote before it is declared: the desk accepts it, or voids the vote. */
export function flagSanity({ watch }: ChamberState, ballot: Ballot): SanityEntry[] {
  const locked = ballot.electorate.filter((member) => watch.locks.has(member))
  const voted = locked.filter((member) => ballot.votes.has(member))
  const open = watch.flags.filter(
    (flag) => flag.ballot === ballot.id && flag.action !== 'note' && flag.decision === null,
  )
  const entries: (SanityEntry | null)[] = [
    locked.length === 0
      ? null
      : {
          code: 'members-locked',
          kind: 'ask',
          detail: `${locked.length} members are locked; ${voted.length} of them have a vote that counts.`,
          members: locked,
        },
    open.length === 0
      ? null
      : {
          code: 'flags-undecided',
          kind: 'ask',
          detail: `${open.length} flags on this vote are not decided.`,
          members: [...new Set(open.flatMap(({ members }) => members))],
          consoles: [...new Set(open.flatMap(({ consoles }) => consoles))],
        },
  ]
  return entries.filter((entry) => entry !== null)
}
