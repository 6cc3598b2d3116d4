import { computed, shallowRef } from 'vue'
import type { ChoiceId } from '../../controller/protocol/chamber.ts'
import { useView } from '../ui/store.ts'
import { useCodes } from '../ui/words/codes.ts'
import type { Own } from './own-part.ts'
import { answerOf, standingOf, type VotePress } from './vote-press.ts'

/** Voting, and what has become of the last press. */
export function useOwnVote(own: Own, say: (words: string) => void, isSecondTap: () => boolean) {
  const view = useView()
  const { refusal } = useCodes()
  const press = shallowRef<VotePress | null>(null)
  const standing = computed(() => standingOf(press.value, own.ballot(), !view.stale))
  const sent = computed(() => (standing.value === 'waiting' ? (press.value?.choice ?? null) : null))

  async function vote(choice: ChoiceId): Promise<void> {
    const [member, ballot] = [own.member(), own.ballot()]
    if (member === null || ballot === null) return
    if (ballot.recorded === choice || sent.value === choice || isSecondTap()) return
    const made: VotePress = { ballot: ballot.id, choice, answer: 'awaited' }
    press.value = made
    const reply = await view.command({ type: 'CastVote', ballot: ballot.id, member, choice })
    const answer = reply.ok ? 'accepted' : answerOf(reply.code)
    if (!reply.ok && answer === null && reply.code !== 'same-choice') say(refusal(reply))
    // A later press of the same person may have taken its place.
    if (press.value === made) press.value = answer === null ? null : { ...made, answer }
  }

  return {
    vote,
    /** The choice that was sent and is not yet in the record. */
    sent,
    /** The last choice did not reach the record: it must be pressed again. */
    lost: computed(() => standing.value === 'lost'),
  }
}
