import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { BallotView } from '../../controller/protocol/views.ts'
import { useNames } from '../entry/names.ts'
import { useLanguage } from '../ui/words/language.ts'

/** What a count alone does not say: the chair's vote, votes said aloud, what came after it was told. */
export function useResultNotes(ballot: () => BallotView): ComputedRef<string[]> {
  const { t } = useI18n({ useScope: 'global' })
  const { text } = useLanguage()
  const { nameOf } = useNames()
  return computed(() => {
    const { casting, oral, corrections, rule } = ballot()
    const lines: string[] = []
    const chosen = rule.choices.find(({ id }) => id === casting?.choice)
    if (chosen) lines.push(t('own.hall.casting', { choice: text(chosen.name) }))
    if (oral && oral.length > 0) {
      const names = oral.map(({ member }) => nameOf(member)).join(' · ')
      lines.push(t('own.hall.oral', { count: oral.length, names }))
    }
    const last = corrections.at(-1)
    if (last) {
      const { formula } = last.result.decision
      lines.push(t('own.hall.correction', { name: nameOf(last.member), formula }))
    }
    return lines
  })
}
