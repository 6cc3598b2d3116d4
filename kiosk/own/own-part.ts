import { computed, ref } from 'vue'
import type { Command, FaultSource } from '../../controller/protocol/commands.ts'
import type { ChoiceId } from '../../controller/protocol/chamber.ts'
import type { BallotId, MemberId } from '../../controller/protocol/ids.ts'
import type { VoteSender } from '../../controller/protocol/sealing.ts'
import type { OwnBallotView, SpeakerView } from '../../controller/protocol/views.ts'
import { useView } from '../ui/store.ts'
import { useCodes } from '../ui/words/codes.ts'
import { holdToTalk } from './hold-to-talk.ts'
import { useFaultReport } from './fault-report.ts'
import { useNotice } from './notice.ts'
import { useOwnVote } from './own-vote.ts'

/**
 * The second tap of a double tap comes within this; by then another button may be under the finger,
 * and a law was once decided by such a tap. It is longer than people tap and shorter than they read.
 */
const DOUBLE_TAP_MS = 400

/** Whose part it is, as the controller shows it now. */
export interface Own {
  member: () => MemberId | null
  ballot: () => OwnBallotView | null
  /** As whom this screen's sealed votes travel. */
  sender: () => VoteSender | null
  /** What this screen reports a fault of. */
  source: () => FaultSource | null
}

/**
 * What one person does in a sitting, from a seat's screen or from afar: each act is a command, and
 * nothing is shown as done before the controller says so. A refusal is said in words for a while.
 */
export function useOwnPart(own: Own) {
  const view = useView()
  const { refusal } = useCodes()
  const { notice, say } = useNotice()
  const waiting = ref<Command['type'] | null>(null)
  const busy = ref(false)

  function isSecondTap(): boolean {
    if (busy.value) return true
    busy.value = true
    setTimeout(() => (busy.value = false), DOUBLE_TAP_MS)
    return false
  }

  async function act(commandFor: (member: MemberId) => Command): Promise<boolean> {
    const member = own.member()
    if (member === null) return false
    const command = commandFor(member)
    if (waiting.value === command.type || isSecondTap()) return false
    waiting.value = command.type
    const reply = await view.command(command)
    waiting.value = null
    if (!reply.ok) say(refusal(reply))
    return reply.ok
  }

  const speech = computed<SpeakerView | null>(() => {
    const self = own.member()
    return view.room?.onAir.find((speaker) => speaker.member === self) ?? null
  })
  const finish = () => act((self) => ({ type: 'RevokeFloor', member: self }))
  const switchMicrophone = (on: boolean) =>
    act((self) => ({ type: 'SwitchMicrophone', member: self, on }))

  function talkWhileHeld(): void {
    const member = own.member()
    if (member === null) return
    holdToTalk(member, async (command) => {
      const reply = await view.command(command)
      // That nothing was open when the finger was lifted is no news after why it did not open.
      if (!reply.ok && reply.code !== 'not-speaking') say(refusal(reply))
    })
  }

  return {
    /** The last refusal or thank-you; empty after a while. */
    notice,
    /** The command whose answer is awaited. */
    waiting,
    /** A tap now would be the second of a double tap, and is left unheard. */
    busy,
    speech,
    ask: () => act((self) => ({ type: 'RequestFloor', member: self, kind: 'speak' })),
    /** A point of order, also for who already asks: it costs nobody their place. */
    rise: () => act((self) => ({ type: 'RequestFloor', member: self, kind: 'point-of-order' })),
    withdraw: () => act((self) => ({ type: 'WithdrawRequest', member: self })),
    finish,
    switchMicrophone,
    /** In the mode of that name: from now until the finger is lifted. */
    talkWhileHeld,
    /** Who has the floor gives it back; the chair, who needs none, closes the microphone. */
    beSilent: () => (speech.value ? finish() : switchMicrophone(false)),
    /** Only at the chair's own seat, while a vote is tied. */
    giveCastingVote: (ballot: BallotId, choice: ChoiceId) =>
      act(() => ({ type: 'GiveCastingVote', ballot, choice })),
    declare: () => act((self) => ({ type: 'DeclarePresence', member: self })),
    signOut: () => act((self) => ({ type: 'SignOut', member: self })),
    ...useOwnVote(own, say, isSecondTap),
    report: useFaultReport(own.source, say),
    act,
  }
}
export type OwnPart = ReturnType<typeof useOwnPart>
