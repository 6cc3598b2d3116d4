import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { hasVoted, type OpenVote } from './open-vote.ts'
import type { OwnPart } from './own-part.ts'

/** The one line under a vote that can be pressed: what became of the last press, or what a press does. */
export function useVoteStanding(vote: () => OpenVote, part: OwnPart): ComputedRef<string> {
  const { t } = useI18n({ useScope: 'global' })
  return computed(() => {
    const { ballot, own } = vote()
    if (part.lost.value) return t('own.voteLost')
    if (part.sent.value !== null) return t('own.voteSent')
    if (hasVoted(own)) return own.revisable ? t('own.mayChange') : t('own.mayNotChange')
    if (own.called) return t('own.call.called')
    if (!own.revisable) return t('own.firstCounts')
    return ballot.secret === null ? '' : t('own.secret')
  })
}
