import type { EventDraft } from '../../controller/engine/ports.ts'

/** An event of about 280 bytes, as most of a sitting's are. */
export function voteCast(n: number): EventDraft {
  return {
    type: 'VoteCast',
    version: 1,
    at: 1_700_000_000_000 + n,
    cause: { by: { kind: 'console', console: `c${n % 800}` }, command: `b00t.${n}` },
    data: {
      ballot: 'b1',
      choice: n % 3 === 0 ? 'disagree' : 'agree',
      evidence: {
        console: `c${n % 800}`,
        deviceAt: null,
        place: { kind: 'seat', seat: `s${n % 800}` },
        pressId: `b00t.${n}`,
      },
      member: `m${n % 700}`,
    },
  }
}

export function votesCast(count: number, first = 1): EventDraft[] {
  return Array.from({ length: count }, (_, i) => voteCast(first + i))
}
