import type { Live } from '../../controller/core/live.ts'
import { deskView } from '../../controller/core/view/desk.ts'
import { planView } from '../../controller/core/view/plan.ts'
import { roomView } from '../../controller/core/view/room.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { PlanView } from '../../controller/protocol/views.ts'
import { START, given, type Scene } from '../core/given.ts'
import { SHIPPED } from '../core/shipped-rules.ts'
import { planOf } from './chamber-fixture.ts'
import type { Fixture } from './fixtures.ts'

/**
 * Votes as the desk sees them, brought about by the real core: nothing in these views is made up but
 * who sits where. Every command is a millisecond after the one before.
 */
const plan = planOf('small', false)
const seats = plan.members.flatMap(({ id, seat }) => (seat === null ? [] : [{ id, seat }]))
/** Who came: most, not all. */
const came = seats.filter((_, index) => index % 13 !== 5)

const text = (th: string, en: string) => ({ th, en })
const split = (tag: string, th: string, en: string) => ({ tag, name: text(th, en) })
const chamber = {
  ...plan,
  policy: { ...plan.policy, lateWindowMs: 3000 },
  groups: plan.groups.map((group) =>
    group.side === 'government'
      ? { ...group, tags: ['senate'] }
      : { ...group, tags: ['house', 'without-office'] },
  ),
  rules: SHIPPED.map(({ rule }) => rule),
  splits: [
    {
      id: 'sides',
      name: text('ฝ่าย', 'Sides'),
      parts: [
        split('government', 'รัฐบาล', 'Government'),
        split('opposition', 'ฝ่ายค้าน', 'Opposition'),
      ],
    },
  ],
  consoles: plan.seats.map(({ id }) => ({
    id: `console-${id}`,
    seat: id,
    bridge: 'bridge-1',
    line: 'line-1',
  })),
}
const agenda = [
  { id: 'i1', number: '1', title: text('รับรองรายงาน', 'Minutes'), level: 0 },
  {
    id: 'i2',
    number: '2',
    title: text('ร่างพระราชบัญญัติการจัดการน้ำชุมชน พ.ศ. ….', 'Community Water Management Bill'),
    level: 0,
  },
]
export const motion = text(
  'มาตรา 12 เห็นด้วยกับที่คณะกรรมาธิการแก้ไขหรือไม่',
  'Section 12: agree with the committee’s amendment?',
)

/** An open sitting at its second item, everybody who came signed in. */
export const sitting = (change: Partial<PlanView['policy']> = {}): Scene =>
  given(
    {
      type: 'ChamberConfigured',
      data: { chamber: { ...chamber, policy: { ...chamber.policy, ...change } } },
    },
    {
      type: 'SittingScheduled',
      data: { sitting: 's1', title: text('การประชุมครั้งที่ 14', 'Sitting 14'), agenda },
    },
    { type: 'SittingOpened', data: { sitting: 's1' } },
    { type: 'AgendaItemStarted', data: { item: 'i2' } },
    ...came.map(({ id, seat }) => ({
      type: 'MemberSignedIn' as const,
      data: { member: id, place: { kind: 'seat' as const, seat }, card: null },
    })),
  )

const vote = (rule: string, durationMs: number) => ({ motion, rule, durationMs, choices: null })
export const opened = (rule = 'ordinary', durationMs = 60_000) =>
  ({
    type: 'OpenBallot',
    ballot: 'b1',
    ...vote(rule, durationMs),
    supporters: null,
    prepared: null,
    runOffOf: null,
    acknowledged: true,
  }) satisfies Command
export const prepared = (id: string, item: string | null, en: string): Command => ({
  type: 'PrepareVote',
  vote: id,
  item,
  ...vote('ordinary', 120_000),
  motion: text(`${en} (ภาษาไทย)`, en),
})

/** Everybody who came votes in turn, but every `silentEvery`-th; the choices come in this order. */
export function voted(scene: Scene, choices: readonly string[], silentEvery = 9): Scene {
  return came.reduce((before, { id, seat }, index) => {
    const choice = choices[index % choices.length] ?? ''
    if (index % silentEvery === silentEvery - 1) return before
    return before.after({ type: 'CastVote', ballot: 'b1', member: id, choice }, bySeat(seat))
  }, scene)
}
export const bySeat = (seat: string): Actor => ({ kind: 'seat', seat })
/** Somebody who came, never the chair. */
export const person = (index: number) => came[index + 4] ?? { id: '', seat: '' }

/** Consoles that stopped answering: reported as the bridge does it. */
export const faulty = (scene: Scene, indexes: readonly number[]): Scene =>
  scene.and(
    ...indexes.map((index) => ({
      type: 'FaultRaised' as const,
      data: {
        fault: `console-silent-${person(index).seat}`,
        source: { kind: 'console' as const, id: `console-${person(index).seat}` },
        code: 'console-silent',
        detail: 'No answer for 41 s on line-1 of bridge-1.',
      },
    })),
  )

/** What the desk is sent of a scene, and when that is. */
export function deskOf({ state }: Scene, desks: readonly string[] = ['wipha']): Fixture {
  const views = {
    plan: planView(state),
    room: roomView(state),
    desk: deskView(state, { ...LIVE, desks: new Set(desks) }),
  }
  if (views.plan === null) throw new Error('There is no chamber.')
  return { ...views, plan: views.plan }
}
export const nowOf = ({ state }: Scene, secondsLater = 22): number =>
  START + state.seq + secondsLater * 1000

const LIVE: Live = {
  consoles: new Map(chamber.consoles.map(({ id }) => [id, { online: true, reported: null }])),
  bridges: new Map(),
  displays: new Set(),
  desks: new Set(),
  connected: new Set(),
  heard: new Set(),
  media: { up: true, hallSound: true, hallPicture: true, sessions: 0 },
  record: { seq: 1, hash: '9e4b77d0c1aa'.padEnd(64, '0'), healthy: true },
  checkpoint: null,
  pressToLampMs: 38,
}
