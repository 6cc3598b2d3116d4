import { useI18n } from 'vue-i18n'
import type { Said } from '../../../controller/protocol/text.ts'
import { useLanguage } from './language.ts'

/** Sentences for codes the controller gives, in the language shown. */
export function useCodes(): {
  refusal: (reply: { code: string; detail: string }) => string
  fault: (fault: { code: string; detail: string }) => string
  /** A reason: by its code, as somebody wrote it, or as the controller says it in this language. */
  reason: (said: Said) => string
} {
  const words = useI18n({ useScope: 'global' })
  const { text } = useLanguage()
  /** The sentence, or undefined where the words have none for this key. */
  const known = (key: string): string | undefined => (words.te(key) ? words.t(key) : undefined)
  return {
    refusal: ({ code }) => known(`refusal.${code}`) ?? words.t('refusal.other', { code }),
    fault: ({ code, detail }) => known(`fault.${code}`) ?? (detail || code),
    reason: (said) => (typeof said === 'string' ? (known(`fault.${said}`) ?? said) : text(said)),
  }
}
