import type { ChoiceCounts, SanityEntry } from '../../protocol/events.ts'
import type { MemberId } from '../../protocol/ids.ts'
import { refuse, type Refused } from '../decision.ts'
import type { ChamberState } from '../state.ts'

/** Where the policy says nothing. */
const WARN_BELOW = 10

/** Why no secret vote can open: its box could not be opened again without two officers' keys. */
export const whyNoBox = ({ officerKeys }: ChamberState): Refused | null =>
  officerKeys.length === 2
    ? null
    : refuse(
        'officer-keys-missing',
        `Two officers give their keys before a secret vote: ${2 - officerKeys.length} missing.`,
      )

/**
 * Where totals alone may tell what somebody chose: among few, or among those of one mind. The desk
 * is warned before such a vote opens and opens it with `acknowledged` all the same.
 */
export function whyWarned(state: ChamberState, electorate: readonly MemberId[]): Refused | null {
  const few = state.chamber?.policy.secretVotes?.warnBelow ?? WARN_BELOW
  if (electorate.length < few)
    return refuse(
      'electorate-small',
      `Only ${electorate.length} may vote: the totals may tell what each of them chose.`,
    )
  const groups = new Set(electorate.map((member) => state.index.members.get(member)?.group))
  return groups.size === 1
    ? refuse(
        'unanimity-likely',
        'All who may vote are of one group: if all choose alike, all know.',
      )
    : null
}

/** What a person should look at before the result of a secret vote is declared. */
export function secretSanity(counts: ChoiceCounts, spoiled: number): SanityEntry[] {
  const chosen = counts.filter(({ count }) => count > 0)
  const alike = chosen.length === 1 && (chosen[0]?.count ?? 0) > 1
  return [
    ...(spoiled === 0
      ? []
      : [
          {
            code: 'spoiled-ballots',
            kind: 'ask' as const,
            detail: `${spoiled} in the box are no vote: blank, for no choice, or sealed wrongly.`,
          },
        ]),
    ...(alike && spoiled === 0
      ? [
          {
            code: 'unanimous-secret',
            kind: 'ask' as const,
            detail: 'All chose alike: the totals tell what each who voted chose.',
          },
        ]
      : []),
  ]
}
