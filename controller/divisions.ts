import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { ConfigError } from '../config/checked-file.ts'
import { loadRule } from '../config/rule-file.ts'
import { replay } from './division-replay.ts'
import type { BallotResult } from './protocol/events.ts'
import { Tag, type Also, type Rule } from './protocol/rule.ts'

const USAGE = `npm run divisions -- FILE.json

Replays published divisions through the engine, as that many members pressing keys at consoles, and
prints one line of JSON for each. FILE holds a list of
  {"title","agree","disagree","abstain","noVote","rule"} with, where known, "voters","notPresent".
A rule that also counts members of one tag (config/rules: "also") needs their part:
  "among": {"senate": {"existing": 250, "agree": 84}}
for constitution-reading-1: the existing senators, and how many of them agreed. For
constitution-reading-3 "without-office" as well. Without it "carried" is false where the totals alone
fail, and null where they do not: then the part decides.
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
  /** Members of a tag: how many exist, and how many of them agreed. Nobody has two of the tags. */
  among: Type.Optional(Type.Record(Tag, Type.Object({ existing: Count, agree: Count }))),
  rule: Type.String(),
})
type Division = Type.Static<typeof Division>
const isDivisions = Compile(Type.Array(Division))

/** What the file counts, by the ids of the choices in the rules. */
const CHOICES = [
  ['agree', 'agree'],
  ['disagree', 'disagree'],
  ['abstain', 'abstain'],
  ['no-vote', 'noVote'],
] as const

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
    const wrong = whyWrong(division)
    if (wrong !== null) throw new BadFile(`${path}, at /${at}: "${division.title}" ${wrong}.`)
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

function whyWrong(division: Division): string | null {
  const { agree, voters = pressed(division), notPresent = 0, among = {} } = division
  const members = voters + notPresent
  if (pressed(division) > voters) return 'counts more votes than voters'
  if (members > MOST_MEMBERS) return `has over ${MOST_MEMBERS} members`
  const parts = Object.values(among)
  if (parts.some((part) => part.agree > part.existing))
    return 'has a part of which more agree than exist'
  const sum = (of: (part: (typeof parts)[number]) => number) =>
    parts.reduce((total, part) => total + of(part), 0)
  if (sum((part) => part.agree) > agree) return 'has parts of which more agree than in all'
  return sum((part) => part.existing - part.agree) > members - agree
    ? 'has parts of which more did not agree than in all'
    : null
}

const pressed = ({ agree, disagree, abstain, noVote }: Division) =>
  agree + disagree + abstain + noVote

/** Rules that are described, by their ids. */
async function knownRules(folder: string): Promise<Map<string, Rule>> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml'))
  const rules = await Promise.all(files.map((name) => loadRule(join(folder, name))))
  return new Map(rules.map((rule) => [rule.id, rule]))
}

/** What is printed for one division. `carried`: by this count alone; null where it cannot be said. */
async function lineOf(division: Division, rules: ReadonlyMap<string, Rule>) {
  const { title, agree, disagree, abstain, noVote } = division
  const rule = rules.get(division.rule)
  const why = rule === undefined ? unknown(division.rule, rules) : whyNotCounted(division, rule)
  return rule === undefined || why !== null
    ? {
        title,
        agree,
        disagree,
        abstain,
        noVote,
        carried: null,
        rule: division.rule,
        arithmetic: why,
      }
    : { title, ...(await decidedBy(division, rule)) }
}

const unknown = (id: string, rules: ReadonlyMap<string, Rule>) =>
  `rule "${id}" is not known here, so nothing was decided (known: ${[...rules.keys()].join(', ')})`

/** Why this count cannot be one under this rule; null where it can. */
function whyNotCounted(division: Division, { id, choices, decides }: Rule): string | null {
  if (decides.by !== 'threshold')
    return `rule "${id}" elects persons, and votes for and against were counted, so nothing was decided`
  const lacking = CHOICES.find(
    ([choice, field]) => division[field] > 0 && !choices.some((known) => known.id === choice),
  )
  return lacking === undefined
    ? null
    : `rule "${id}" has no choice ${lacking[0]}, which was counted, so nothing was decided`
}

async function decidedBy(division: Division, rule: Rule) {
  const { among = {}, notPresent = 0, voters = pressed(division) } = division
  const isKnown = ({ of, base }: Also) => base === 'existing' && among[of] !== undefined
  const result = await replay(
    {
      votes: CHOICES.map(([choice, field]) => [choice, division[field]]),
      silent: voters - pressed(division),
      absent: notPresent,
      parts: Object.entries(among),
    },
    { ...rule, also: rule.also.filter(isKnown) },
  )
  const missing = rule.also.filter((condition) => !isKnown(condition))
  const carried = result.outcome === 'carried'
  const countOf = (id: (typeof CHOICES)[number][0]) =>
    result.counts.find(({ choice }) => choice === id)?.count ?? 0
  return {
    agree: countOf('agree'),
    disagree: countOf('disagree'),
    abstain: countOf('abstain'),
    noVote: countOf('no-vote'),
    carried: carried && missing.length > 0 ? null : carried,
    rule: rule.id,
    arithmetic: [...sumsOf(result), ...missing.map(missed), verdict(result, missing)].join('; '),
  }
}

const sumsOf = ({ decision, also, quorum }: BallotResult): string[] => [
  decision.formula,
  ...also.map(({ id, arithmetic }) => `${id} ${arithmetic.formula}`),
  `quorum ${quorum.formula}`,
]

const missed = ({ id, of, compare, threshold: { num, den }, base }: Also) =>
  `${id} not counted: ${compare === '>' ? '>' : '≥'} ${num}/${den} × ${base} of "${of}" must agree, give "among": {"${of}": {"existing", "agree"}}`

function verdict({ outcome }: BallotResult, missing: readonly Also[]): string {
  if (missing.length === 0) return outcome
  return outcome === 'carried'
    ? 'cannot be decided by totals alone'
    : `${outcome}, whatever they voted`
}

process.exitCode = await main(process.argv.slice(2))
