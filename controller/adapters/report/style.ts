import type { ReportLanguage, VoteReport } from '../../protocol/vote-record.ts'
import { longDate, timeOfDay } from './dates.ts'
import { cssText } from './markup.ts'
import { REPORT_WORDS } from './words.ts'

/**
 * A4 in black on white: it is copied, faxed and bound. On each page: what it is, which page of how
 * many, and how far the record's chain and its signature reached when it was printed.
 */
export function pageStyle(report: VoteReport, language: ReportLanguage): string {
  const { record, chain, checkpoint } = report
  const words = REPORT_WORDS[language]
  const head = ({ seq, hash }: { seq: number; hash: string }) => `#${seq} ${hash}`
  const signed =
    checkpoint === null
      ? cssText(words.noCheckpoint)
      : cssText(`${words.checkpoint} ${head(checkpoint)}`)
  const [page, of] = words.page
  const when = `${longDate(record.times.opened, language)} ${words.clock(timeOfDay(record.times.opened))}`
  return `
@page {
  size: A4;
  margin: 17mm 16mm 20mm 18mm;
  @top-left { content: ${cssText(`${words.title} · ${shortened(record.motion[language])}`)}; }
  @top-right { content: ${cssText(when)}; }
  @bottom-left { content: ${cssText(`${words.chain} ${head(chain)}`)} "\\A" ${signed}; white-space: pre; }
  @bottom-right { content: ${cssText(`${page} `)} counter(page) ${cssText(of)} counter(pages); }
}
@page {
  @top-left { font: 400 7.5pt/1.5 Sarabun; color: #444; }
  @top-right { font: 400 7.5pt/1.5 Sarabun; color: #444; width: 34%; text-align: right; }
  @bottom-left { font: 400 6.5pt/1.5 Sarabun; color: #444; width: 82%; }
  @bottom-right { font: 600 8.5pt/1.5 Sarabun; }
}
@page :first { @top-left { content: none; } @top-right { content: none; } }
${SHEET}`
}

/** One line, with the date at its right. */
const LONGEST_HEAD = 48
const shortened = (text: string): string =>
  text.length <= LONGEST_HEAD ? text : `${text.slice(0, LONGEST_HEAD)} …`

const SHEET = `
* { box-sizing: border-box; margin: 0; }
body { font: 400 10.5pt/1.55 Sarabun, 'Noto Sans Math', sans-serif; color: #000; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.whole { white-space: nowrap; }
b, th, h1, h2, h3 { font-weight: 600; }
ul { padding: 0; list-style: none; }
dl > div { display: flex; gap: 3mm; }
dd { margin: 0; }
header { text-align: center; }
h1 { font-size: 17pt; line-height: 1.5; }
.sitting { font-size: 12pt; font-weight: 600; }
.mark { display: inline-block; margin-top: 1.5mm; padding: 0 3mm; border: .35mm dashed #000; font-weight: 600; }
.void { margin-top: 4mm; padding: 1.5mm 3mm; border: .6mm solid #000; font-size: 12pt; font-weight: 600; text-align: center; }
.motion { margin-top: 5mm; text-align: center; }
h2 { font-size: 13.5pt; line-height: 1.55; text-wrap: balance; }
h3 { font-size: 11pt; break-after: avoid; }
.result { margin-top: 5mm; padding: 3mm 4mm 3.5mm; border: .3mm solid #000; break-inside: avoid; }
.outcome { font-size: 12pt; }
.outcome s { font-size: 16pt; font-weight: 600; padding-right: 2mm; }
.outcome b { font-size: 16pt; padding-right: 2mm; }
table { width: 100%; border-collapse: collapse; }
.counts { margin: 1.5mm 0 2.5mm; table-layout: fixed; text-align: center; }
.counts th { font-size: 9.5pt; font-weight: 400; vertical-align: bottom; }
.counts td { border-top: .25mm solid #000; font-size: 18pt; font-weight: 600; line-height: 1.35; }
.counts :is(th, td):nth-last-child(2) { border-left: .25mm solid #000; }
.elected { width: auto; min-width: 60%; margin: 1.5mm 0 2.5mm; }
.elected :is(td, th) { padding: 0 2mm; border-bottom: .15mm solid #999; font-weight: 400; text-align: left; }
.elected td { font-weight: 600; text-align: right; }
.sums dt { flex: 0 0 48mm; }
.formula { font-weight: 600; }
.sums p { color: #333; font-size: 9.5pt; }
.beside { margin-top: 2.5mm; padding-top: 2mm; border-top: .25mm solid #000; }
.beside .counts td { font-size: 12pt; }
.facts { display: flex; gap: 6mm; margin-top: 4mm; font-size: 9.5pt; }
.facts dl:first-child { flex: 1; }
.facts dl:first-child dt { flex: 0 0 20mm; }
.facts dl:last-child > div { justify-content: space-between; }
.facts dl:last-child dd { font-weight: 600; white-space: nowrap; }
.cited { color: #333; }
.times li > span:first-child { display: inline-block; min-width: 17mm; }
.splits { margin-top: 4mm; }
.split { margin-bottom: 2mm; font-size: 9.5pt; break-inside: avoid; }
.split th { text-align: left; font-weight: 400; }
.split thead th { font-weight: 600; }
.split :is(td, thead th:not(:first-child)) { width: 15%; text-align: right; }
.split.many :is(td, thead th:not(:first-child)) { width: 7%; }
.split tr { border-bottom: .15mm solid #999; }
.names { margin-top: 5mm; }
.why { font-size: 9.5pt; }
.names table { margin-top: 1mm; font-size: 9.5pt; line-height: 1.5; }
/* Room for the marks above a heading: without it they are painted at the foot of the page before. */
.names thead th { padding-top: 1.5mm; border-bottom: .3mm solid #000; text-align: left; }
.names td { border-bottom: .15mm solid #999; vertical-align: top; }
.names tr { break-inside: avoid; }
.names tbody :is(td, th) { padding: .15mm 2mm .15mm 0; }
.names :is(td, th):first-child { width: 12mm; padding-right: 3mm; text-align: right; }
.names thead th { padding-right: 2mm; }
.names :is(td, th):nth-child(2) { width: 35%; }
.names :is(td, th):nth-child(3) { width: 22%; }
.names :is(td, th):last-child { width: 22mm; padding-right: 0; }
.names .none td:nth-child(n + 4) { color: #444; font-style: normal; }
.end { margin-top: 4mm; color: #333; font-size: 7.5pt; text-align: center; break-inside: avoid; }
`
