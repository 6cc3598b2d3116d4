import { computed, ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import type { ChoiceId } from '../../controller/protocol/chamber.ts'
import type { Command, FaultSource } from '../../controller/protocol/commands.ts'
import type { MemberId } from '../../controller/protocol/ids.ts'
import type { OwnBallotView, SpeakerView } from '../../controller/protocol/views.ts'
import { useView } from '../ui/store.ts'
import { useCodes } from '../ui/words/codes.ts'
import { answerOf, standingOf, type VotePress } from './vote-press.ts'

/** How long a refusal or a thank-you stays readable. */
const NOTICE_MS = 6000

/**
 * The second tap of a double tap comes within this; by then another button may be under the finger,
 * and a law was once decided by such a tap. It is longer than people tap and shorter than they read.
 */
const DOUBLE_TAP_MS = 400

interface Own {
  member: () => MemberId | null
  ballot: () => OwnBallotView | null
  /** What this screen reports a fault of. */
  source: () => FaultSource | null
}

/**
 * What one person does in a sitting, from a seat's screen or from afar: each act is a command, and
 * nothing is shown as done before the controller says so. A refusal is said in words for a while.
 */
export function useOwnPart(own: Own) {
  const view = useView()
  const { t } = useI18n({ useScope: 'global' })
  const { refusal } = useCodes()
  const notice = ref('')
  const waiting = ref<Command['type'] | null>(null)
  const busy = ref(false)
  const press = shallowRef<VotePress | null>(null)
  const unreported = ref(false)
  let clear: ReturnType<typeof setTimeout> | undefined

  function say(words: string): void {
    notice.value = words
    clearTimeout(clear)
    clear = setTimeout(() => (notice.value = ''), NOTICE_MS)
  }

  /** True for the second tap of two, and for what is on its way already. */
  function isRepeat(type: Command['type']): boolean {
    if (busy.value || waiting.value === type) return true
    busy.value = true
    setTimeout(() => (busy.value = false), DOUBLE_TAP_MS)
    return false
  }

  async function act(commandFor: (member: MemberId) => Command): Promise<boolean> {
    const member = own.member()
    if (member === null) return false
    const command = commandFor(member)
    if (isRepeat(command.type)) return false
    waiting.value = command.type
    const reply = await view.command(command)
    waiting.value = null
    if (!reply.ok) say(refusal(reply))
    return reply.ok
  }

  async function vote(choice: ChoiceId): Promise<void> {
    const [member, ballot] = [own.member(), own.ballot()]
    if (member === null || ballot === null || ballot.recorded === choice || busy.value) return
    if (sent.value === choice || isRepeat('CastVote')) return
    const made: VotePress = { ballot: ballot.id, choice, answer: 'awaited' }
    press.value = made
    const reply = await view.command({ type: 'CastVote', ballot: ballot.id, member, choice })
    const answer = reply.ok ? 'accepted' : answerOf(reply.code)
    if (!reply.ok && answer === null && reply.code !== 'same-choice') say(refusal(reply))
    // A later press of the same person has taken its place.
    if (press.value === made) press.value = answer === null ? null : { ...made, answer }
  }

  const standing = computed(() => standingOf(press.value, own.ballot(), !view.stale))
  const sent = computed(() => (standing.value === 'waiting' ? (press.value?.choice ?? null) : null))
  const lost = computed(() => standing.value === 'lost')

  /** Tells the desk that something does not work; where the link is lost, as soon as it is back. */
  async function report(): Promise<void> {
    const source = own.source()
    if (source === null) return
    const { kind, id } = source
    const fault = { fault: `${kind}-${id}`, source, code: 'reported-by-member', detail: id }
    const reply = await view.command({ type: 'RaiseFault', ...fault })
    unreported.value = !reply.ok && answerOf(reply.code) !== null
    if (reply.ok || reply.code === 'fault-exists') say(t('own.faultReported'))
    else say(unreported.value ? t('own.faultWaits') : refusal(reply))
  }
  watch(
    () => view.stale,
    (stale) => {
      if (!stale && unreported.value) void report()
    },
  )

  const speech = computed<SpeakerView | null>(() => {
    const self = own.member()
    return view.room?.onAir.find((speaker) => speaker.member === self) ?? null
  })

  return {
    /** The last refusal or thank-you; empty after a while. */
    notice,
    /** The command whose answer is awaited. */
    waiting,
    /** A tap now would be the second of a double tap, and is left unheard. */
    busy,
    /** The choice that was sent and is not yet in the record. */
    sent,
    /** The last choice did not reach the record: it must be pressed again. */
    lost,
    speech,
    ask: () => act((self) => ({ type: 'RequestFloor', member: self, kind: 'speak' })),
    withdraw: () => act((self) => ({ type: 'WithdrawRequest', member: self })),
    finish: () => act((self) => ({ type: 'RevokeFloor', member: self })),
    switchMicrophone: (on: boolean) =>
      act((self) => ({ type: 'SwitchMicrophone', member: self, on })),
    signOut: () => act((self) => ({ type: 'SignOut', member: self })),
    vote,
    report,
    act,
  }
}
export type OwnPart = ReturnType<typeof useOwnPart>
