import type { MemberView } from '../../../controller/protocol/views.ts'
import { SimulatedVoice } from '../remote-voice/simulated-voice.ts'
import type { MembersPage } from './members-page.ts'

/**
 * The voice of a remote member: joins the media bridge when admitted and leaves with the admission.
 * It speaks a tone while the hall hears it. Returns what ends it.
 */
export function giveVoice(page: MembersPage, words: readonly Buffer[]): () => void {
  const voice = new SimulatedVoice({ words, speaks: 'heard' })
  let joined = false
  page.onView(() => {
    const own = page.view(`member:${page.invitation.member}`) as MemberView | undefined
    const admitted = own?.stage === 'admitted'
    if (admitted === joined) return
    joined = admitted
    if (admitted) voice.start(page.signal)
    else voice.stop()
  })
  return () => voice.stop()
}
