import {
  computed,
  inject,
  provide,
  shallowRef,
  type ComputedRef,
  type InjectionKey,
  type ShallowRef,
} from 'vue'
import { useI18n } from 'vue-i18n'
import type { Member, Side } from '../../controller/protocol/chamber.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import type { MemberId, SeatId } from '../../controller/protocol/ids.ts'
import { planLayout, type PlanLayout } from '../../kiosk/ui/plan/layout.ts'
import { useView } from '../../kiosk/ui/store.ts'
import { useCodes } from '../../kiosk/ui/words/codes.ts'
import { useLanguage } from '../../kiosk/ui/words/language.ts'

/** The panels an action can be given in: its refusal is said there. */
export type Place =
  | 'agenda'
  | 'queue'
  | 'on-air'
  | 'presence'
  | 'vote'
  | 'lobby'
  | 'seat'
  | 'faults'
  | 'displays'
  | 'sheet'
/** What stands in the agenda's place for a while: never over the plan. */
export type Sheet =
  | 'keys'
  | 'faults'
  | 'invitations'
  | 'screens'
  | 'schedule'
  | 'accounts'
  | 'flags'
  | 'officers'
  | 'oral'
  | 'pressed'
  | 'earlier'
  | 'floor'

/** Who or what the seat line is about: a seat of the plan, or a person without one in the hall. */
export type Chosen = { seat: SeatId } | { member: MemberId }

/** Why the last action given in a place was refused. */
export interface Said {
  place: Place
  code: string
  sentence: string
}

export interface Desk {
  members: ComputedRef<ReadonlyMap<MemberId, Member>>
  layout: ComputedRef<PlanLayout | null>
  chosen: ShallowRef<Chosen | null>
  sheet: ShallowRef<Sheet | null>
  said: ShallowRef<Said | null>
  /** True while the seat line is a search. */
  searching: ShallowRef<boolean>
  /** True while the vote has much to be read, and takes the room of pictures and displays. */
  reading: ShallowRef<boolean>
  nameOf: (member: MemberId) => string
  sideOf: (member: MemberId) => Side
  seatName: (seat: SeatId) => string
  /** Gives a command; what is refused is said in its place. Resolves to whether it was accepted. */
  run: (place: Place, command: Command) => Promise<boolean>
  choose: (chosen: Chosen) => void
  /** Who is chosen, or sits at the seat that is. */
  chosenMember: ComputedRef<MemberId | null>
  chooseMember: (member: MemberId) => void
}

const KEY: InjectionKey<Desk> = Symbol('desk')

/** A sentence stays until the next action there, or this long. */
const SAID_MS = 12_000

/** What the panels of the desk share: names, who is chosen, how an action is given. */
export function provideDesk(): Desk {
  const view = useView()
  const { text } = useLanguage()
  const codes = useCodes()
  const members = computed(() => new Map(view.plan?.members.map((each) => [each.id, each])))
  const sides = computed(() => new Map(view.plan?.groups.map(({ id, side }) => [id, side])))
  const layout = computed(() => (view.plan ? planLayout(view.plan.seats) : null))
  const seatNames = computed(
    () => new Map(layout.value?.seats.map((seat) => [seat.id, seat.label])),
  )
  const seatOf = computed(() => {
    const seats = new Map<MemberId, SeatId>()
    for (const [seat, member] of Object.entries(view.room?.seated ?? {})) seats.set(member, seat)
    return seats
  })
  const chosen = shallowRef<Chosen | null>(null)
  const chosenMember = computed(() => {
    const one = chosen.value
    if (one === null) return null
    if ('member' in one) return one.member
    const owner = view.plan?.members.find(({ seat }) => seat === one.seat)
    return view.room?.seated[one.seat] ?? owner?.id ?? null
  })
  const searching = shallowRef(false)
  const said = shallowRef<Said | null>(null)

  async function run(place: Place, command: Command): Promise<boolean> {
    said.value = null
    const reply = await view.command(command)
    if (reply.ok) return true
    const saying = { place, code: reply.code, sentence: codes.refusal(reply) }
    said.value = saying
    setTimeout(() => {
      if (said.value === saying) said.value = null
    }, SAID_MS)
    return false
  }
  function choose(one: Chosen): void {
    chosen.value = one
    searching.value = false
    said.value = null
  }

  const desk: Desk = {
    members,
    layout,
    chosen,
    said,
    sheet: shallowRef<Sheet | null>(null),
    searching,
    reading: shallowRef(false),
    nameOf: (member) => {
      const known = members.value.get(member)
      return known ? text(known.name) : member
    },
    sideOf: (member) => sides.value.get(members.value.get(member)?.group ?? '') ?? 'none',
    seatName: (seat) => seatNames.value.get(seat) ?? seat,
    run,
    choose,
    chosenMember,
    chooseMember: (member) => {
      const seat = seatOf.value.get(member)
      choose(seat === undefined ? { member } : { seat })
    },
  }
  provide(KEY, desk)
  return desk
}

export function useDesk(): Desk {
  const desk = inject(KEY)
  if (!desk) throw new Error('A panel of the desk is used outside of it.')
  return desk
}

/** 'speak · Opp. · B 6-07': what a second line says of somebody who speaks or asks. */
export function useSecondLine(): (speaker: {
  member: MemberId
  seat: SeatId | null
  remote: boolean
  kind: string
}) => string {
  const desk = useDesk()
  const { t } = useI18n({ useScope: 'global' })
  return ({ member, seat, remote, kind }) => {
    const side = t(`sideShort.${desk.sideOf(member)}`)
    const from = remote ? t('state.remote') : seat === null ? '' : desk.seatName(seat)
    return [t(`kind.${kind}`), side, from].filter(Boolean).join(' · ')
  }
}
