import { readdir, readFile } from 'node:fs/promises'
import { join, parse, resolve } from 'node:path'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { ConfigError } from '../config/checked-file.ts'
import { loadRule } from '../config/rule-file.ts'
import { MemoryDisk } from './adapters/record/memory-disk.ts'
import { MemoryRecord } from './adapters/record/memory-record.ts'
import { ChamberEngine } from './engine/engine.ts'
import type { Outcome } from './engine/ports.ts'
import type { Chamber, Rule } from './protocol/chamber.ts'
import type { Command } from './protocol/commands.ts'
import type { BallotResult } from './protocol/events.ts'

const USAGE = `npm run divisions -- FILE.json

Replays published divisions through the engine, as that many members pressing keys at consoles, and
prints one line of JSON for each. FILE holds a list of
  {"title","agree","disagree","abstain","noVote","rule"} with, where known, "voters","notPresent".
Ends with 0, or with 2 where FILE cannot be read or contradicts itself.`

const BAD_FILE = 2

/** As many members as a chamber may have (protocol/chamber.ts). */
const MOST_MEMBERS = 2000
const Count = Type.Integer({ minimum: 0, maximum: MOST_MEMBERS })

const Division = Type.Object({
  title: Type.String(),
  agree: Count,
  disagree: Count,
  abstain: Count,
  noVote: Count,
  /** Who took part; those of them who pressed nothing were present and silent. */
  voters: Type.Optional(Count),
  notPresent: Type.Optional(Count),
  rule: Type.String(),
})
type Division = Type.Static<typeof Division>
const isDivisions = Compile(Type.Array(Division))

/** Keys of the choices that the file counts, by their ids in the rules. */
const CHOICES = ['agree', 'disagree', 'abstain', 'no-vote'] as const

class BadFile extends Error {}

async function main(args: readonly string[]): Promise<number> {
  const [path, ...more] = args
  if (path === undefined || more.length > 0 || path.startsWith('-')) {
    console.error(USAGE)
    return BAD_FILE
  }
  try {
    // npm runs this in the package's folder; INIT_CWD is where the command was typed.
    const divisions = await readDivisions(resolve(process.env['INIT_CWD'] ?? '.', path))
    const rules = await knownRules(join(import.meta.dirname, '..', 'config', 'rules'))
    for (const division of divisions) console.log(JSON.stringify(await lineOf(division, rules)))
    return 0
  } catch (error) {
    if (!(error instanceof BadFile || error instanceof ConfigError)) throw error
    console.error(error.message)
    return BAD_FILE
  }
}

async function readDivisions(path: string): Promise<Division[]> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new BadFile(`${path} cannot be read: ${error.message}`)
  })
  const value = parsed(text, path)
  if (!isDivisions.Check(value)) {
    const [first] = isDivisions.Errors(value)
    throw new BadFile(`${path}, at ${first?.instancePath || '/'}: ${first?.message ?? 'is wrong'}.`)
  }
  value.forEach((division, at) => {
    const { voters = pressed(division), notPresent = 0, title } = division
    if (pressed(division) > voters)
      throw new BadFile(`${path}, at /${at}: "${title}" counts more votes than voters.`)
    if (voters + notPresent > MOST_MEMBERS)
      throw new BadFile(`${path}, at /${at}: "${title}" has over ${MOST_MEMBERS} members.`)
  })
  return value
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new BadFile(`${path} is not JSON: ${error instanceof Error ? error.message : ''}`)
  }
}

const pressed = ({ agree, disagree, abstain, noVote }: Division) =>
  agree + disagree + abstain + noVote

/** Rules that are described and give every choice a published division counts. */
async function knownRules(folder: string): Promise<Map<string, Rule>> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml'))
  const rules = await Promise.all(files.map((name) => loadRule(join(folder, name))))
  const named = rules.map((rule, at): [string, Rule] => [parse(files[at] ?? '').name, rule])
  return new Map(
    named.filter(([, { choices }]) => CHOICES.every((id) => choices.some((c) => c.id === id))),
  )
}

/** What is printed for one division. `carried`: by this count alone; null where no rule is known. */
async function lineOf(division: Division, rules: ReadonlyMap<string, Rule>) {
  const { title, agree, disagree, abstain, noVote } = division
  const rule = rules.get(division.rule)
  if (rule === undefined) {
    const arithmetic = `rule "${division.rule}" is not known here, so nothing was decided (known: ${[...rules.keys()].join(', ')})`
    return {
      title,
      agree,
      disagree,
      abstain,
      noVote,
      carried: null,
      rule: division.rule,
      arithmetic,
    }
  }
  const result = await replay(division, rule)
  const countOf = (id: (typeof CHOICES)[number]) =>
    result.counts.find(({ choice }) => choice === id)?.count ?? 0
  return {
    title,
    agree: countOf('agree'),
    disagree: countOf('disagree'),
    abstain: countOf('abstain'),
    noVote: countOf('no-vote'),
    carried: result.outcome === 'carried',
    rule: rule.id,
    arithmetic: `${result.decision.formula}; quorum ${result.quorum.formula}; ${result.outcome}`,
  }
}

/** A whole sitting in memory: people sign in, vote by key, and the vote is closed. */
async function replay(division: Division, rule: Rule): Promise<BallotResult> {
  const { agree, disagree, abstain, noVote, notPresent = 0 } = division
  const voters = division.voters ?? pressed(division)
  const hall = await openHall(voters + notPresent, rule)
  for (let n = 1; n <= voters; n++) hall.press(n, 'present')
  if (!(await hall.openBallot())) {
    // It was voted on, so there was a quorum at the opening: those who were missed then left.
    for (let n = voters + 1; n <= voters + notPresent; n++) hall.press(n, 'present')
    hall.must(await hall.openBallot())
    for (let n = voters + 1; n <= voters + notPresent; n++) hall.press(n, 'present')
  }
  let voter = 0
  for (const [at, count] of [agree, disagree, abstain, noVote].entries()) {
    const key = rule.choices.findIndex(({ id }) => id === CHOICES[at]) + 1
    for (let n = 0; n < count; n++) hall.press(++voter, `choice-${key}`)
  }
  return hall.closeBallot()
}

async function openHall(members: number, rule: Rule) {
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
    system({ type: 'ConfigureChamber', chamber: chamberOf(members, rule) }),
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
      const { id } = rule
      const opened = await desk({
        type: 'OpenBallot',
        ballot: 'division',
        motion: NOTHING,
        rule: id,
        durationMs: 0,
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
function chamberOf(members: number, rule: Rule): Chamber {
  const numbers = Array.from({ length: members }, (_, at) => at + 1)
  return {
    id: 'replay',
    name: NOTHING,
    groups: [],
    splits: [],
    members: numbers.map((n) => ({
      id: `m${n}`,
      name: NOTHING,
      class: 'member',
      group: null,
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
    consoles: numbers.map((n) => ({ id: `c${n}`, seat: `s${n}` })),
    displays: [],
    rules: [rule],
    policy: {
      remoteVoting: false,
      openMicrophones: 1,
      speechMs: 0,
      quorum: rule.quorum.part,
      queueLimit: 1,
      presenceCheck: 'optional',
    },
    simulation: true,
  }
}

process.exitCode = await main(process.argv.slice(2))
