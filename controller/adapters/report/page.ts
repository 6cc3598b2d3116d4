import type { ReportLanguage, VoteReport } from '../../protocol/vote-record.ts'
import { longDate } from './dates.ts'
import { factsOf } from './facts.ts'
import { html, Markup, NOTHING, running } from './markup.ts'
import { namesOf } from './names.ts'
import { resultOf, splitsOf } from './result.ts'
import { pageStyle } from './style.ts'
import { REPORT_WORDS, type ReportWords } from './words.ts'

/**
 * The record of a vote as a page to be printed: heading, what was decided by which sums, then every
 * member. It holds its fonts and asks for nothing else.
 */
export function reportPage(report: VoteReport, language: ReportLanguage, fonts: string): string {
  const { record } = report
  const words = REPORT_WORDS[language]
  const { voided, item } = record
  const style = new Markup(`${fonts}${pageStyle(report, language)}`)
  const page = html`<!doctype html>
    <html lang="${language}">
      <meta charset="utf-8" />
      <meta
        http-equiv="content-security-policy"
        content="default-src 'none'; style-src 'unsafe-inline'; font-src data:"
      />
      <title>${words.title}: ${record.motion[language]}</title>
      <style>
        ${style}
      </style>
      <header>
        <h1>${words.title}</h1>
        <p class="sitting">${running(record.sitting.title[language])}</p>
        <p>
          ${longDate(record.times.opened, language)} · ${running(record.chamber.name[language])}
        </p>
        ${record.chamber.simulation ? html`<p class="mark">${words.simulation}</p>` : NOTHING}
      </header>
      ${voided === null ? NOTHING : html`<p class="void">${words.voided(voided.reason)}</p>`}
      <section class="motion">
        ${item === null ? NOTHING : html`<p>${words.item(item.number)} ${running(item.title[language])}</p>`}
        <h2>${running(record.motion[language])}</h2>
      </section>
      ${resultOf(record, language)} ${factsOf(record, language)} ${splitsOf(record, language)}
      ${namesOf(record, language)}
      <div class="end">${endOf(report, words)}</div>
    </html>`
  return page.html
}

/** Where in the chain this vote stands, for whoever holds an exported bundle against it. */
function endOf({ record }: VoteReport, words: ReportWords): Markup {
  const { opened, last, seal } = record.proof
  const events = html`<p>
    ${words.ballot} ${record.ballot}: #${opened.seq} – #${last.seq} ${last.hash}
  </p>`
  const root = seal === null ? NOTHING : html`<p>${words.seal} #${seal.seq} ${seal.root}</p>`
  return html`<p>${words.madeFrom}</p>
    ${events}${root}`
}
