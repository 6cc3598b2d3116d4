import type { ReportLanguage, VoteRecord, VoterLine } from '../../protocol/vote-record.ts'
import { choiceWords, placeWords } from './line-words.ts'
import { html, named, NOTHING, running, type Markup } from './markup.ts'
import { REPORT_WORDS } from './words.ts'

/** Every member by the Thai alphabet; the head of the table stands on each page. */
export function namesOf(record: VoteRecord, language: ReportLanguage): Markup {
  const words = REPORT_WORDS[language]
  const why = record.choices === 'secret' ? words.secret : words.neverDeclared
  const heads = [words.number, words.name, words.group, words.choice, words.place]
  const rows = record.members.map((line) => rowOf(record, line, language))
  return html`<section class="names">
    <h3>${words.names}</h3>
    ${record.choices === 'shown' ? NOTHING : html`<p class="why">${running(why)}</p>`}
    <table>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </section>`
}

function rowOf(record: VoteRecord, line: VoterLine, language: ReportLanguage): Markup {
  const { part, oral, number, name, group } = line
  const place = oral ? REPORT_WORDS[language].saidAloud : placeWords(line, language)
  const cells = html`<td>${number}</td>
    <td>${named(name[language])}</td>
    <td>${running(group?.[language] ?? '–')}</td>
    <td>${running(choiceWords(record, line, language))}</td>
    <td>${place}</td>`
  return part === 'voted'
    ? html`<tr>
        ${cells}
      </tr>`
    : html`<tr class="none">
        ${cells}
      </tr>`
}
