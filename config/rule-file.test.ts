import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadRule } from './rule-file.ts'

const shipped = (id: string) => join(import.meta.dirname, 'rules', `${id}.yaml`)
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sapha-rules-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** A shipped rule with some of its text replaced. */
async function edited(id: string, ...changes: [string | RegExp, string][]) {
  const original = await readFile(shipped(id), 'utf8')
  const text = changes.reduce((before, [from, to]) => {
    const after = before.replace(from, to)
    if (after === before) throw new Error(`${id} has no ${from.toString()}`)
    return after
  }, original)
  const path = join(folder, `${id}.yaml`)
  await writeFile(path, text)
  return loadRule(path)
}

describe('a rule', () => {
  it('goes into the record without its examples', async () => {
    expect(Object.keys(await loadRule(shipped('ordinary')))).not.toContain('examples')
  })

  it.each<[string, string, [string | RegExp, string][]]>([
    ['no examples', 'ordinary', [[/\nexamples:[^]*/, '\n']]],
    ['a key nobody knows', 'ordinary', [['also: []', 'also: []\nveto: chair']]],
    ['a method nobody knows', 'ordinary', [['method: machine', 'method: acclamation']]],
    ['half a person', 'ordinary', [['demandedBy: 20', 'demandedBy: 20.5']]],
  ])('with %s is malformed', async (_, id, changes) => {
    await expect(edited(id, ...changes)).rejects.toMatchObject({ code: 'config-malformed' })
  })

  it.each<[string, string, [string | RegExp, string][], RegExp]>([
    ['under another name', 'ordinary', [['id: ordinary', 'id: extraordinary']], /name the file/],
    [
      'with a casting vote that could not settle it',
      'no-confidence',
      [['tie: refer', 'tie: casting-vote']],
      /casting vote/,
    ],
    [
      'whose tie carries and waits for the chair as well',
      'ordinary',
      [["compare: '>'", "compare: '>='"]],
      /casting vote/,
    ],
    ['with nothing to say yes with', 'ordinary', [["counts: 'yes'", 'counts: neither']], /yes/],
    ['against no no', 'ordinary', [["counts: 'no'", 'counts: neither']], /as no/],
    ['with one choice twice', 'ordinary', [['id: abstain', 'id: agree']], /agree is given twice/],
    [
      'with one condition twice',
      'constitution-reading-3',
      [['id: parties-without-office', 'id: senators']],
      /senators is given twice/,
    ],
    ['that elects by a threshold', 'ordinary', [['counts: neither', 'counts: person']], /elected/],
    [
      'that elects and has a yes',
      'choosing-persons',
      [['counts: neither', "counts: 'yes'"]],
      /persons/,
    ],
    [
      'that asks for more than all',
      'two-thirds',
      [['threshold: { num: 2, den: 3 }', 'threshold: { num: 4, den: 3 }']],
      /reached/,
    ],
    [
      'that asks for more than all of a group',
      'constitution-reading-1',
      [
        [
          /of: senate[^]*?threshold: \{ num: 1, den: 3 \}/,
          "of: senate\n    base: existing\n    compare: '>'\n    threshold: { num: 1, den: 1 }",
        ],
      ],
      /senators: the threshold/,
    ],
    [
      'with a quorum of more than all',
      'ordinary',
      [['part: { num: 1, den: 2 }', 'part: { num: 3, den: 2 }']],
      /quorum/,
    ],
    [
      'supported by more than all',
      'no-confidence',
      [['part: { num: 1, den: 5 }', 'part: { num: 6, den: 5 }']],
      /supporters/,
    ],
    [
      'that counts a roll call again',
      'prime-minister',
      [['recount: null', 'recount: { margin: 25, demandedBy: 20 }']],
      /recount/,
    ],
    [
      'that counts an election again',
      'choosing-persons',
      [
        ['method: secret', 'method: machine'],
        ['recount: null', 'recount: { margin: 25, demandedBy: 20 }'],
      ],
      /recount/,
    ],
    [
      'that would break the secret by group',
      'constitution-reading-1',
      [['method: roll-call', 'method: secret']],
      /secret/,
    ],
    [
      'that is secret among whoever comes',
      'choosing-persons',
      [['electorate: frozen', 'electorate: present-now']],
      /electorate/,
    ],
  ])('%s contradicts itself', async (_, id, changes, sentence) => {
    await expect(edited(id, ...changes)).rejects.toMatchObject({
      code: 'config-rule-contradicts-itself',
      message: expect.stringMatching(sentence) as string,
    })
  })
})
