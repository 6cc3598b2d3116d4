import { QUIET_FLOOR } from '../simulated/quiet-floor.ts'
import type { Rule } from '../../controller/protocol/chamber.ts'
import type {
  BallotView,
  DeskView,
  PlanView,
  RoomView,
  SeatStateView,
} from '../../controller/protocol/views.ts'
import { atLeastSum } from '../../controller/core/arithmetic.ts'
import { MINUTE, NOW } from './chamber-fixture.ts'

const AGENDA: [id: string, number: string, level: number, th: string, en: string][] = [
  ['i1', '1', 0, 'เรื่องที่ประธานจะแจ้งต่อที่ประชุม', 'Announcements by the chair'],
  ['i2', '2', 0, 'รับรองรายงานการประชุม', 'Adoption of the minutes'],
  ['i3', '3', 0, 'เรื่องที่คณะกรรมาธิการพิจารณาเสร็จแล้ว', 'Reports of committees'],
  [
    'i31',
    '3.1',
    1,
    'ร่างพระราชบัญญัติการจัดการน้ำชุมชน พ.ศ. …. (วาระที่สอง)',
    'Community Water Management Bill (second reading)',
  ],
  ['i311', '3.1.1', 2, 'มาตรา 12', 'Section 12'],
  ['i32', '3.2', 1, 'ร่างพระราชบัญญัติห้องสมุดสาธารณะ พ.ศ. ….', 'Public Libraries Bill'],
  ['i4', '4', 0, 'เรื่องที่ค้างพิจารณา', 'Business outstanding'],
  ['i41', '4.1', 1, 'ญัตติ ศึกษาการเดินทางข้ามจังหวัดทางราง', 'Motion: rail between provinces'],
  ['i5', '5', 0, 'เรื่องที่เสนอใหม่', 'New business'],
]

/** A console that works and does nothing. */
export const quiet: SeatStateView = {
  console: null,
  online: true,
  ordered: 'closed',
  reported: 'closed',
  problem: null,
  entitled: false,
  voted: false,
  fault: false,
}

/** A sitting in session with those members present whose index passes. */
export function roomOf(plan: PlanView, present: (index: number) => boolean): RoomView {
  const seated: RoomView['seated'] = {}
  plan.members.forEach(({ id, seat }, index) => {
    if (seat !== null && present(index)) seated[seat] = id
  })
  const remote = plan.members.filter((_, index) => index % 33 === 11).map(({ id }) => id)
  const hall = Object.keys(seated).length
  // Six vacancies in the large house.
  const existing = plan.members.length - (plan.members.length > 100 ? 6 : 0)
  const counted = hall + (plan.policy.remoteVoting ? remote.length : 0)
  return {
    sitting: {
      id: 's14',
      title: { th: 'สภาผู้แทนราษฎร ครั้งที่ 14', en: 'House of Representatives, sitting 14' },
      state: 'open',
      openedAt: NOW - 302 * MINUTE,
      suspendedAt: null,
    },
    agenda: AGENDA.map(([id, number, level, th, en], index) => ({
      id,
      number,
      level,
      title: { th, en },
      state: index < 3 ? 'done' : index === 3 ? 'current' : 'ahead',
      startedAt: index <= 3 ? NOW - (200 - index * 40) * MINUTE : null,
    })),
    item: 'i31',
    onAir: [],
    queue: [],
    floor: QUIET_FLOOR,
    presence: {
      hall,
      remote: remote.length,
      counted,
      existing,
      quorum: atLeastSum(counted, existing, plan.policy.quorum),
    },
    prepared: [],
    presenceCheck: null,
    bellAt: null,
    checkpoint: null,
    ballot: null,
    seated,
    remote,
  }
}

/** A vote in that room, open for a minute and more, in which nobody has voted. */
export function openBallot(
  { presence }: RoomView,
  rule: Rule,
  change: Partial<BallotView> = {},
): BallotView {
  const { cast = 0 } = change
  return {
    id: 'b1',
    motion: {
      th: 'มาตรา 12 เห็นด้วยกับที่คณะกรรมาธิการแก้ไขหรือไม่',
      en: 'Section 12: agree with the committee’s amendment?',
    },
    state: 'open',
    rule,
    openedAt: NOW - 82_000,
    closesAt: NOW + 38_000,
    held: null,
    closing: null,
    item: null,
    method: 'machine',
    casting: null,
    oral: null,
    oralCast: 0,
    corrections: [],
    supporters: null,
    origin: null,
    call: null,
    declaredAt: null,
    electorate: presence.counted,
    cast,
    quorum: atLeastSum(cast, presence.existing, rule.quorum.part),
    result: null,
    votes: null,
    voidedBecause: null,
    secret: null,
    ...change,
  }
}

/** The desk's view of that room while nothing is wrong. */
export function deskOf(plan: PlanView, room: RoomView): DeskView {
  const seats: DeskView['seats'] = {}
  for (const { id } of plan.seats) seats[id] = { ...quiet, console: `console-${id}` }
  const remotes: DeskView['remotes'] = {}
  for (const member of room.remote)
    remotes[member] = { member, connected: true, entitled: false, voted: false, heard: false }
  return {
    seats,
    remotes,
    lobby: [],
    faults: [],
    officerKeys: [],
    oral: [],
    earlier: [],
    log: [],
    ballot: room.ballot,
    flags: [],
    locks: {},
    bridges: [
      {
        id: 'bridge-1',
        online: true,
        lines: ['line-1', 'line-2'].map((id) => ({
          id,
          state: 'up',
          consoles: 64,
          silent: [],
          frames: 182_044,
          badFrames: 3,
          noiseBytes: 17,
          hangUps: 0,
          strayFrames: 0,
          repeats: 1,
          rollsGivenUp: 0,
          roundMs: 34,
        })),
      },
    ],
    desks: ['wipha'],
    displays: plan.displays.map(({ id }, index) => ({ id, connected: index < 2 })),
    media: { up: true, hallSound: true, hallPicture: true, sessions: room.remote.length },
    record: { seq: 18_402, hash: '9e4b77d0c1aa'.padEnd(64, '0'), healthy: true },
    pressToLampMs: 38,
  }
}
