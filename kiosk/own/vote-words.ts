import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useCodes } from '../ui/words/codes.ts'
import { blockOf, hasVoted, type OpenVote, type VoteBlock } from './open-vote.ts'

/** Why nothing can be pressed in a vote now: a headline, the reason, and what follows. */
export interface VoteWords {
  block: VoteBlock
  title: string
  why: string
  more: string
}

/** The same sentences at the seat and from afar; null where a press counts. */
export function useVoteWords(
  vote: () => OpenVote | null,
  isLocked: () => boolean,
): ComputedRef<VoteWords | null> {
  const { t } = useI18n({ useScope: 'global' })
  const { fault, refusal } = useCodes()
  function wordsOf(block: VoteBlock, { ballot, own }: OpenVote): Omit<VoteWords, 'block'> {
    switch (block) {
      case 'locked':
        return { title: t('own.locked'), why: t('own.lockedWhy'), more: '' }
      case 'held': {
        const because = ballot.held?.because ?? ''
        const why = fault({ code: because, detail: because })
        return { title: t('own.held'), why, more: t('own.heldMore') }
      }
      case 'over': {
        const more = t(ballot.state === 'closing' ? 'own.closingMore' : 'own.overMore')
        return { title: t('own.over'), why: hasVoted(own) ? '' : t('own.overNone'), more }
      }
      case 'box':
        return { title: t('own.box'), why: '', more: t('own.boxMore') }
      case 'first-counts':
        return { title: t('own.recorded'), why: t('own.mayNotChange'), more: '' }
      case 'other':
        return {
          title: t('vote.open'),
          why: refusal({ code: own.whyNot ?? '', detail: '' }),
          more: '',
        }
    }
  }
  return computed(() => {
    const now = vote()
    const block = now && blockOf(now, isLocked())
    return now && block ? { block, ...wordsOf(block, now) } : null
  })
}
