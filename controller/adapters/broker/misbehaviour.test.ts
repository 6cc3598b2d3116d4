import { expect, it } from 'vitest'
import { calmReports, type Misbehaviour } from './misbehaviour.ts'

function reporter() {
  const reports: Misbehaviour[] = []
  let now = 0
  const report = calmReports(
    (each) => reports.push(each),
    () => now,
  )
  return { reports, report, wait: (ms: number) => (now += ms) }
}
const complaint = (client: string, code = 'x') => ({ client, topic: 't', code, detail: 'd' })

it('repeats a complaint about one client only after 10 s', () => {
  const { reports, report, wait } = reporter()
  for (let n = 0; n < 5; n += 1) report(complaint('a'))
  report(complaint('a', 'y'))
  report(complaint('b'))
  expect(reports).toHaveLength(3)
  wait(9_999)
  report(complaint('a'))
  expect(reports).toHaveLength(3)
  wait(1)
  report(complaint('a'))
  expect(reports).toHaveLength(4)
})

it('lets a whole room through only in part', () => {
  const { reports, report, wait } = reporter()
  for (let n = 0; n < 1_000; n += 1) report(complaint(`c${n}`))
  expect(reports).toHaveLength(100)
  wait(1_000)
  for (let n = 0; n < 1_000; n += 1) report(complaint(`c${n}`, 'y'))
  expect(reports).toHaveLength(120)
})

it('cuts what a client can make long', () => {
  const { reports, report } = reporter()
  report({ client: 'c'.repeat(999), topic: 't'.repeat(999), code: 'x', detail: 'd'.repeat(999) })
  expect([reports[0]?.client, reports[0]?.topic, reports[0]?.detail].map((s) => s?.length)).toEqual(
    [200, 200, 200],
  )
})
