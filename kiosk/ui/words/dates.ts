import type { Language } from './language.ts'

/** Dates as read: Buddhist era in Thai, with figures of the West as on every screen of the House. */
const LOCALES: Record<Language, string> = { th: 'th-TH-u-ca-buddhist-nu-latn', en: 'en-GB' }

/** 'พฤหัสบดีที่ 12 พฤศจิกายน 2569', 'Thursday 12 November 2026'. */
export function longDate(at: number, language: Language): string {
  const parts = new Intl.DateTimeFormat(LOCALES[language], {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((found) => found.type === type)?.value ?? ''
  const weekday = part('weekday').replace(/^วัน/, '')
  const ordinal = language === 'th' ? 'ที่ ' : ' '
  return `${weekday}${ordinal}${part('day')} ${part('month')} ${part('year')}`
}

const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})

/** '14:32:08' in this machine's time zone, the same in both languages. */
export function timeOfDay(at: number): string {
  return clock.format(at)
}
