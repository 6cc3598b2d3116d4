import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { MemberId } from '../../controller/protocol/ids.ts'
import { useNames } from '../entry/names.ts'
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
  member: () => MemberId | null,
): ComputedRef<VoteWords | null> {
  const { t } = useI18n({ useScope: 'global' })
  const { reason, refusal } = useCodes()
  const { nameOf } = useNames()
  function wordsOf(block: VoteBlock, { ballot, own }: OpenVote): Omit<VoteWords, 'block'> {
    switch (block) {
      case 'locked':
        return { title: t('own.locked'), why: t('own.lockedWhy'), more: '' }
      case 'held':
        return {
          title: t('own.held'),
          why: reason(ballot.held?.because ?? ''),
          more: t('own.heldMore'),
        }
      case 'over': {
        const more = t(ballot.state === 'closing' ? 'own.closingMore' : 'own.overMore')
        return { title: t('own.over'), why: hasVoted(own) ? '' : t('own.overNone'), more }
      }
      case 'box':
        return { title: t('own.box'), why: '', more: t('own.boxMore') }
      case 'not-called': {
        const called = ballot.call?.called ?? null
        const order = ballot.call?.order ?? []
        const why = called === null ? '' : t('own.call.now', { name: nameOf(called) })
        const [at, mine] = [order.indexOf(called ?? ''), order.indexOf(member() ?? '')]
        const before = at >= 0 && mine > at ? mine - at : null
        const title = t('own.call.title')
        if (hasVoted(own)) return { title, why, more: t('own.call.answered') }
        const more = before === null ? t('own.call.more') : t('own.call.before', { count: before })
        return { title, why, more }
      }
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
