import type { Command } from '../../controller/protocol/commands.ts'
import type { MemberId } from '../../controller/protocol/ids.ts'

/** Whatever ends a press: the finger or the key lifted, the screen left. */
const ENDS = ['pointerup', 'pointercancel', 'keyup', 'blur'] as const

/**
 * On while the button is down. The end is given at once and never held back as a second tap is: a
 * microphone must not stay open because a finger was quick.
 */
export function holdToTalk(member: MemberId, give: (command: Command) => Promise<unknown>): void {
  const over = new AbortController()
  const end = (): void => {
    if (over.signal.aborted) return
    over.abort()
    void give({ type: 'SwitchMicrophone', member, on: false })
  }
  for (const type of ENDS) addEventListener(type, end, { signal: over.signal })
  void give({ type: 'SwitchMicrophone', member, on: true })
}
