import { RUNS_ON } from '../simulated/quiet-floor.ts'
import { atLeastSum, quorumOf } from '../../controller/core/arithmetic.ts'
import type { BallotView, DeskView, PlanView, RoomView } from '../../controller/protocol/views.ts'
import { MINUTE, NOW, ORDINARY, planOf, type Size } from './chamber-fixture.ts'
import { LONGEST } from './people.ts'
import { deskOf, openBallot, quiet, roomOf } from './room-fixture.ts'

export { NOW } from './chamber-fixture.ts'

/** The three views a desk is drawn from. */
export interface Fixture {
  plan: PlanView
  room: RoomView
  desk: DeskView
}
export const FIXTURES = ['vote', 'debate', 'empty', 'faulty', 'longest', 'result', 'crowd'] as const
export type FixtureName = (typeof FIXTURES)[number]

/** Somebody at a seat, never the chair's. */
const at = (plan: PlanView, index: number) => {
  const member = plan.members[index]
  return { member: member?.id ?? '', seat: member?.seat ?? null, remote: false }
}

function debate(plan: PlanView, room: RoomView, desk: DeskView, asking: number[]): void {
  const chair = at(plan, 0)
  const speaker = at(plan, 40)
  room.onAir = [
    {
      ...speaker,
      kind: 'point-of-order',
      since: NOW - 108_000,
      until: NOW + 72_000,
      ...RUNS_ON,
      microphone: true,
      cut: false,
    },
  ]
  for (const { seat } of [chair, speaker]) {
    desk.seats[seat ?? ''] = {
      ...quiet,
      console: `console-${seat}`,
      ordered: 'open',
      reported: 'open',
    }
  }
  room.queue = asking.map((index, place) => {
    const remote = place === 2
    const who = remote ? { member: room.remote[0] ?? '', seat: null, remote } : at(plan, index)
    const kind = place === 1 ? 'point-of-order' : place === 7 ? 'consultation' : 'speak'
    return { ...who, kind, place: place + 1, askedAt: NOW - (90 - place) * 7_000, listed: false }
  })
}

function lobbyOf(plan: PlanView, indexes: number[]): DeskView['lobby'] {
  return indexes.map((index, order) => ({
    member: plan.members[index]?.id ?? '',
    since: NOW - (4 - order) * MINUTE,
    check: {
      camera: order !== 2,
      microphone: order !== 3,
      levelTenthsDb: -183 - order * 40,
      roundTripMs: 24 + order * 13,
    },
  }))
}

function ballotOf(plan: PlanView, room: RoomView, desk: DeskView, silent: Set<number>): BallotView {
  let electorate = 0
  let cast = 0
  plan.members.forEach(({ seat }, index) => {
    if (seat === null || room.seated[seat] === undefined) return
    electorate += 1
    desk.seats[seat] = { ...(desk.seats[seat] ?? quiet), entitled: true }
    if (silent.has(index) || !desk.seats[seat].online) return
    cast += 1
    desk.seats[seat] = { ...(desk.seats[seat] ?? quiet), entitled: true, voted: true }
  })
  return openBallot(room, ORDINARY, { electorate, cast })
}

const LOG: [type: string, member: number | null, note: string][] = [
  ['FloorGranted', 47, 'speak'],
  ['FaultRaised', null, 'console-silent'],
  ['MicrophoneSwitched', 40, 'on'],
  ['FloorRequested', 60, 'point-of-order'],
  ['BallotOpened', null, 'ordinary'],
  ['PersonAdmitted', 11, ''],
  ['LobbyEntered', 11, ''],
  ['MemberSignedIn', 12, 'A1-03'],
  ['AgendaItemStarted', null, ''],
  ['SittingOpened', null, ''],
]
const logOf = (plan: PlanView): DeskView['log'] =>
  LOG.map(([type, member, note], index) => ({
    seq: 18_402 - index,
    at: NOW - index * 17_000,
    type,
    member: member === null ? null : (plan.members[member % plan.members.length]?.id ?? null),
    item: type === 'AgendaItemStarted' ? 'i31' : null,
    note,
  }))

const ASKING = [120, 75, 0, 260, 18, 333, 188, 96, 301]
const SILENT = new Set([9, 33, 61, 104, 150, 171, 222, 240, 288, 350, 372, 401, 444])

/** A whole room in one of the states a screen must be looked at in. */
export function fixture(name: FixtureName): Fixture {
  const size: Size = name === 'crowd' ? 'joint' : /^(debate|empty)$/.test(name) ? 'small' : 'house'
  const plan = planOf(size, name === 'longest')
  const isPresent = (index: number): boolean =>
    name !== 'empty' && index % 33 !== 11 && index % 13 !== 5 && !(name === 'faulty' && index % 2)
  const room = roomOf(plan, isPresent)
  const desk = deskOf(plan, room)
  desk.log = logOf(plan)
  if (name === 'empty') return emptied({ plan, room, desk })
  if (name === 'debate') {
    debate(plan, room, desk, [20, 33, 0, 48])
    desk.lobby = lobbyOf(plan, [5, 18])
    return { plan, room, desk }
  }
  debate(
    plan,
    room,
    desk,
    name === 'longest' ? Array.from({ length: 60 }, (_, i) => 50 + i * 3) : ASKING,
  )
  desk.lobby = lobbyOf(plan, [5, 18, 31, 44])
  if (name === 'faulty') broken(desk)
  else for (const seat of ['A9-03', 'E6-06']) fail(desk, seat)
  room.ballot = ballotOf(plan, room, desk, SILENT)
  if (name === 'longest') lengthened(room)
  if (name === 'result') room.ballot = closed(room.ballot)
  desk.ballot = room.ballot
  return { plan, room, desk }
}

function fail(desk: DeskView, seat: string): void {
  desk.seats[seat] = { ...(desk.seats[seat] ?? quiet), online: false, fault: true, voted: false }
  desk.faults.push({
    id: `f-${seat}`,
    source: { kind: 'console', id: `console-${seat}` },
    code: 'console-silent',
    detail: `console-${seat} has not answered for 41 s on line-2 of bridge-1.`,
    at: NOW - 41_000,
  })
}

function emptied({ plan, room, desk }: Fixture): Fixture {
  return {
    plan,
    room: {
      ...room,
      sitting: null,
      agenda: [],
      item: null,
      seated: {},
      remote: [],
      presence: {
        hall: 0,
        remote: 0,
        counted: 0,
        existing: plan.members.length,
        quorum: atLeastSum(0, plan.members.length, plan.policy.quorum),
      },
    },
    desk: {
      ...desk,
      remotes: {},
      log: [],
      bridges: [],
      displays: [],
      media: { up: false, hallSound: false, hallPicture: false, sessions: 0 },
      pressToLampMs: null,
    },
  }
}

function broken(desk: DeskView): void {
  for (const seat of ['A9-03', 'E6-06', 'B3-02', 'B3-03', 'B3-04', 'C7-01', 'F2-02'])
    fail(desk, seat)
  const [bridge] = desk.bridges
  if (bridge) {
    bridge.lines = bridge.lines.map((line, index) =>
      index === 0
        ? line
        : { ...line, state: 'down', silent: ['B3-02', 'B3-03', 'B3-04'], hangUps: 2 },
    )
    desk.bridges.push({ id: 'bridge-2', online: false, lines: [] })
  }
  desk.media = { ...desk.media, hallPicture: false, hallSound: false, up: false }
  desk.record = { ...desk.record, healthy: false }
  for (const member of Object.keys(desk.remotes).slice(0, 3)) {
    const remote = desk.remotes[member]
    if (remote) desk.remotes[member] = { ...remote, connected: false }
  }
}

function lengthened(room: RoomView): void {
  const title = {
    th: `ร่างพระราชบัญญัติแก้ไขเพิ่มเติมประมวลกฎหมายวิธีพิจารณาความอาญาว่าด้วย${LONGEST.th} (ฉบับที่ ..) พ.ศ. ….`,
    en: `Bill amending the Criminal Procedure Code as regards ${LONGEST.en} (No. ..) B.E. ….`,
  }
  room.agenda = room.agenda.map((item) => ({ ...item, title }))
  if (room.sitting) room.sitting = { ...room.sitting, title }
  if (room.ballot) room.ballot = { ...room.ballot, motion: title }
}

function closed(ballot: BallotView): BallotView {
  const [agree, disagree, abstain, none] = [268, 150, 9, 2]
  return {
    ...ballot,
    state: 'closed',
    result: {
      outcome: 'carried',
      counts: [
        { choice: 'agree', count: agree },
        { choice: 'disagree', count: disagree },
        { choice: 'abstain', count: abstain },
        { choice: 'no-vote', count: none },
      ],
      cast: ballot.cast,
      present: ballot.electorate,
      existing: 494,
      silent: ['m9', 'm33'],
      decision: {
        holds: true,
        formula: `${agree} > ${disagree}`,
        words: {
          th: `เห็นด้วย ${agree} เสียง ไม่เห็นด้วย ${disagree} เสียง: เห็นด้วยมากกว่า`,
          en: `Agree: ${agree}; Disagree: ${disagree}: more for than against.`,
        },
      },
      also: [],
      splits: [],
      leading: [],
      sanity: [],
      quorum: quorumOf(ballot.cast, 494, ORDINARY.quorum.part),
    },
  }
}
