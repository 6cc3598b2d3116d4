import type { Chamber } from '../protocol/chamber.ts'
import type { ChoiceCounts, SplitResult } from '../protocol/events.ts'
import type { MemberId } from '../protocol/ids.ts'
import type { ChoiceId, Rule } from '../protocol/rule.ts'
import type { Text } from '../protocol/text.ts'
import type { ChamberIndex } from './chamber-index.ts'

/** The split that is always shown, by group: its id, which no other split may have. */
export const BY_GROUP = 'group'
const BY_GROUP_NAME: Text = { th: 'พรรคหรือกลุ่ม', en: 'Party or group' }
/** The part of a split that holds the votes of whoever is in none of its parts. */
const OTHERS = 'others'
const OTHERS_NAME: Text = { th: 'อื่น ๆ', en: 'Others' }

export type Votes = Iterable<readonly [MemberId, ChoiceId]>

/** How many for each choice of the rule, in its order. */
export function countsOf(rule: Rule, votes: Votes): ChoiceCounts {
  const counts = new Map(rule.choices.map((choice) => [choice.id, 0]))
  for (const [, choice] of votes) counts.set(choice, (counts.get(choice) ?? 0) + 1)
  return [...counts].map(([choice, count]) => ({ choice, count }))
}

/** An open result broken down as the chamber says, and by group where it has groups. */
export function splitsOf(
  chamber: Chamber | null,
  index: ChamberIndex,
  rule: Rule,
  votes: Votes,
): SplitResult[] {
  if (chamber === null) return []
  const listed = [...votes]
  const byTag = chamber.splits.map(({ id, name, parts }) => ({
    id,
    name,
    parts: partsOf(rule, listed, parts, (member) => {
      const tags = index.tags.get(member)
      return parts.find(({ tag }) => tags?.has(tag))?.tag
    }),
  }))
  if (chamber.groups.length === 0) return byTag
  const groups = chamber.groups.map(({ id, name }) => ({ tag: id, name }))
  const groupOf = (member: MemberId) => index.members.get(member)?.group ?? undefined
  const byGroup = partsOf(rule, listed, groups, groupOf)
  return [...byTag, { id: BY_GROUP, name: BY_GROUP_NAME, parts: byGroup }]
}

/** Every part, those without a vote too, so that the table has the same rows each time. */
function partsOf(
  rule: Rule,
  votes: readonly (readonly [MemberId, ChoiceId])[],
  parts: readonly { tag: string; name: Text }[],
  partOf: (member: MemberId) => string | undefined,
): SplitResult['parts'] {
  const votesIn = Map.groupBy(votes, ([member]) => partOf(member))
  const others = votesIn.get(undefined) ?? []
  return [
    ...parts.map(({ tag, name }) => ({
      tag,
      name,
      counts: countsOf(rule, votesIn.get(tag) ?? []),
    })),
    ...(others.length === 0
      ? []
      : [{ tag: OTHERS, name: OTHERS_NAME, counts: countsOf(rule, others) }]),
  ]
}
