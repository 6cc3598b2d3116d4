import { computed, ref, type ComputedRef } from 'vue'
import type { Command } from '../../controller/protocol/commands.ts'
import type { MemberId } from '../../controller/protocol/ids.ts'
import type { OwnBallotView, SpeakerView } from '../../controller/protocol/views.ts'
import { useView } from '../ui/store.ts'
import { useCodes } from '../ui/words/codes.ts'

/** How long a refusal or a thank-you stays readable. */
const NOTICE_MS = 6000

/**
 * What one person does in a sitting, from a seat's screen or from afar: each act is a command, and
 * nothing is shown as done before the controller says so. A refusal is said in words for a while.
 */
export function useOwnPart(member: () => MemberId | null, ballot: () => OwnBallotView | null) {
  const view = useView()
  const { refusal } = useCodes()
  const notice = ref('')
  const busy = ref(false)
  let clear: ReturnType<typeof setTimeout> | undefined

  function say(words: string): void {
    notice.value = words
    clearTimeout(clear)
    clear = setTimeout(() => (notice.value = ''), NOTICE_MS)
  }

  async function give(command: Command): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    const reply = await view.command(command)
    busy.value = false
    if (!reply.ok) say(refusal(reply))
    return reply.ok
  }

  async function act(commandFor: (member: MemberId) => Command): Promise<boolean> {
    const self = member()
    return self !== null && (await give(commandFor(self)))
  }

  const speech: ComputedRef<SpeakerView | null> = computed(() => {
    const self = member()
    return view.room?.onAir.find((speaker) => speaker.member === self) ?? null
  })

  return {
    notice,
    busy,
    say,
    speech,
    ask: () => act((self) => ({ type: 'RequestFloor', member: self, kind: 'speak' })),
    withdraw: () => act((self) => ({ type: 'WithdrawRequest', member: self })),
    finish: () => act((self) => ({ type: 'RevokeFloor', member: self })),
    switchMicrophone: (on: boolean) =>
      act((self) => ({ type: 'SwitchMicrophone', member: self, on })),
    vote: (choice: string) =>
      act((self) => ({ type: 'CastVote', ballot: ballot()?.id ?? '', member: self, choice })),
    act,
    give,
  }
}
