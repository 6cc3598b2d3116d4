import type { ConsoleAim } from '../../controller/protocol/device-messages.ts'
import { RECORDED_SECRETLY } from '../../firmware-bridge/drivers/chamber-bus/codec.ts'

/** A vote as lamps show it: every console says of a secret one what those on the bus say. */
export const shownVote = ({ ballot }: Pick<ConsoleAim, 'ballot'>) => {
  if (ballot === null) return null
  const { id, choices, recorded } = ballot
  return { id, choices, recorded: recorded === 'sealed' ? RECORDED_SECRETLY : recorded }
}
