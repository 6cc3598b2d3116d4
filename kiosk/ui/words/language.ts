import { createI18n, useI18n } from 'vue-i18n'
import { computed, type ComputedRef } from 'vue'
import type { Text } from '../../../controller/protocol/text.ts'
import { en } from './en.ts'
import { th } from './th.ts'
import { unbroken } from '../../../controller/protocol/unbroken.ts'

export type Language = 'th' | 'en'
interface Tree {
  [key: string]: string | Tree
}
/** A screen's own sentences, both languages at once. */
export type OwnWords = Record<Language, Tree>

const KEY = 'sapha.language'

/**
 * The words of one app: those of the field, and the app's own under `own`. Starts in `?lang=`, else
 * the remembered language, else Thai unless the browser asks for English first.
 */
export function createWords(own: OwnWords = { th: {}, en: {} }) {
  const language = firstLanguage()
  document.documentElement.lang = language
  return createI18n({
    legacy: false,
    locale: language,
    fallbackLocale: 'en',
    messages: { th: { ...th, own: own.th }, en: { ...en, own: own.en } },
  })
}

/** The language shown, how to change it (without a reload, remembered), and texts in it. */
export function useLanguage(): {
  language: ComputedRef<Language>
  choose: (language: Language) => void
  text: (text: Text) => string
} {
  const { locale } = useI18n({ useScope: 'global' })
  const language = computed<Language>(() => (locale.value === 'en' ? 'en' : 'th'))
  const choose = (chosen: Language): void => {
    locale.value = chosen
    document.documentElement.lang = chosen
    remember(chosen)
  }
  const text = (both: Text): string => {
    return language.value === 'th' ? unbroken(both.th) : both.en
  }
  return { language, choose, text }
}

function firstLanguage(): Language {
  const asked = new URLSearchParams(location.search).get('lang') ?? remembered()
  if (asked === 'th' || asked === 'en') return asked
  return navigator.language.startsWith('en') ? 'en' : 'th'
}

/** A kiosk may forbid storage; the language is then only as old as the page. */
function remember(language: Language): void {
  try {
    localStorage.setItem(KEY, language)
  } catch {
    return
  }
}
function remembered(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}
