import type { DeskView } from '../../controller/protocol/views.ts'
import type { MemberId, SeatId } from '../../controller/protocol/ids.ts'

/** What a microphone was ordered to do and what its device says it does. */
export interface Microphone {
  /** The chip that tells it; null: closed, and reported so. */
  chip: 'air' | 'opening' | null
  /** Closing was ordered and it is still heard. */
  pending: boolean
}

/** Whose microphone it is, and what was ordered of it. */
export interface Speaker {
  member: MemberId
  seat: SeatId | null
  remote: boolean
  /** Ordered open. */
  microphone: boolean
}

/**
 * Heard is what the device reports (the console in the hall, the media bridge for a remote member),
 * never what was ordered.
 */
export function microphoneOf(speaker: Speaker, desk: DeskView | null): Microphone {
  const heard = speaker.remote
    ? desk?.remotes[speaker.member]?.heard === true
    : desk?.seats[speaker.seat ?? '']?.reported === 'open'
  if (heard) return { chip: 'air', pending: !speaker.microphone }
  return { chip: speaker.microphone ? 'opening' : null, pending: false }
}

/** Key of the words that say it: 'own.mic.…'. */
export function microphoneWords({ chip, pending }: Microphone): string {
  if (chip === 'air') return pending ? 'own.mic.closing' : 'own.mic.open'
  return chip === 'opening' ? 'own.mic.opening' : 'own.mic.closed'
}
