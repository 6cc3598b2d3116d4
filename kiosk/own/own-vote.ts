import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { ChoiceId } from '../../controller/protocol/chamber.ts'
import type { MemberId } from '../../controller/protocol/ids.ts'
import { sealVote } from '../../controller/protocol/seal-vote.ts'
import type { BallotView } from '../../controller/protocol/views.ts'
import type { Reply } from '../ui/link/waiting.ts'
import { useView } from '../ui/store.ts'
import { useCodes } from '../ui/words/codes.ts'
import type { Own } from './own-part.ts'
import { answerOf, standingOf, type VotePress } from './vote-press.ts'

/** A choice in a secret vote is shown this long to whoever made it, and then forgotten. */
const ECHO_MS = 3000

const refused = (code: string): Reply => ({ ok: false, code, detail: '' })

/** Voting, and what has become of the last press. */
export function useOwnVote(own: Own, say: (words: string) => void, isSecondTap: () => boolean) {
  const view = useView()
  const i18n = useI18n({ useScope: 'global' })
  const { refusal } = useCodes()
  /** What a refusal means to whoever pressed, where that is more than its sentence. */
  const whyRefused = (reply: { code: string; detail: string }) =>
    i18n.te(`own.press.${reply.code}`) ? i18n.t(`own.press.${reply.code}`) : refusal(reply)
  const press = shallowRef<VotePress | null>(null)
  const standing = computed(() => standingOf(press.value, own.ballot(), !view.stale))
  const sent = computed(() => (standing.value === 'waiting' ? (press.value?.choice ?? null) : null))
  const echo = ref<ChoiceId | null>(null)
  let forget: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => clearTimeout(forget))

  /** A choice in a secret vote leaves this page sealed, or not at all. */
  async function castSealed(ballot: BallotView, choice: ChoiceId): Promise<Reply> {
    const [seal, from] = [ballot.secret?.seal ?? null, own.sender()]
    if (seal === null || from === null) return refused('box-not-ready')
    if (!isSecureContext) return refused('insecure-page')
    const number = ballot.rule.choices.findIndex(({ id }) => id === choice) + 1
    const sealed = await sealVote(crypto.subtle, {
      ballot: ballot.id,
      seal,
      from,
      choice: number,
    }).catch(() => null)
    return sealed === null ? refused('cannot-seal') : view.secretVote(ballot.id, sealed)
  }

  function cast(ballot: BallotView, member: MemberId, choice: ChoiceId): Promise<Reply> {
    return ballot.secret === null
      ? view.command({ type: 'CastVote', ballot: ballot.id, member, choice })
      : castSealed(ballot, choice)
  }

  function showForAWhile(choice: ChoiceId): void {
    echo.value = choice
    clearTimeout(forget)
    forget = setTimeout(() => (echo.value = null), ECHO_MS)
  }

  /** True: the press was taken. Anything else is said, or seen in `lost`. */
  async function vote(choice: ChoiceId): Promise<boolean> {
    const [member, part, ballot] = [own.member(), own.ballot(), view.room?.ballot ?? null]
    if (member === null || part === null || ballot?.id !== part.id) return false
    if (isSecondTap()) {
      say(i18n.t('own.press.double'))
      return false
    }
    if (part.recorded === choice || sent.value === choice) return false
    const made: VotePress = { ballot: part.id, choice, answer: 'awaited', again: part.sealed }
    press.value = made
    const reply = await cast(ballot, member, choice)
    const answer = reply.ok ? 'accepted' : answerOf(reply.code)
    if (!reply.ok && answer === null && reply.code !== 'same-choice') say(whyRefused(reply))
    const isSealed = reply.ok && ballot.secret !== null
    if (isSealed) showForAWhile(choice)
    // A later press of the same person may have taken its place.
    if (press.value === made) press.value = answer === null || isSealed ? null : { ...made, answer }
    return reply.ok
  }

  return {
    vote,
    /** The choice that was sent and is not yet in the record. */
    sent,
    /** The last choice did not reach the record: it must be pressed again. */
    lost: computed(() => standing.value === 'lost'),
    /** What was just put into the box of a secret vote; soon null again. */
    echo,
  }
}
