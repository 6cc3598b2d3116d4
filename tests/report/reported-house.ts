import { MemoryDisk } from '../../controller/adapters/record/memory-disk.ts'
import { MemoryRecord } from '../../controller/adapters/record/memory-record.ts'
import { ChamberEngine } from '../../controller/engine/engine.ts'
import type { RecordPort } from '../../controller/engine/ports.ts'
import { VoteArchive } from '../../controller/engine/vote-archive.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { Chamber } from '../../controller/protocol/chamber.ts'
import type { AgendaItem, Command } from '../../controller/protocol/commands.ts'
import { DESK, SYSTEM } from '../core/given.ts'
import { houseOf } from '../core/house.ts'
import { SHIPPED } from '../core/shipped-rules.ts'
import { GROUPS, members } from '../screens/people.ts'

/** 12 November 2026, 10:00 in Bangkok. */
export const MORNING = Date.UTC(2026, 10, 12, 3)
export const SECOND_OFFICER: Actor = { kind: 'desk', user: 'second-officer' }
export const motion = {
  th: 'มาตรา 12 เห็นด้วยกับที่คณะกรรมาธิการแก้ไขหรือไม่',
  en: 'Section 12: agree with the committee’s amendment?',
}
const title = {
  th: 'การประชุมสภาผู้แทนราษฎร ครั้งที่ 14 (สมัยสามัญประจำปีครั้งที่หนึ่ง)',
  en: 'House of Representatives, sitting 14 (first ordinary session)',
}
const agenda: AgendaItem[] = [
  {
    id: 'water',
    number: '4.2',
    title: {
      th: 'ร่างพระราชบัญญัติการจัดการน้ำชุมชน พ.ศ. ….',
      en: 'Community Water Management Bill',
    },
    level: 0,
  },
]

/** Named people in two groups, at seats and from afar, under the rules that ship. */
export function namedChamber(size: number, change: Partial<Chamber['policy']> = {}): Chamber {
  const house = houseOf({ members: size, remote: 1, policy: change })
  const people = members(
    house.members.map(({ id }) => id),
    false,
  )
  return {
    ...house,
    name: { th: 'ห้องประชุมพระสุริยัน', en: 'Suriyan Chamber' },
    groups: GROUPS,
    members: house.members.map((member, at) => ({
      ...member,
      name: people[at]?.name ?? member.name,
      group: people[at]?.group ?? null,
    })),
    rules: SHIPPED.map(({ rule }) => rule),
  }
}

/** An engine whose every command comes a second after the one before, and the archive of its votes. */
export class ReportedHouse {
  readonly disk = new MemoryDisk()
  readonly engine: ChamberEngine
  readonly votes: VoteArchive
  /** How many events were read from the record. */
  eventsRead = 0
  /** Of its record. */
  readonly read: RecordPort['read']
  #now = MORNING

  constructor() {
    const record = new MemoryRecord(this.disk)
    this.read = (onEvents, from, to) => record.read(onEvents, from, to)
    this.engine = new ChamberEngine({ record, clock: { now: () => this.#now } })
    this.votes = new VoteArchive({
      read: (onEvents, from, to) =>
        this.read(
          (events) => {
            this.eventsRead += events.length
            onEvents(events)
          },
          from,
          to,
        ),
    })
  }

  async start(): Promise<void> {
    await this.engine.start((events) => this.votes.note(events))
    this.engine.onCommitted(({ events }) => this.votes.note(events))
  }

  /** The command must be accepted. */
  async give(command: Command, by: Actor = DESK): Promise<void> {
    this.#now += 1000
    const outcome = await this.engine.submit(command, by, 'given')
    if (!outcome.ok) throw new Error(`${command.type}: ${outcome.code} ${outcome.detail}`)
  }

  /** A sitting at its item, `m1` … `m<present>` at their seats. */
  async sit(chamber: Chamber, present: number, sitting = 'sitting-1'): Promise<void> {
    await this.give({ type: 'ConfigureChamber', chamber }, SYSTEM)
    await this.give({ type: 'ScheduleSitting', sitting, title, agenda })
    await this.give({ type: 'OpenSitting' })
    await this.give({ type: 'StartAgendaItem', item: 'water' })
    for (let n = 1; n <= present; n++) await this.signIn(n)
  }

  signIn = (n: number) =>
    this.give({ type: 'SignIn', member: `m${n}`, place: { kind: 'seat', seat: `s${n}` } })

  open = (ballot: string, change: Partial<Extract<Command, { type: 'OpenBallot' }>> = {}) =>
    this.give({
      ...{ type: 'OpenBallot', ballot, motion, rule: 'ordinary', durationMs: 60_000 },
      ...{ choices: null, supporters: null, prepared: null, runOffOf: null },
      ...change,
    })

  /** `m<n>` chooses at the screen of their seat. */
  vote = (ballot: string, n: number, choice: string) =>
    this.give(
      { type: 'CastVote', ballot, member: `m${n}`, choice },
      { kind: 'seat', seat: `s${n}` },
    )

  /** Said to one officer, attested by another. */
  async say(ballot: string, n: number, choice: string): Promise<void> {
    const member = `m${n}`
    await this.give({ type: 'AddOralVote', ballot, member, choice, reason: 'เครื่องขัดข้อง' })
    await this.give({ type: 'AttestOralVote', ballot, member }, SECOND_OFFICER)
  }
}

/**
 * Twelve existing members, nine at their seats: bell, presence check, a pause, a member who leaves,
 * one who says nothing, an oral vote before the result is declared, and one after.
 */
export async function divided(): Promise<ReportedHouse> {
  const house = new ReportedHouse()
  await house.start()
  await house.sit(namedChamber(11), 9)
  await house.give({ type: 'RingBell' })
  await house.give({ type: 'StartPresenceCheck', check: 'check-1' })
  for (let n = 1; n <= 9; n++)
    await house.give({ type: 'DeclarePresence', member: `m${n}` }, { kind: 'seat', seat: `s${n}` })
  await house.give({ type: 'EndPresenceCheck', check: 'check-1' })
  await house.open('b1')
  for (const n of [1, 2, 3]) await house.vote('b1', n, 'agree')
  await house.give({ type: 'HoldBallot', ballot: 'b1', reason: 'ตรวจเครื่องลงคะแนนแถว A' })
  await house.give({ type: 'ResumeBallot', ballot: 'b1' })
  await house.vote('b1', 4, 'disagree')
  await house.vote('b1', 5, 'abstain')
  await house.vote('b1', 6, 'agree')
  await house.give({ type: 'SignOut', member: 'm9' })
  await house.signIn(10)
  await house.say('b1', 7, 'disagree')
  await house.give({ type: 'CloseBallot', ballot: 'b1' })
  return house
}

export async function declared(): Promise<ReportedHouse> {
  const house = await divided()
  await house.give({ type: 'DeclareResult', ballot: 'b1', accept: true })
  await house.give(
    { type: 'SealBallot', ballot: 'b1', root: 'ab'.repeat(32), size: 6 },
    { kind: 'system', part: 'witness' },
  )
  await house.say('b1', 8, 'agree')
  return house
}
