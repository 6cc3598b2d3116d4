import type { Chamber, Console, Group, Member, Rule, Seat } from '../protocol/chamber.ts'
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
  readonly memberOfCard: ReadonlyMap<string, MemberId>
  /** How many persons of class 'member' there are: the existing members of every rule. */
  readonly existing: number
}

/** The look-ups of this chamber; all empty for null. */
export function indexOf(chamber: Chamber | null): ChamberIndex {
  const members = chamber?.members ?? []
  return {
    members: byId(members),
    seats: byId(chamber?.seats ?? []),
    groups: byId(chamber?.groups ?? []),
    consoles: byId(chamber?.consoles ?? []),
    rules: byId(chamber?.rules ?? []),
    consoleOfSeat: new Map((chamber?.consoles ?? []).map((console) => [console.seat, console.id])),
    ownerOfSeat: new Map(
      members.flatMap((member) => (member.seat === null ? [] : [[member.seat, member.id]])),
    ),
    memberOfCard: new Map(
      members.flatMap((member) => (member.card === null ? [] : [[member.card, member.id]])),
    ),
    existing: members.filter((member) => member.class === 'member').length,
  }
}

const byId = <T extends { id: string }>(list: readonly T[]): ReadonlyMap<string, T> =>
  new Map(list.map((entry) => [entry.id, entry]))
