import type { QuotaOf } from '../../protocol/floor-commands.ts'
import type { Instant, ItemId, MemberId } from '../../protocol/ids.ts'
import { remembered } from '../remembered.ts'
import type { ChamberState } from '../state.ts'
import type { Floor, Speaker } from './floor.ts'

/**
 * Time is what lies between two events, in whole milliseconds: no timer adds to it. What runs is
 * counted once, when it stops or when the item changes, into each account it belongs to.
 */

const accountKey = (of: QuotaOf, item: ItemId | null, id: string | null) =>
  `${of} ${item ?? ''} ${id ?? ''}`

interface Account {
  readonly of: QuotaOf
  readonly id: string | null
  readonly key: string
}

/** Whose time somebody's speech is: their own, their group's, their tags', the item's. */
function accountsOf(state: ChamberState, member: MemberId): Account[] {
  const item = state.sitting?.item ?? null
  const group = state.index.members.get(member)?.group ?? null
  const account = (of: QuotaOf, id: string | null) => ({ of, id, key: accountKey(of, item, id) })
  return [
    account('item', null),
    account('member', member),
    ...(group === null ? [] : [account('group', group)]),
    ...[...(state.index.tags.get(member) ?? [])].map((tag) => account('tag', tag)),
  ]
}

/** What an account may spend, ms; null: as much as it likes. */
function limitOf(state: ChamberState, { of, id }: Pick<Account, 'of' | 'id'>): number | null {
  const item = state.sitting?.item ?? null
  const policy = policyQuotas(state.chamber?.policy.floor?.quotas)
  const said = (whose: string | null) =>
    state.floor.quotas.get(accountKey(of, item, whose))?.ms ??
    policy.get(accountKey(of, null, whose))
  return said(id) ?? (of === 'member' ? said(null) : null) ?? null
}

type Policied = NonNullable<NonNullable<ChamberState['chamber']>['policy']['floor']>['quotas']

const policyQuotas = remembered(
  (quotas: Policied): ReadonlyMap<string, number> =>
    new Map(quotas?.map(({ of, id, ms }) => [accountKey(of, null, id), ms])),
)

const elapsed = ({ runningSince }: Speaker, at: Instant): number =>
  runningSince === null ? 0 : Math.max(0, at - runningSince)

/** What was counted under an account on the present item, ms, with what runs at that moment. */
export function spentAt(state: ChamberState, of: QuotaOf, id: string | null, at: Instant): number {
  const key = accountKey(of, state.sitting?.item ?? null, id)
  const running = clocks(state).running.get(key) ?? []
  const runs = running.reduce((sum, since) => sum + Math.max(0, at - since), 0)
  return (state.floor.spent.get(key) ?? 0) + runs
}

/** Whether nothing is left of a quota this person's speech would count under. */
export const isSpent = (state: ChamberState, member: MemberId, at: Instant): boolean =>
  accountsOf(state, member).some((account) => {
    const limit = limitOf(state, account)
    return limit !== null && spentAt(state, account.of, account.id, at) >= limit
  })

interface Clocks {
  /** When each speech's time ends if all goes on as it does; none for what has no limit or stands. */
  readonly ends: ReadonlyMap<MemberId, Instant>
  /** Since when each speech runs that counts under the account. */
  readonly running: ReadonlyMap<string, readonly Instant[]>
}

const computed = new WeakMap<Floor, { sitting: ChamberState['sitting']; clocks: Clocks }>()

function clocks(state: ChamberState): Clocks {
  const { floor, sitting } = state
  const known = computed.get(floor)
  if (known !== undefined && known.sitting === sitting) return known.clocks
  const fresh = clocksOf(state)
  computed.set(floor, { sitting, clocks: fresh })
  return fresh
}

function clocksOf(state: ChamberState): Clocks {
  const speeches = state.floor.speakers.flatMap((speaker) =>
    speaker.runningSince === null
      ? []
      : [{ speaker, since: speaker.runningSince, accounts: accountsOf(state, speaker.member) }],
  )
  const running = new Map<string, Instant[]>()
  for (const { since, accounts } of speeches)
    for (const { key } of accounts) running.set(key, [...(running.get(key) ?? []), since])
  const ends = new Map<MemberId, Instant>()
  for (const { speaker, since, accounts } of speeches) {
    const { allottedMs, usedMs, extendedMs, beyond, member } = speaker
    const own = allottedMs === null ? Infinity : since + allottedMs - usedMs
    const quotas = beyond
      ? []
      : accounts.map((account) => {
          const limit = limitOf(state, account)
          const sinces = running.get(account.key) ?? []
          return limit === null ? Infinity : spentUp(state, account, limit, sinces) + extendedMs
        })
    const end = Math.min(own, ...quotas)
    if (end < Infinity) ends.set(member, end)
  }
  return { ends, running }
}

/** When an account is used up by all who speak at its cost together. */
function spentUp(
  { floor }: ChamberState,
  { key }: Account,
  limit: number,
  sinces: readonly Instant[],
): Instant {
  const left = limit - (floor.spent.get(key) ?? 0)
  return Math.floor((left + sinces.reduce((sum, since) => sum + since, 0)) / sinces.length)
}

/** When the time of a speech ends; null where it has no limit or its clock stands still. */
export const endOf = (state: ChamberState, member: MemberId): Instant | null =>
  clocks(state).ends.get(member) ?? null

/** What is left of a speech whose clock stands still, ms; null where it has no limit. */
export function leftOf(state: ChamberState, speaker: Speaker): number | null {
  const { allottedMs, usedMs, extendedMs, beyond, member } = speaker
  const own = allottedMs === null ? Infinity : allottedMs - usedMs
  const quotas = (beyond ? [] : accountsOf(state, member)).map((account) => {
    const limit = limitOf(state, account)
    return limit === null ? Infinity : limit - (state.floor.spent.get(account.key) ?? 0)
  })
  const left = Math.min(own, ...quotas.map((ms) => ms + extendedMs))
  return left === Infinity ? null : left
}

/** Quotas that hold on the present item: those of the policy and those set in this sitting. */
export function quotasNow(state: ChamberState): { of: QuotaOf; id: string | null; ms: number }[] {
  const item = state.sitting?.item ?? null
  const set = [...state.floor.quotas.values()].filter((quota) => quota.item === item)
  const isSet = (of: QuotaOf, id: string | null) =>
    set.some((quota) => quota.of === of && quota.id === id)
  const policy = state.chamber?.policy.floor?.quotas ?? []
  return [...policy.filter(({ of, id }) => !isSet(of, id)), ...set]
}

/** Since when speeches run that count under the account now. */
export const runningUnder = (
  state: ChamberState,
  of: QuotaOf,
  id: string | null,
): readonly Instant[] =>
  clocks(state).running.get(accountKey(of, state.sitting?.item ?? null, id)) ?? []

export const quotaKey = accountKey

const mayRun = (floor: Floor, { paused, interrupted }: Speaker) =>
  floor.priority === null && !paused && !interrupted

/** The floor with every clock running that should, and what stopped counted. O(speakers). */
export function clocked(state: ChamberState, floor: Floor, at: Instant): Floor {
  const wrong = (speaker: Speaker) => mayRun(floor, speaker) !== (speaker.runningSince !== null)
  if (!floor.speakers.some(wrong)) return floor
  return floor.speakers.filter(wrong).reduce((changed, speaker) => {
    const runs = mayRun(floor, speaker)
    const counted = runs ? changed : charged(state, changed, speaker, at)
    return {
      ...counted,
      speakers: counted.speakers.map((one) =>
        one.member === speaker.member ? switchedClock(one, runs, at) : one,
      ),
    }
  }, floor)
}

const switchedClock = (speaker: Speaker, runs: boolean, at: Instant): Speaker =>
  runs
    ? { ...speaker, runningSince: at }
    : { ...speaker, usedMs: speaker.usedMs + elapsed(speaker, at), runningSince: null }

/** What a speech has used since it was counted last, put down in each of its accounts. */
export function charged(state: ChamberState, floor: Floor, speaker: Speaker, at: Instant): Floor {
  const ms = elapsed(speaker, at)
  if (ms === 0) return floor
  const spent = accountsOf(state, speaker.member).reduce(
    (sums, { key }) => sums.set(key, (sums.get(key) ?? 0) + ms),
    floor.spent,
  )
  return { ...floor, spent }
}

/** What runs is counted up to now and runs on: the item is about to change, and its accounts. */
export function countedUp(state: ChamberState, at: Instant): Floor {
  return state.floor.speakers.reduce<Floor>((floor, speaker) => {
    if (speaker.runningSince === null) return floor
    const counted = charged(state, floor, speaker, at)
    const usedMs = speaker.usedMs + elapsed(speaker, at)
    const fresh = { ...speaker, usedMs, runningSince: Math.max(at, speaker.runningSince) }
    return {
      ...counted,
      speakers: counted.speakers.map((one) => (one.member === fresh.member ? fresh : one)),
    }
  }, state.floor)
}
