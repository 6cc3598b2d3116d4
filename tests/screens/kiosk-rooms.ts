import { RUNS_ON } from '../simulated/quiet-floor.ts'
import { atLeastSum, quorumAtClose } from '../../controller/core/arithmetic.ts'
import { decidedBy } from '../../controller/core/outcome.ts'
import type { Choice, Rule } from '../../controller/protocol/chamber.ts'
import type {
  BallotView,
  PlanView,
  RoomView,
  SpeakerView,
} from '../../controller/protocol/views.ts'
import { fixture, NOW } from './fixtures.ts'
import { LONGEST } from './people.ts'
import { openBallot } from './room-fixture.ts'

/** What kiosk and hall are drawn from, in parts that a state puts together. */
export interface House {
  plan: PlanView
  room: RoomView
}
const MINUTE = 60_000

/** An open sitting in which nothing happens. */
export function quietHouse(name: 'debate' | 'vote' | 'longest' = 'debate'): House {
  const { plan, room } = fixture(name)
  return { plan, room: { ...room, onAir: [], queue: [], ballot: null } }
}

/** The member at this place of the roster, with the floor for two of five minutes. */
export function speaking(
  { plan }: House,
  index: number,
  change: Partial<SpeakerView> = {},
): SpeakerView {
  const { id, seat } = plan.members[index] ?? { id: '', seat: null }
  return {
    member: id,
    seat,
    remote: false,
    kind: 'speak',
    since: NOW - 23_000,
    until: NOW + 5 * MINUTE - 23_000,
    ...RUNS_ON,
    microphone: true,
    cut: false,
    ...change,
  }
}

/** A speech that a point of order interrupts, with three minutes left. */
export const STANDING = {
  until: null,
  microphone: false,
  stands: { because: 'interrupted', usedMs: 2 * MINUTE, leftMs: 3 * MINUTE },
} as const satisfies Partial<SpeakerView>

export function asking({ plan }: House, indexes: readonly number[]): RoomView['queue'] {
  return indexes.map((index, at) => {
    const { id, seat } = plan.members[index] ?? { id: '', seat: null }
    const who = { member: id, seat, remote: false, listed: false }
    return { ...who, kind: 'speak', place: at + 1, askedAt: NOW - MINUTE }
  })
}

const PERSONS = ['kanya', 'anan', 'hasan', 'phim', 'chan', 'nok', 'wira', 'somsri', 'dao', 'none']

/** Members declaring their presence, `declared` of them so far. */
export function checking({ plan, room }: House, declared: number): RoomView['presenceCheck'] {
  const { existing } = room.presence
  const who = plan.members.slice(0, declared).map(({ id }) => [id, true as const])
  return {
    id: 'c1',
    state: 'running',
    startedAt: NOW - 40_000,
    endedAt: null,
    declared,
    existing,
    quorum: atLeastSum(declared, existing, plan.policy.quorum),
    members: Object.fromEntries(who) as Record<string, true>,
    used: false,
  }
}

/** A vote that was stopped for a reason that everybody may know. */
export const heldBallot = (house: House, because: string, change: Partial<BallotView> = {}) =>
  ballot(house, { state: 'held', held: { because, since: NOW - 12_000 }, cast: 211, ...change })

/** Public keys that are none: enough to draw by, not to seal with. */
export const SECRET: BallotView['secret'] = {
  officers: ['wipha', 'anong'],
  seal: { keys: ['a'.repeat(43), 'b'.repeat(43)], box: 'c'.repeat(43) },
}

/** A rule with as many choices as there can be, each with a name that takes its room. */
export const TEN: Choice[] = PERSONS.map((id) => ({
  id,
  name:
    id === 'none'
      ? { th: 'ไม่ประสงค์ลงคะแนนเลือกผู้ใด', en: 'None of the persons named' }
      : { th: 'กิตติศักดิ์ วัฒนไพศาลกิจเจริญ', en: 'Kittisak Watthanaphaisankitcharoen' },
  counts: id === 'none' ? 'neither' : 'person',
}))

export const ballot = (house: House, change: Partial<BallotView> = {}): BallotView =>
  openBallot(house.room, ruleOf(house), change)

export const LONG_MOTION = {
  th: `ร่างพระราชบัญญัติแก้ไขเพิ่มเติมประมวลกฎหมายวิธีพิจารณาความอาญาว่าด้วย${LONGEST.th} (ฉบับที่ ..) พ.ศ. …. จะเห็นชอบด้วยกับที่คณะกรรมาธิการแก้ไขเพิ่มเติมหรือไม่`,
  en: `Bill amending the Criminal Procedure Code as regards ${LONGEST.en} (No. ..) B.E. ….: does the House agree with the committee’s amendment?`,
}

export function ruleOf({ plan }: House): Rule {
  const [rule] = plan.rules
  if (rule === undefined) throw new Error('A chamber has a rule.')
  return rule
}

/** A declared vote in which the members pressed the choices in these numbers, seat by seat. */
export function declared(
  house: House,
  numbers: readonly number[],
  rule = ruleOf(house),
): BallotView {
  const voters = house.plan.members.filter(({ seat }) => seat !== null && house.room.seated[seat])
  const votes: NonNullable<BallotView['votes']> = {}
  const counts = rule.choices.map(({ id }, at) => ({ choice: id, count: numbers[at] ?? 0 }))
  let next = 0
  for (const { choice, count } of counts)
    for (let pressed = 0; pressed < count; pressed++) {
      const voter = voters[next++]
      if (voter) votes[voter.id] = choice
    }
  const of = (counting: Choice['counts']) =>
    rule.choices.reduce(
      (sum, { counts: as }, at) => sum + (as === counting ? (numbers[at] ?? 0) : 0),
      0,
    )
  const { existing } = house.room.presence
  const present = voters.length
  const tally = { yes: of('yes'), no: of('no'), cast: next, present, existing }
  return ballot(house, {
    state: 'declared',
    rule,
    closesAt: null,
    declaredAt: NOW - 5000,
    electorate: present,
    cast: next,
    result: {
      ...decidedBy(rule, tally, counts),
      counts,
      cast: next,
      present,
      existing,
      silent: voters.slice(next).map(({ id }) => id),
      also: [],
      quorum: quorumAtClose(rule, tally),
      splits: [],
      sanity: [],
    },
    votes,
  })
}

const PARTS = ['house', 'senate', 'government', 'opposition'].map((tag, at) => ({
  tag,
  name: [
    { th: 'สภาผู้แทนราษฎร', en: 'House of Representatives' },
    { th: 'วุฒิสภา', en: 'Senate' },
    { th: 'รัฐบาล', en: 'Government' },
    { th: 'ฝ่ายค้าน', en: 'Opposition' },
  ][at] ?? { th: '', en: '' },
}))

/** The result of a joint sitting with everything that can stand beside its count. */
export function withEverything(house: House, parties: number): BallotView {
  const base = declared(house, [206, 4, 94, 136])
  if (base.result === null) throw new Error('A declared vote has a result.')
  const counts = (share: number) =>
    base.rule.choices.map(({ id }, at) => ({
      choice: id,
      count: Math.floor(([206, 4, 94, 136][at] ?? 0) / share),
    }))
  const split = (id: string, name: { th: string; en: string }, from: number) => ({
    id,
    name,
    parts: PARTS.slice(from, from + 2).map((part) => ({ ...part, counts: counts(2) })),
  })
  const groups = Array.from({ length: parties }, (_, at) => ({
    tag: `party-${at}`,
    name: {
      th: `พรรคประชาธรรมเพื่อแผ่นดินไทยที่ ${at + 1}`,
      en: `Party for a Just Country no. ${at + 1}`,
    },
    counts: counts(at + 2),
  }))
  const condition = (id: string, th: string, en: string, formula: string) => ({
    id,
    name: { th, en },
    arithmetic: {
      holds: false,
      formula,
      words: {
        th: `${th}: เห็นด้วย 2 เสียง จากที่มีอยู่ 250 คน ต้องไม่น้อยกว่าหนึ่งในสาม คือ 84 คน: ไม่ถึง`,
        en: `${en}: 2 for, of 250 existing; at least one third are needed, that is 84: not reached.`,
      },
    },
  })
  const [first, second] = house.plan.members.slice(3)
  const oral = [first, second].flatMap((member) =>
    member ? [{ member: member.id, choice: 'agree', officers: ['wipha', 'anong'] as const }] : [],
  )
  return {
    ...base,
    oral,
    oralCast: oral.length,
    result: {
      ...base.result,
      outcome: 'not-carried',
      also: [
        condition('senate', 'วุฒิสภา ≥ 1/3', 'senators ≥ 1/3', '2 < 84 = ⌈250 × 1/3⌉'),
        condition(
          'others',
          'พรรคที่ไม่มีตำแหน่ง ≥ 20 %',
          'parties without office ≥ 20 %',
          '0 < 35 = ⌈171 × 1/5⌉',
        ),
      ],
      splits: [
        split('chambers', { th: 'สภา', en: 'Houses' }, 0),
        split('sides', { th: 'ฝ่าย', en: 'Sides' }, 2),
        { id: 'group', name: { th: 'พรรคหรือกลุ่ม', en: 'Party or group' }, parts: groups },
      ],
    },
  }
}

/** A vote by calling names: `called` at this place of the roster, in the order of the roster. */
export function calling(
  house: House,
  change: { round?: 1 | 2; called?: number | null; answered?: boolean } = {},
): BallotView {
  const order = house.plan.members.slice(3).map(({ id }) => id)
  const { round = 1, called = 9, answered = false } = change
  return ballot(house, {
    method: 'roll-call',
    closesAt: null,
    cast: 6,
    call: {
      order,
      round,
      called: called === null ? null : (order[called] ?? null),
      answered,
      next: order[(called ?? -1) + 1] ?? null,
      done: 6,
      left: order.length - 7,
      missing: order.slice(0, 3).concat(order.slice(10, 20)),
    },
  })
}
