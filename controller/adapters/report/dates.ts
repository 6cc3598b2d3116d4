import type { ReportLanguage } from '../../protocol/vote-record.ts'

/** Buddhist era in Thai, with the figures of the West, as on every screen of the House. */
const LONG = {
  th: new Intl.DateTimeFormat('th-TH-u-ca-buddhist-nu-latn', { dateStyle: 'full' }),
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'full' }),
}
const CLOCK = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', hourCycle: 'h23' })

/** 'วันพฤหัสบดีที่ 12 พฤศจิกายน 2569' or 'Thursday 12 November 2026', in this machine's time zone. */
export const longDate = (at: number, language: ReportLanguage): string =>
  LONG[language].format(at).replace('พ.ศ. ', '').replace(',', '')

/** '14:32:08' in this machine's time zone. */
export const timeOfDay = (at: number): string => CLOCK.format(at)
