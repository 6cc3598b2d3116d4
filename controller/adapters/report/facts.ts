import type { Said } from '../../protocol/text.ts'
import type { ReportLanguage, VoteRecord } from '../../protocol/vote-record.ts'
import { timeOfDay } from './dates.ts'
import { html, running, type Markup } from './markup.ts'
import { REPORT_WORDS, type ReportWords } from './words.ts'

/** By which rule, when, and before how many. */
export function factsOf(record: VoteRecord, language: ReportLanguage): Markup {
  const words = REPORT_WORDS[language]
  const { rule } = record
  const row = (name: string, value: Markup) =>
    html`<div>
      <dt>${name}</dt>
      <dd>${value}</dd>
    </div>`
  const persons = (name: string, count: number | null | undefined) =>
    count === null || count === undefined ? [] : [row(name, html`${words.persons(count)}`)]
  return html`<section class="facts">
    <dl>
      ${row(words.rule, html`${running(rule.name[language])} <span class="cited">${running(rule.citation[language])}</span>`)}
      ${row(words.methodName, html`${running(words.method[rule.method])}`)}
      ${relationsOf(record, words).map((text) => row(words.ballot, html`${text}`))}
      ${row(
        words.time.name,
        html`<ul class="times">
          ${timesOf(record, language)}
        </ul>`,
      )}
    </dl>
    <dl>
      ${persons(words.existing, record.existing)} ${persons(words.presentAtOpening, record.present)}
      ${persons(words.electorate, record.electorate)}
      ${persons(words.presentAtClose, record.result?.present)}
      ${persons(words.supporters, record.supporters)}
    </dl>
  </section>`
}

function relationsOf({ origin, followedBy }: VoteRecord, words: ReportWords): string[] {
  const from = origin === null ? [] : [words.origin[origin.kind](origin.of)]
  return [...from, ...followedBy.map(({ kind, ballot }) => words.followed[kind](ballot))]
}

function timesOf(record: VoteRecord, language: ReportLanguage): Markup[] {
  const { times, presenceCheck, voided } = record
  const words = REPORT_WORDS[language]
  const { time, clock } = words
  const said = (reason: Said) => (typeof reason === 'string' ? reason : reason[language])
  const at = (name: string, when: number | null, more = '') =>
    when === null ? [] : [{ name, when, more }]
  const moments = [
    ...at(time.bell, times.bell),
    ...at(
      time.presence,
      presenceCheck?.ended ?? null,
      ` ${words.persons(presenceCheck?.present ?? 0)} (${presenceCheck?.quorum.formula ?? ''})`,
    ),
    ...at(time.opened, times.opened),
    ...times.held.flatMap(({ from, until, reason }) =>
      at(
        time.held,
        from,
        `${until === null ? '' : ` – ${clock(timeOfDay(until))}`} (${said(reason)})`,
      ),
    ),
    ...times.extended.flatMap(({ at: when, byMs }) =>
      at(time.extended, when, ` ${words.seconds(Math.round(byMs / 1000))}`),
    ),
    ...at(time.closing, times.closing),
    ...at(time.closed, times.closed),
    ...at(time.declared, times.declared),
    ...at(time.voided, voided?.at ?? null),
  ]
  return moments
    .sort((one, other) => one.when - other.when)
    .map(
      ({ name, when, more }) =>
        html`<li><span>${clock(timeOfDay(when))}</span> ${running(name)}${more}</li>`,
    )
}
