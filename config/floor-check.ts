import { tagsOf, type Chamber } from '../controller/protocol/chamber.ts'

/** A sentence about the first contradiction in what the file says of the floor; null when there is none. */
export function contradictionInFloor(chamber: Chamber): string | null {
  return contradictionInMicrophones(chamber) ?? contradictionInQuotas(chamber)
}

function contradictionInMicrophones({ microphones = [], seats }: Chamber): string | null {
  const kinds = new Map(seats.map(({ id, kind }) => [id, kind]))
  const shared = new Set<string>()
  for (const { id, seats: own } of microphones) {
    if (kinds.has(id)) return `the microphone ${id} has the name of a seat.`
    if (shared.has(id)) return `the microphone ${id} is given twice.`
    shared.add(id)
    const ofChair = own.filter((seat) => kinds.get(seat) === 'chair')
    if (ofChair.length > 0 && ofChair.length < own.length)
      return `the microphone ${id} is shared by the chair and others: the chair's is outside the number.`
    for (const seat of own) {
      if (!kinds.has(seat)) return `the seat of microphone ${id}, ${seat}, is not defined.`
      if (shared.has(`seat ${seat}`)) return `the seat ${seat} has two microphones.`
      shared.add(`seat ${seat}`)
    }
  }
  return null
}

function contradictionInQuotas({ policy, members, groups }: Chamber): string | null {
  const groupOf = new Map(groups.map((group) => [group.id, group]))
  const known = {
    member: new Set(members.map(({ id }) => id)),
    group: new Set(groupOf.keys()),
    tag: new Set(members.flatMap((member) => [...tagsOf(member, groupOf.get(member.group ?? ''))])),
    item: new Set<string>(),
  }
  const wrong = policy.floor?.quotas?.find(({ of, id }) =>
    id === null ? of === 'group' || of === 'tag' : !known[of].has(id),
  )
  return wrong === undefined
    ? null
    : `the quota of ${wrong.of} ${wrong.id ?? 'without a name'} is of nobody: name a ${wrong.of} there is.`
}
