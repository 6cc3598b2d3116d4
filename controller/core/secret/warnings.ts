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
 * Where totals alone may tell what somebody chose: among few, or among few beside one large group
 * that chooses alike. The desk is warned before such a vote opens and opens it with `acknowledged`
 * all the same.
 */
export function whyWarned(state: ChamberState, electorate: readonly MemberId[]): Refused | null {
  const few = fewOf(state)
  if (electorate.length < few)
    return refuse(
      'electorate-small',
      `Only ${electorate.length} may vote: the totals may tell what each of them chose.`,
    )
  const others = electorate.length - largestGroup(state, electorate)
  return others < few
    ? refuse(
        'unanimity-likely',
        `${others} who may vote are not of the largest group: if that chooses alike, the totals may tell what they chose.`,
      )
    : null
}

const fewOf = ({ chamber }: ChamberState): number =>
  chamber?.policy.secretVotes?.warnBelow ?? WARN_BELOW

/** How many of them are of one group; who is of none is alone. */
function largestGroup({ index }: ChamberState, electorate: readonly MemberId[]): number {
  const sizes = new Map<string, number>()
  for (const member of electorate) {
    const group = index.members.get(member)?.group ?? null
    if (group !== null) sizes.set(group, (sizes.get(group) ?? 0) + 1)
  }
  return Math.max(0, ...sizes.values())
}

/** What a person should look at before the result of a secret vote is declared. */
export function secretSanity(
  state: ChamberState,
  { counts, spoiled }: { counts: ChoiceCounts; spoiled: number },
): SanityEntry[] {
  const cast = counts.reduce((sum, { count }) => sum + count, spoiled)
  const isAlike = spoiled === 0 && counts.filter(({ count }) => count > 0).length === 1
  const asked: [boolean, code: string, detail: string][] = [
    [
      spoiled > 0,
      'spoiled-ballots',
      `${spoiled} in the box are no vote: blank, for no choice, or sealed wrongly.`,
    ],
    [isAlike, 'unanimous-secret', 'All chose alike: the totals tell what each who voted chose.'],
    [
      cast > 0 && cast < fewOf(state),
      'few-voted-secret',
      `Only ${cast} voted: the totals may tell what each of them chose.`,
    ],
  ]
  return asked.flatMap(([is, code, detail]) => (is ? [{ code, kind: 'ask' as const, detail }] : []))
}
