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

describe('replaying divisions', () => {
  test('every published outcome under the ordinary rule comes out, with its totals', async () => {
    const asPublished = JSON.parse(await readFile(published, 'utf8')) as Record<string, unknown>[]
    const { code, lines } = await divisions(published)
    expect(code).toBe(0)
    expect(lines.map((line) => Object.keys(line).join())).toEqual(
      asPublished.map(() => 'title,agree,disagree,abstain,noVote,carried,rule,arithmetic'),
    )
    const expected = asPublished.map(
      ({ title, agree, disagree, abstain, noVote, carried, rule }) => ({
        title,
        agree,
        disagree,
        abstain,
        noVote,
        carried: rule === 'ordinary' ? carried : null,
        rule,
      }),
    )
    expect(lines).toMatchObject(expected)
    expect(lines.filter(({ carried }) => carried !== null)).toHaveLength(10)
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
    ['counts in halves', [division({ agree: 0.5 })], 'at /0/agree'],
  ])('a file that %s is refused with a sentence', async (_what, content, sentence) => {
    const ended = content === null ? await divisions('nowhere.json') : await divisionsOf(content)
    expect(ended.code).toBe(2)
    expect(ended.lines).toEqual([])
    expect(ended.complaint).toContain(sentence)
  })
})
