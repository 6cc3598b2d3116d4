import type { Command } from '../../protocol/commands.ts'
import type { ChamberEvent } from '../../protocol/events.ts'
import type { ListedSpeaker } from '../../protocol/floor-commands.ts'
import type { ItemId, MemberId } from '../../protocol/ids.ts'
import { decided, refuse, type Decision } from '../decision.ts'
import { hasChair, whyLocked, whyNoAttendance } from '../standing.ts'
import type { ChamberState } from '../state.ts'
import { roomInQueue } from './ask.ts'
import { requestOf, speakerOf } from './microphones.ts'

/**
 * Who is registered to speak to an item stands in the queue while it is dealt with and they are
 * here, before those who ask, in the list's order.
 */
export function registerSpeakers(
  state: ChamberState,
  { item, speakers }: Extract<Command, { type: 'RegisterSpeakers' }>,
): Decision {
  const refused = whyNoAttendance(state)
  if (refused !== null) return refused
  if (!state.sitting?.agenda.some(({ id }) => id === item))
    return refuse('unknown-item', `Item ${item} is not on the agenda.`)
  const members = new Set(speakers.map(({ member }) => member))
  const unknown = [...members].find((member) => !state.index.members.has(member))
  if (unknown !== undefined) return refuse('unknown-member', `There is no member ${unknown}.`)
  if (members.size < speakers.length)
    return refuse('listed-twice', 'Somebody is on the list twice.')
  const registered: ChamberEvent = { type: 'SpeakersRegistered', data: { item, speakers } }
  return state.sitting.item === item && state.sitting.state === 'open'
    ? decided(registered, ...replaced(state, speakers, item))
    : decided(registered)
}

/** Also when an item is started: whoever stood in the queue for the list before goes out of it. */
export function replaced(
  state: ChamberState,
  list: readonly ListedSpeaker[],
  item: ItemId,
): ChamberEvent[] {
  const sameItem = state.sitting?.item === item
  const stale = state.floor.queue.filter(
    ({ listed, member }) => listed !== null && !(sameItem && list[listed]?.member === member),
  )
  const gone = new Set(stale.map(({ member }) => member))
  return [
    ...stale.map(({ member }): ChamberEvent => ({
      type: 'FloorRequestWithdrawn',
      data: { member, because: 'list' },
    })),
    ...asked(state, list, item, gone),
  ]
}

/** Those of the list who can stand in the queue now and do not, `gone` counted as not. */
function asked(
  state: ChamberState,
  list: readonly ListedSpeaker[],
  item: ItemId,
  gone: ReadonlySet<MemberId>,
): ChamberEvent[] {
  const events = list.flatMap(({ member }, listed): ChamberEvent[] =>
    state.roll.persons.has(member) && mayStand(state, member, item, gone)
      ? [{ type: 'FloorRequested', data: { member, kind: 'speak', listed } }]
      : [],
  )
  return events.slice(0, Math.max(0, roomInQueue(state) + gone.size))
}

const mayStand = (
  state: ChamberState,
  member: MemberId,
  item: ItemId,
  gone: ReadonlySet<MemberId>,
): boolean =>
  !hasChair(state, member) &&
  whyLocked(state, member) === null &&
  speakerOf(state, member) === undefined &&
  (requestOf(state, member) === undefined || gone.has(member)) &&
  !state.floor.called.has(`${item} ${member}`)

/** The present item's list, once the sitting goes on after a pause. */
export function listedAgain(state: ChamberState): ChamberEvent[] {
  const item = state.sitting?.item ?? null
  const list = item === null ? undefined : state.floor.lists.get(item)
  return item === null || list === undefined ? [] : asked(state, list, item, new Set())
}

const NOBODY: ReadonlySet<MemberId> = new Set()
const places = new WeakMap<readonly ListedSpeaker[], ReadonlyMap<MemberId, number>>()

function placeOn(list: readonly ListedSpeaker[], member: MemberId): number | undefined {
  const known = places.get(list) ?? new Map(list.map((entry, at) => [entry.member, at]))
  places.set(list, known)
  return known.get(member)
}

/** Whoever arrives while an item is dealt with takes their place on its list. */
export function listedOnArrival(state: ChamberState, member: MemberId): ChamberEvent[] {
  const { sitting, floor } = state
  if (sitting?.state !== 'open' || sitting.item === null) return []
  const list = floor.lists.get(sitting.item)
  const listed = list === undefined ? undefined : placeOn(list, member)
  if (listed === undefined || roomInQueue(state) <= 0) return []
  return mayStand(state, member, sitting.item, NOBODY)
    ? [{ type: 'FloorRequested', data: { member, kind: 'speak', listed } }]
    : []
}
