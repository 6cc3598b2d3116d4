import { tagsOf, type Chamber, type Tag } from '../controller/protocol/chamber.ts'

/** The split by group is always shown, under this id. */
const BY_GROUP = 'group'

/** The tags each voting member is counted under. */
function membersTags({ members, groups }: Chamber): Set<Tag>[] {
  const byId = new Map(groups.map((group) => [group.id, group]))
  return members
    .filter((member) => member.class === 'member')
    .map((member) => tagsOf(member, byId.get(member.group ?? '')))
}

/** A sentence about a rule that counts members there are none of; null when there is none. */
export function unknownTagIn(chamber: Chamber): string | null {
  const known = new Set(membersTags(chamber).flatMap((tags) => [...tags]))
  for (const { id, also, supporters } of chamber.rules) {
    const asked = [...also.map(({ of }) => of), ...(supporters?.of ? [supporters.of] : [])]
    const unknown = asked.find((tag) => !known.has(tag))
    if (unknown !== undefined)
      return `the rule ${id} counts members tagged ${unknown}, and no group with members has that tag.`
  }
  return null
}

/** A sentence about a way to break results down in which votes would be counted twice or nowhere. */
export function contradictionInSplits(chamber: Chamber): string | null {
  const members = membersTags(chamber)
  const seen = new Set<string>([BY_GROUP])
  for (const { id, parts } of chamber.splits) {
    if (seen.has(id)) return `the split ${id} is given twice, or is the one by group.`
    seen.add(id)
    for (const [at, { tag }] of parts.entries()) {
      if (!members.some((tags) => tags.has(tag)))
        return `the split ${id} shows ${tag}, and no group with members has that tag.`
      const other = parts
        .slice(at + 1)
        .find((part) => members.some((tags) => tags.has(tag) && tags.has(part.tag)))
      if (other !== undefined)
        return `in the split ${id} some members are both ${tag} and ${other.tag}.`
    }
  }
  return null
}
