import { createI18n } from 'vue-i18n'
import { describe, expect, it } from 'vitest'
import { dashboardWords } from '../../../dashboard/words/words.ts'
import { longDate } from './dates.ts'
import { en } from './en.ts'
import { th } from './th.ts'
import { unbroken } from '../../../controller/protocol/unbroken.ts'

interface Tree {
  [key: string]: string | Tree
}
function keys(tree: Tree, path = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [path + key] : keys(value, `${path}${key}.`),
  )
}
const messages = {
  th: { ...th, own: dashboardWords.th },
  en: { ...en, own: dashboardWords.en },
}

it('has the same words in both languages', () => {
  expect(keys(messages.th)).toEqual(keys(messages.en))
})

describe.each(['th', 'en'] as const)('every sentence in %s', (locale) => {
  it('can be said', () => {
    const i18n = createI18n({ legacy: false, locale, messages, missingWarn: false })
    for (const key of keys(messages[locale])) {
      expect(() => i18n.global.t(key, { pipe: '|' }), key).not.toThrow()
      expect(i18n.global.t(key, { pipe: '|' }), key).not.toBe(key)
    }
  })
  it('asks for the same values as in the other language', () => {
    const other = locale === 'th' ? messages.en : messages.th
    const asked = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()
    for (const key of keys(messages[locale])) {
      expect(asked(at(messages[locale], key)), key).toEqual(asked(at(other, key)))
    }
  })
})

function at(tree: Tree, key: string): string {
  let here: string | Tree | undefined = tree
  for (const part of key.split('.')) here = typeof here === 'object' ? here[part] : undefined
  return typeof here === 'string' ? here : ''
}

describe('dates', () => {
  const day = new Date(2026, 10, 12, 14, 32).getTime()
  it('are of the Buddhist era in Thai', () => {
    expect(longDate(day, 'th')).toBe('พฤหัสบดีที่ 12 พฤศจิกายน 2569')
    expect(longDate(day, 'en')).toBe('Thursday 12 November 2026')
  })
})

it('keeps compounds whole and leaves the rest as it is', () => {
  expect(unbroken('คณะกรรมาธิการ')).toBe('คณะ\u2060กรรมาธิการ')
  expect(unbroken('การจัดการน้ำชุมชน')).toBe('การจัดการน้ำชุมชน')
})
