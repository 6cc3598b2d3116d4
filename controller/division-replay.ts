import { MemoryDisk } from './adapters/record/memory-disk.ts'
import { MemoryRecord } from './adapters/record/memory-record.ts'
import { ChamberEngine } from './engine/engine.ts'
import type { Outcome } from './engine/ports.ts'
import type { Chamber } from './protocol/chamber.ts'
import type { Command } from './protocol/commands.ts'
import type { BallotResult } from './protocol/events.ts'
import { ONLY_NOTES } from './protocol/flags.ts'
import type { Rule, Tag } from './protocol/rule.ts'

/** Members of one tag: how many there are, and how many of them were for it. */
export interface Part {
  existing: number
  agree: number
}

/** How members divided. Parts are of different members; those for the motion press first. */
export interface Division {
  /** Choice id → how many. */
  votes: readonly (readonly [string, number])[]
  silent: number
  absent: number
  parts: readonly (readonly [Tag, Part])[]
}

/**
 * What comes out when that many members sign in, press their keys, and the vote is closed: a whole
 * sitting in memory. Sums do not depend on how votes are given, so that a roll call is replayed as a
 * vote by machine; that a motion had its supporters goes without saying.
 */
export async function replay(division: Division, rule: Rule): Promise<BallotResult> {
  const { votes, silent, absent } = division
  const voters = votes.reduce((sum, [, count]) => sum + count, silent)
  const asMachine: Rule = { ...rule, method: 'machine', supporters: null }
  const hall = await openHall(chamberOf(division, voters + absent, asMachine), rule.id)
  for (let n = 1; n <= voters; n++) hall.press(n, 'present')
  if (!(await hall.openBallot())) {
    // It was voted on, so there was a quorum at the opening: those who were missed then left.
    for (let n = voters + 1; n <= voters + absent; n++) hall.press(n, 'present')
    hall.must(await hall.openBallot())
    for (let n = voters + 1; n <= voters + absent; n++) hall.press(n, 'present')
  }
  let voter = 0
  for (const [id, count] of votes) {
    const key = rule.choices.findIndex((choice) => choice.id === id) + 1
    for (let n = 0; n < count; n++) hall.press(++voter, `choice-${key}`)
  }
  return hall.closeBallot()
}

async function openHall(chamber: Chamber, rule: string) {
  const engine = new ChamberEngine({ record: new MemoryRecord(new MemoryDisk()), clock: Date })
  await engine.start()
  const sent: Promise<Outcome>[] = []
  const must = (done: boolean) => {
    if (!done) throw new Error('The engine refused what a division needs.')
  }
  const desk = (command: Command) => engine.submit(command, { kind: 'desk', user: 'replay' }, '')
  const system = (command: Command) =>
    engine.submit(command, { kind: 'system', part: 'replay' }, '')
  const settle = async () => must((await Promise.all(sent.splice(0))).every(({ ok }) => ok))
  let presses = 0

  sent.push(
    system({ type: 'ConfigureChamber', chamber }),
    system({ type: 'ScheduleSitting', sitting: 'replay', title: NOTHING, agenda: [] }),
    desk({ type: 'OpenSitting' }),
  )
  await settle()
  return {
    must,
    press(n: number, key: 'present' | `choice-${number}`): void {
      const console = `c${n}`
      const pressId = `replay.${++presses}`
      const ballot = key === 'present' ? null : 'division'
      const by = { kind: 'console', console, pressId, deviceAt: Date.now() } as const
      sent.push(engine.submit({ type: 'PressKey', console, key, ballot }, by, pressId))
    },
    /** Once everybody has pressed; false where there is no quorum. */
    async openBallot(): Promise<boolean> {
      await settle()
      const opened = await desk({
        type: 'OpenBallot',
        ballot: 'division',
        motion: NOTHING,
        rule,
        durationMs: 0,
        choices: null,
        supporters: null,
        prepared: null,
        runOffOf: null,
      })
      return opened.ok
    },
    async closeBallot(): Promise<BallotResult> {
      await settle()
      must((await desk({ type: 'CloseBallot', ballot: 'division' })).ok)
      const result = engine.state.ballot?.result
      await engine.stop()
      if (result === null || result === undefined) throw new Error('The vote has no result.')
      return result
    },
  }
}

const NOTHING = { th: '', en: '' }

/** That many members, each with a seat and a console of their own. */
function chamberOf(division: Division, members: number, rule: Rule): Chamber {
  const numbers = Array.from({ length: members }, (_, at) => at + 1)
  const groups = groupsOf(division)
  return {
    id: 'replay',
    name: NOTHING,
    groups: division.parts.map(([tag]) => ({ id: tag, name: NOTHING, side: 'none', tags: [tag] })),
    splits: [],
    members: numbers.map((n, at) => ({
      id: `m${n}`,
      name: NOTHING,
      class: 'member',
      group: groups[at] ?? null,
      seat: `s${n}`,
      card: null,
    })),
    seats: numbers.map((n) => ({
      id: `s${n}`,
      kind: 'member',
      block: 'A',
      row: 0,
      x: n,
      y: 0,
      angle: 0,
    })),
    consoles: numbers.map((n) => ({ id: `c${n}`, seat: `s${n}`, bridge: null, line: null })),
    displays: [],
    rules: [rule],
    policy: {
      remoteVoting: false,
      openMicrophones: 1,
      speechMs: 0,
      quorum: rule.quorum.part,
      queueLimit: 1,
      lateWindowMs: 0,
      presenceCheck: 'optional',
      flags: ONLY_NOTES,
    },
    simulation: true,
  }
}

/** The group of each member: parts take theirs from those for the motion, and from the others. */
function groupsOf({ votes, parts }: Division): (Tag | null)[] {
  const agreed = votes[0]?.[1] ?? 0
  const inFavour = parts.flatMap(([tag, { agree }]) => Array<Tag>(agree).fill(tag))
  const others = parts.flatMap(([tag, { existing, agree }]) =>
    Array<Tag>(existing - agree).fill(tag),
  )
  return [...inFavour, ...Array<null>(agreed - inFavour.length).fill(null), ...others]
}
