import { tagsOf } from '../protocol/chamber.ts'
import type { Chamber, Console, Group, Member, Rule, Seat, Tag } from '../protocol/chamber.ts'
import type { ConsoleId, GroupId, MemberId, RuleId, SeatId } from '../protocol/ids.ts'

/** Look-ups over a chamber, built once when it is configured and never changed after. */
export interface ChamberIndex {
  readonly members: ReadonlyMap<MemberId, Member>
  readonly seats: ReadonlyMap<SeatId, Seat>
  readonly groups: ReadonlyMap<GroupId, Group>
  readonly consoles: ReadonlyMap<ConsoleId, Console>
  readonly rules: ReadonlyMap<RuleId, Rule>
  readonly consoleOfSeat: ReadonlyMap<SeatId, ConsoleId>
  /** Whose own seat it is. */
  readonly ownerOfSeat: ReadonlyMap<SeatId, MemberId>
  /** The microphone of a seat that shares one; none for a seat with its own. */
  readonly sharedMicrophone: ReadonlyMap<SeatId, string>
  readonly seatsOfMicrophone: ReadonlyMap<string, readonly SeatId[]>
  readonly memberOfCard: ReadonlyMap<string, MemberId>
  /** How many persons of class 'member' there are: the existing members of every rule. */
  readonly existing: number
  /** What each person is counted under: the tags of their group, its side, their class. */
  readonly tags: ReadonlyMap<MemberId, ReadonlySet<Tag>>
  /** The persons of class 'member' under each tag, in the chamber's order. */
  readonly membersOf: ReadonlyMap<Tag, readonly MemberId[]>
}

/** The look-ups of this chamber; all empty for null. */
export function indexOf(chamber: Chamber | null): ChamberIndex {
  const members = chamber?.members ?? []
  const shared = chamber?.microphones ?? []
  const groups = byId(chamber?.groups ?? [])
  const tags = new Map(
    members.map((member) => [member.id, tagsOf(member, groups.get(member.group ?? ''))]),
  )
  return {
    members: byId(members),
    seats: byId(chamber?.seats ?? []),
    groups,
    consoles: byId(chamber?.consoles ?? []),
    rules: byId(chamber?.rules ?? []),
    consoleOfSeat: new Map((chamber?.consoles ?? []).map((console) => [console.seat, console.id])),
    ownerOfSeat: new Map(
      members.flatMap((member) => (member.seat === null ? [] : [[member.seat, member.id]])),
    ),
    sharedMicrophone: new Map(
      shared.flatMap(({ id, seats }) => seats.map((seat) => [seat, id] as const)),
    ),
    seatsOfMicrophone: new Map(shared.map(({ id, seats }) => [id, seats])),
    memberOfCard: new Map(
      members.flatMap((member) => (member.card === null ? [] : [[member.card, member.id]])),
    ),
    existing: members.filter((member) => member.class === 'member').length,
    tags,
    membersOf: membersByTag(members, tags),
  }
}

function membersByTag(
  members: readonly Member[],
  tags: ChamberIndex['tags'],
): ChamberIndex['membersOf'] {
  const pairs = members
    .filter((member) => member.class === 'member')
    .flatMap(({ id }) => [...(tags.get(id) ?? [])].map((tag) => ({ tag, id })))
  const under = Map.groupBy(pairs, ({ tag }) => tag)
  return new Map([...under].map(([tag, own]) => [tag, own.map(({ id }) => id)]))
}

const byId = <T extends { id: string }>(list: readonly T[]): ReadonlyMap<string, T> =>
  new Map(list.map((entry) => [entry.id, entry]))
