import { useI18n } from 'vue-i18n'

/** Sentences for codes the controller gives, in the language shown. */
export function useCodes(): {
  refusal: (reply: { code: string; detail: string }) => string
  fault: (fault: { code: string; detail: string }) => string
} {
  const { t, te } = useI18n({ useScope: 'global' })
  return {
    refusal: ({ code }) =>
      te(`refusal.${code}`) ? t(`refusal.${code}`) : t('refusal.other', { code }),
    fault: ({ code, detail }) => (te(`fault.${code}`) ? t(`fault.${code}`) : detail || code),
  }
}
