import { ReportError, type VoteReportsPort } from '../../engine/ports.ts'
import type { ReportLanguage, VoteReport } from '../../protocol/vote-record.ts'
import { printed } from './chromium.ts'
import { voteCsv } from './csv.ts'
import { fontFaces } from './fonts.ts'
import { reportPage } from './page.ts'

/** Each takes seconds and, while it runs, up to 550 MB: one at a time, and few in the row. */
const MOST_WAITING = 4

/** Writes records of votes as files. Chromium runs while a PDF is printed, and not otherwise. */
export class VoteReports implements VoteReportsPort {
  readonly #print: (html: string) => Promise<Uint8Array>
  #turn: Promise<unknown> = Promise.resolve()
  #waiting = 0

  constructor(print: (html: string) => Promise<Uint8Array> = printed) {
    this.#print = print
  }

  csv(report: VoteReport, language: ReportLanguage): string {
    return voteCsv(report, language)
  }

  async pdf(report: VoteReport, language: ReportLanguage): Promise<Uint8Array> {
    if (this.#waiting >= MOST_WAITING)
      throw new ReportError(
        'report-busy',
        `${MOST_WAITING} records are being printed: try again in half a minute.`,
      )
    this.#waiting += 1
    const printing = this.#turn.then(async () =>
      this.#print(reportPage(report, language, await fontFaces())),
    )
    this.#turn = printing.catch(() => undefined)
    try {
      return await printing
    } finally {
      this.#waiting -= 1
    }
  }
}
