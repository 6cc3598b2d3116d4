import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const published = join(import.meta.dirname, 'divisions.json')
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'divisions-'))
})
afterAll(() => rm(folder, { recursive: true }))

interface Ended {
  code: number
  lines: Record<string, unknown>[]
  complaint: string
}

async function divisions(file: string): Promise<Ended> {
  const run = promisify(execFile)(process.execPath, ['controller/divisions.ts', file], {
    cwd: root,
    env: { ...process.env, INIT_CWD: folder },
  })
  const { code, stdout, stderr } = await run.then(
    (out) => ({ code: 0, ...out }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  )
  const lines = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  return { code, lines, complaint: stderr }
}

async function divisionsOf(content: unknown): Promise<Ended> {
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  await writeFile(join(folder, 'file.json'), text)
  return divisions('file.json')
}

const division = (part: object) => ({
  title: 'ญัตติ',
  agree: 0,
  disagree: 0,
  abstain: 0,
  noVote: 0,
  rule: 'ordinary',
  ...part,
})

const publishedDivisions = async () =>
  JSON.parse(await readFile(published, 'utf8')) as Record<string, unknown>[]

describe('replaying divisions', () => {
  test('every published outcome comes out, with its totals, as far as totals can say', async () => {
    const asPublished = await publishedDivisions()
    const { code, lines } = await divisions(published)
    expect(code).toBe(0)
    expect(lines.map((line) => Object.keys(line).join())).toEqual(
      asPublished.map(() => 'title,agree,disagree,abstain,noVote,carried,rule,arithmetic'),
    )
    const totals = asPublished.map(({ title, agree, disagree, abstain, noVote, rule }) => ({
      title,
      agree,
      disagree,
      abstain,
      noVote,
      rule,
    }))
    expect(lines).toMatchObject(totals)
    const open = lines.filter(({ carried }) => carried === null)
    expect(open.map(({ rule, agree }) => [rule, agree])).toEqual([
      ['constitution-reading-1', 399],
      ['constitution-reading-1', 454],
    ])
    lines.forEach(({ carried }, at) => {
      if (carried !== null) expect(carried).toBe(asPublished[at]?.['carried'])
    })
    expect(open[0]?.['arithmetic']).toMatch(/"senate".*"existing", "agree".*totals alone/)
  })

  test('every published outcome comes out when the senators are known', async () => {
    const asPublished = await publishedDivisions()
    // How many senators agreed is not in the file: anything under a third of them gives its outcome.
    const among = { senate: { existing: 250, agree: 83 } }
    const { lines } = await divisionsOf(
      asPublished.map((row) =>
        row['rule'] === 'constitution-reading-1' ? { ...row, among } : row,
      ),
    )
    const outcomes = asPublished.map(({ title, carried }) => ({ title, carried }))
    expect(lines).toMatchObject(outcomes)
  })

  test('the senators decide a first reading', async () => {
    const first = division({ agree: 399, disagree: 307, rule: 'constitution-reading-1' })
    const among = (agree: number) => ({ among: { senate: { existing: 250, agree } } })
    const { lines } = await divisionsOf([
      { ...first, ...among(83) },
      { ...first, ...among(84) },
    ])
    expect(lines).toMatchObject([
      {
        carried: false,
        arithmetic:
          '399 ≥ 353 = ⌈706 × 1/2⌉; senators 83 < 84 = ⌈250 × 1/3⌉; quorum 706 ≥ 353 = ⌈706 × 1/2⌉; not-carried',
      },
      { carried: true },
    ])
  })

  test('rules that cannot be meant by such a count are said to be', async () => {
    const { lines } = await divisionsOf([
      division({ agree: 3, rule: 'choosing-persons' }),
      division({ agree: 9, noVote: 1, rule: 'committee' }),
      division({ agree: 9, disagree: 1, rule: 'committee' }),
    ])
    expect(lines).toMatchObject([{ carried: null }, { carried: null }, { carried: true }])
    expect(lines[0]?.['arithmetic']).toContain('elects persons')
    expect(lines[1]?.['arithmetic']).toContain('has no choice no-vote')
  })

  test('a rule it does not know is said to be unknown', async () => {
    const { lines } = await divisionsOf([division({ agree: 3, rule: 'unheard-of' })])
    expect(lines).toMatchObject([{ agree: 3, carried: null, rule: 'unheard-of' }])
    expect(lines[0]?.['arithmetic']).toContain('"unheard-of" is not known')
  })

  test('too few votes, a tie, and nobody for or against carry nothing', async () => {
    const { lines } = await divisionsOf([
      division({ agree: 223, disagree: 1, voters: 224, notPresent: 274 }),
      division({ agree: 250, disagree: 250 }),
      division({ abstain: 10 }),
      division({ agree: 2, disagree: 1, voters: 100 }),
    ])
    expect(lines).toMatchObject([
      { agree: 223, disagree: 1, carried: false },
      { carried: false, arithmetic: '250 = 250; quorum 500 ≥ 250 = ⌈500 × 1/2⌉; tie' },
      { carried: false, arithmetic: '0 = 0; quorum 10 ≥ 5 = ⌈10 × 1/2⌉; no-decision' },
      { carried: false, arithmetic: '2 > 1; quorum 3 < 50 = ⌈100 × 1/2⌉; inquorate' },
    ])
    expect(lines[0]?.['arithmetic']).toBe('223 > 1; quorum 224 < 249 = ⌈498 × 1/2⌉; inquorate')
  })

  test.each([
    ['is missing', null, 'cannot be read'],
    ['is not JSON', '[{', 'is not JSON'],
    ['is no list of divisions', [{ title: 'x' }], 'at /0'],
    [
      'counts more votes than voters',
      [division({ agree: 3, voters: 2 })],
      'more votes than voters',
    ],
    [
      'has more senators for it than there are',
      [division({ agree: 9, among: { senate: { existing: 2, agree: 3 } } })],
      'more agree than exist',
    ],
    [
      'has more senators for it than members',
      [division({ agree: 1, disagree: 9, among: { senate: { existing: 4, agree: 2 } } })],
      'more agree than in all',
    ],
    [
      'has more senators not for it than members',
      [division({ agree: 9, disagree: 1, among: { senate: { existing: 4, agree: 2 } } })],
      'more did not agree than in all',
    ],
    ['counts in halves', [division({ agree: 0.5 })], 'at /0/agree'],
  ])('a file that %s is refused with a sentence', async (_what, content, sentence) => {
    const ended = content === null ? await divisions('nowhere.json') : await divisionsOf(content)
    expect(ended.code).toBe(2)
    expect(ended.lines).toEqual([])
    expect(ended.complaint).toContain(sentence)
  })
})
