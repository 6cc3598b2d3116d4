import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { printed } from '../../controller/adapters/report/chromium.ts'
import { reportPage } from '../../controller/adapters/report/page.ts'
import { VoteReports } from '../../controller/adapters/report/reports.ts'
import { ReportError } from '../../controller/engine/ports.ts'
import type { VoteReport } from '../../controller/protocol/vote-record.ts'
import { LONGEST } from '../screens/people.ts'
import { declared, divided, namedChamber, ReportedHouse } from './reported-house.ts'
import { reportOf } from './report-of.ts'

// Chromium on a busy machine.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 })

const run = promisify(execFile)
const reports = new VoteReports()
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sapha-pdf-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** The pages' texts, as poppler reads them. */
async function pagesOf(pdf: Uint8Array): Promise<string[]> {
  const file = join(folder, 'vote.pdf')
  await writeFile(file, pdf)
  const { stdout } = await run('pdftotext', ['-layout', file, '-'], { maxBuffer: 16 * 1024 * 1024 })
  return stdout.split('\f').slice(0, -1)
}

async function plenary(): Promise<VoteReport> {
  const house = new ReportedHouse()
  await house.start()
  const chamber = namedChamber(499)
  const members = chamber.members.map((member, at) =>
    at === 7 ? { ...member, name: LONGEST } : member,
  )
  await house.sit({ ...chamber, members }, 400)
  await house.open('b1')
  for (let n = 1; n <= 390; n++) await house.vote('b1', n, n % 3 === 0 ? 'disagree' : 'agree')
  await house.give({ type: 'CloseBallot', ballot: 'b1' })
  await house.give({ type: 'DeclareResult', ballot: 'b1', accept: true })
  return reportOf(house)
}

it.runIf(existsSync('/usr/bin/pdftotext'))(
  'prints every name of five hundred unbroken, the sums, and page numbers with the chain’s head',
  async () => {
    const report = await plenary()
    const pages = await pagesOf(await reports.pdf(report, 'th'))
    const lines = pages.join('\n').split('\n')
    for (const { name, number } of report.record.members) {
      const row = new RegExp(`^ *${number} +${name.th.split(' ')[0]}`)
      expect(
        lines.some((line) => row.test(line)),
        name.th,
      ).toBe(true)
    }
    const whole = lines.join('\n')
    for (const part of LONGEST.th.split(' ')) expect(whole).toContain(part)
    for (const sum of ['260 > 130', '390 ≥ 250 = ⌈500 × 1/2⌉']) expect(whole).toContain(sum)
    // 44 to 46 names a page, by the Chromium that prints.
    expect([12, 13]).toContain(pages.length)
    for (const [at, page] of pages.entries()) {
      expect(page.replaceAll('\u200b', '')).toMatch(new RegExp(`หน้า ${at + 1}/${pages.length}`))
      expect(page).toContain(report.chain.hash)
      expect(page).toContain('c0'.repeat(32))
    }
  },
)

it('says in English and Thai what is void, and shows no choice beside a name', async () => {
  const house = await divided()
  await house.give({ type: 'VoidBallot', ballot: 'b1', reason: '<script>' })
  const report = await reportOf(house)
  const page = reportPage(report, 'th', '')
  expect(page).toContain('การลงคะแนนนี้เป็นโมฆะ: &lt;script&gt;')
  expect(page).toContain('เพราะเป็นโมฆะก่อนประกาศผล')
  const names = page.slice(page.indexOf('class="names"'))
  expect(names).not.toContain('เห็นด้วย')
  const english = reportPage(report, 'en', '')
  expect(english).toContain('This vote is void')
  expect(english).toContain('Annulled')
})

it('says what to install where there is no Chromium', async () => {
  const refused = await printed('', [join(folder, 'no-chromium')]).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(ReportError)
  expect(refused).toMatchObject({ code: 'chromium-missing' })
  expect(String(refused)).toContain('apt-get install chromium')
})

it('tells what a Chromium said that prints nothing, and leaves nothing behind', async () => {
  const before = await leftovers()
  await expect(printed('', ['/bin/false'])).rejects.toMatchObject({ code: 'report-failed' })
  expect(await leftovers()).toEqual(before)
})
const leftovers = async () =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('sapha-report-'))

it('prints one at a time, and refuses whoever comes fifth', async () => {
  const report = await reportOf(await declared())
  let running = 0
  let most = 0
  const busy = new VoteReports(async () => {
    running += 1
    most = Math.max(most, running)
    await Promise.resolve()
    running -= 1
    return new Uint8Array()
  })
  const asked = Array.from({ length: 5 }, () => busy.pdf(report, 'th'))
  const ends = await Promise.allSettled(asked)
  expect(ends.map(({ status }) => status)).toEqual([
    ...Array.from({ length: 4 }, () => 'fulfilled'),
    'rejected',
  ])
  expect(ends[4]).toMatchObject({ reason: { code: 'report-busy' } })
  expect(most).toBe(1)
  await busy.pdf(report, 'th')
})
