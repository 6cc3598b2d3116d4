import { useI18n } from 'vue-i18n'

/** Sentences for codes the controller gives, in the language shown. */
export function useCodes(): {
  refusal: (reply: { code: string; detail: string }) => string
  fault: (fault: { code: string; detail: string }) => string
} {
  const words = useI18n({ useScope: 'global' })
  /** The sentence, or undefined where the words have none for this key. */
  const known = (key: string): string | undefined => (words.te(key) ? words.t(key) : undefined)
  return {
    refusal: ({ code }) => known(`refusal.${code}`) ?? words.t('refusal.other', { code }),
    fault: ({ code, detail }) => known(`fault.${code}`) ?? (detail || code),
  }
}
