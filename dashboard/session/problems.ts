import { useI18n } from 'vue-i18n'

/** The sentence for what the HTTP API refused, in the language shown. */
export function useProblems(): (problem: { code: string; message: string }) => string {
  const words = useI18n({ useScope: 'global' })
  return ({ code, message }) => {
    const known = [`own.problem.${code}`, `refusal.${code}`].find((key) => words.te(key))
    return known ? words.t(known) : words.t('own.problem.other', { message: message || code })
  }
}
