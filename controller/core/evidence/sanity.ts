import type { SanityEntry } from '../../protocol/ballot-events.ts'
import type { ChamberState } from '../state.ts'

/** What the flags say about the present vote: the desk accepts it, or voids the vote. */
export function flagSanity({ watch, ballot }: ChamberState): SanityEntry[] {
  if (ballot === null) return []
  const locked = ballot.electorate.filter((member) => watch.locks.has(member))
  const open = watch.flags.filter(
    (flag) => flag.ballot === ballot.id && flag.action !== 'note' && flag.decision === null,
  )
  const entries: (SanityEntry | null)[] = [
    locked.length === 0
      ? null
      : {
          code: 'members-locked',
          kind: 'ask',
          detail: `${locked.length} members are locked; a vote they gave before counts.`,
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
