import type { BallotResult } from '../../protocol/ballot-events.ts'
import type { Text } from '../../protocol/text.ts'
import {
  spoiledIn,
  standingResult,
  type ReportLanguage,
  type VoteRecord,
} from '../../protocol/vote-record.ts'
import { timeOfDay } from './dates.ts'
import { html, NOTHING, named, running, type Markup } from './markup.ts'
import { REPORT_WORDS } from './words.ts'

type Sum = BallotResult['decision']

/** What it came to: the outcome, how many for each choice, and the sums with their sentences. */
export function resultOf(record: VoteRecord, language: ReportLanguage): Markup {
  const words = REPORT_WORDS[language]
  const { result } = record
  if (result === null) return html`<section class="result"><p>${words.undecided}</p></section>`
  const outcome = words.outcome[result.outcome]
  const more = words.outcomeMore[result.outcome]
  return html`<section class="result">
    <h3>${words.result}</h3>
    <p class="outcome">
      ${record.voided === null ? html`<b>${outcome}</b>` : html`<s>${outcome}</s>`}
      ${leadingOf(record, result, language)} ${more ?? ''}
    </p>
    ${countsOf(record, result, language)}
    <dl class="sums">
      ${sumOf(words.decision, result.decision, language)}
      ${result.also.map(({ name, arithmetic }) => sumOf(name[language], arithmetic, language))}
      ${sumOf(words.quorum, result.quorum, language)}
    </dl>
    ${castingOf(record, language)}${oralOf(record, language)}${correctionsOf(record, language)}
  </section>`
}

const nameOfChoice = ({ rule }: VoteRecord, choice: string, language: ReportLanguage): string =>
  rule.choices.find(({ id }) => id === choice)?.name[language] ?? choice

const leadingOf = (record: VoteRecord, { leading }: BallotResult, language: ReportLanguage) =>
  leading.map((choice) => nameOfChoice(record, choice, language)).join(', ')

function countsOf(record: VoteRecord, result: BallotResult, language: ReportLanguage): Markup {
  if (isElection(record)) return standingsOf(record, result, language)
  const words = REPORT_WORDS[language]
  const cells = [
    ...result.counts.map(({ choice, count }) => ({
      name: nameOfChoice(record, choice, language),
      count,
    })),
    ...(spoiledIn(result) > 0 ? [{ name: words.spoiled, count: spoiledIn(result) }] : []),
    { name: words.cast, count: result.cast },
    { name: words.silent, count: result.silent.length },
  ]
  return html`<table class="counts">
    <thead>
      <tr>
        ${cells.map(({ name }) => html`<th scope="col">${running(name)}</th>`)}
      </tr>
    </thead>
    <tbody>
      <tr>
        ${cells.map(({ count }) => html`<td>${count}</td>`)}
      </tr>
    </tbody>
  </table>`
}

const sumOf = (name: string, { formula, words, holds }: Sum, language: ReportLanguage) =>
  html`<div>
    <dt>${running(name)}</dt>
    <dd>
      <span class="formula">${formula}</span>
      <span class="sign">${holds ? '✓' : '✗'}</span>${sentence(words, formula, language)}
    </dd>
  </div>`

/** A result of an early release has no sentence, and its formula in place of it. */
const sentence = (words: Text, formula: string, language: ReportLanguage): Markup =>
  words[language] === formula
    ? NOTHING
    : html`<p>${running(words[language].replace(/\.$/, ''))}</p>`

function castingOf(record: VoteRecord, language: ReportLanguage): Markup {
  const { casting } = record
  if (casting === null) return NOTHING
  const choice = nameOfChoice(record, casting.choice, language)
  return html`<p class="beside">
    <b>${REPORT_WORDS[language].casting}</b> ${named(casting.name[language])}: ${choice}
  </p>`
}

const isElection = ({ rule }: VoteRecord) => rule.choices.some(({ counts }) => counts === 'person')

/** Who stood, one below the other: ten names are no columns. Their numbers head the tables by group. */
function standingsOf(record: VoteRecord, result: BallotResult, language: ReportLanguage): Markup {
  const words = REPORT_WORDS[language]
  const row = (head: Markup, count: number) =>
    html`<tr>
      <th scope="row">${head}</th>
      <td>${count}</td>
    </tr>`
  const stood = result.counts.map(({ choice, count }, at) => {
    const name = named(nameOfChoice(record, choice, language))
    const leads = result.leading.includes(choice)
    return row(html`${at + 1}. ${leads ? html`<b>${name}</b>` : name}`, count)
  })
  return html`<table class="elected">
    <tbody>
      ${stood} ${spoiledIn(result) > 0 ? row(html`${words.spoiled}`, spoiledIn(result)) : NOTHING}
      ${row(html`${words.cast}`, result.cast)}${row(html`${words.silent}`, result.silent.length)}
    </tbody>
  </table>`
}

type Spoken = VoteRecord['oral'][number]

function spokenLine(record: VoteRecord, spoken: Spoken, language: ReportLanguage): Markup {
  const words = REPORT_WORDS[language]
  const choice =
    spoken.choice === null ? '' : html`: ${nameOfChoice(record, spoken.choice, language)}`
  return html`<li>
    ${named(spoken.name[language])}${choice} · ${words.clock(timeOfDay(spoken.at))} ·
    ${words.oralOf(spoken.officers.join(', '))}
  </li>`
}

function oralOf(record: VoteRecord, language: ReportLanguage): Markup {
  if (record.oral.length === 0) return NOTHING
  const lines = record.oral.map((spoken) => spokenLine(record, spoken, language))
  return html`<div class="beside">
    <b>${REPORT_WORDS[language].oral}</b>
    <ul>
      ${lines}
    </ul>
  </div>`
}

/** The declared result stands above; what it has come to stands here, and names what was added. */
function correctionsOf(record: VoteRecord, language: ReportLanguage): Markup {
  const standing = standingResult(record)
  if (record.corrections.length === 0 || standing === null) return NOTHING
  const words = REPORT_WORDS[language]
  const lines = record.corrections.map((spoken) => spokenLine(record, spoken, language))
  return html`<div class="beside">
    <b>${words.correction}</b>
    <ul>
      ${lines}
    </ul>
    <b>${words.corrected}</b> ${words.outcome[standing.outcome]}
    ${countsOf(record, standing, language)}
    <dl class="sums">
      ${sumOf(words.decision, standing.decision, language)}${standing.also.map(({ name, arithmetic }) => sumOf(name[language], arithmetic, language))}
    </dl>
  </div>`
}

/** Columns with a word as their head that a page has room for. */
const MOST_WIDE = 4

/** The standing result by parts of the house, each way of parting it in a table. */
export function splitsOf(record: VoteRecord, language: ReportLanguage): Markup {
  const splits = standingResult(record)?.splits ?? []
  if (splits.length === 0) return NOTHING
  const { choices } = record.rule
  const heads = choices.map(
    ({ name }, at) =>
      html`<th scope="col">${isElection(record) ? html`${at + 1}` : running(name[language])}</th>`,
  )
  const many = choices.length > MOST_WIDE ? 'split many' : 'split'
  const tables = splits.map(({ name, parts }) => {
    const rows = parts.map((part) => {
      const cells = choices.map(
        ({ id }) => html`<td>${part.counts.find(({ choice }) => choice === id)?.count ?? 0}</td>`,
      )
      return html`<tr>
        <th scope="row">${running(part.name[language])}</th>
        ${cells}
      </tr>`
    })
    return html`<table class="${many}">
      <thead>
        <tr>
          <th scope="col">${running(name[language])}</th>
          ${heads}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`
  })
  return html`<section class="splits">
    <h3>${REPORT_WORDS[language].bySplit}</h3>
    ${tables}
  </section>`
}
