import { expect, it } from 'vitest'
import { voteCsv } from '../../controller/adapters/report/csv.ts'
import { declared, divided } from './reported-house.ts'
import { reportOf } from './report-of.ts'

it('writes a vote as a table that spreadsheets read in Thai', async () => {
  const report = await reportOf(await declared())
  await expect(voteCsv(report, 'th')).toMatchFileSnapshot('golden/vote-th.csv')
  await expect(voteCsv(report, 'en')).toMatchFileSnapshot('golden/vote-en.csv')
})

it('starts with the byte order mark, and every line ends in CR LF', async () => {
  const csv = voteCsv(await reportOf(await declared()), 'th')
  expect(csv.charCodeAt(0)).toBe(0xfeff)
  expect(csv.split('\r\n')).toHaveLength(12 + 2)
  expect(csv.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
})

it('quotes what would end a field, and takes the formula out of a name', async () => {
  const report = await reportOf(await declared())
  const [first, second, ...others] = report.record.members
  if (first === undefined || second === undefined) throw new Error('no members')
  const odd = { ...first, name: { th: '=HYPERLINK("x"),\nอนันต์', en: 'Anan' } }
  const nicknamed = { ...second, name: { th: 'กิตติศักดิ์ "เต้', en: 'Kittisak' } }
  const members = [odd, nicknamed, ...others]
  const csv = voteCsv({ ...report, record: { ...report.record, members } }, 'th')
  expect(csv).toContain(`"'=HYPERLINK(""x""),\nอนันต์"`)
  expect(csv).toContain('"กิตติศักดิ์ ""เต้"')
})

it('says of a vote annulled before its declaration who voted, and not what', async () => {
  const house = await divided()
  await house.give({ type: 'VoidBallot', ballot: 'b1', reason: 'องค์ประชุมไม่ครบ' })
  const csv = voteCsv(await reportOf(house), 'th')
  expect(csv).toContain('ลงคะแนนแล้ว')
  expect(csv).not.toContain('เห็นด้วย')
})
