import type { MemberId } from '../../controller/protocol/ids.ts'
import type { BallotView, PreparedVoteView, SpeakerView } from '../../controller/protocol/views.ts'
import type { OwnPart } from '../own/own-part.ts'

/** 48 random bits: ids of one chamber's votes and checks, of which there are thousands. */
const ID_DIGITS = 12
const newId = (prefix: string): string =>
  `${prefix}-${crypto.randomUUID().replaceAll('-', '').slice(0, ID_DIGITS)}`

/** What the chair does from the chair's own seat: each act is a command, refused in words. */
export function chairActs({ act }: OwnPart) {
  return {
    grant: (member: MemberId) => act(() => ({ type: 'GrantFloor', member })),
    endSpeech: (member: MemberId) => act(() => ({ type: 'RevokeFloor', member })),
    /** The clock alone: the microphone stays as it is. */
    switchClock: ({ member, stands }: SpeakerView) =>
      act(() => ({ type: stands?.because === 'paused' ? 'ResumeSpeech' : 'PauseSpeech', member })),
    switchPriority: (on: boolean) => act(() => ({ type: 'SwitchPriority', on })),
    muteAll: () => act(() => ({ type: 'MuteAll' })),
    suspend: () => act(() => ({ type: 'SuspendSitting' })),
    resume: () => act(() => ({ type: 'ResumeSitting' })),
    ringBell: () => act(() => ({ type: 'RingBell' })),
    startCheck: () => act(() => ({ type: 'StartPresenceCheck', check: newId('p') })),
    endCheck: (check: string) => act(() => ({ type: 'EndPresenceCheck', check })),
    /** As it was prepared, word for word. */
    open: ({ vote, motion, rule, choices, durationMs }: PreparedVoteView) =>
      act(() => ({
        type: 'OpenBallot',
        ballot: newId('b'),
        motion,
        rule,
        choices: choices && [...choices],
        durationMs,
        supporters: null,
        prepared: vote,
        runOffOf: null,
      })),
    close: ({ id }: BallotView) => act(() => ({ type: 'CloseBallot', ballot: id })),
    /** Where the result asks about something, the desk accepts it and announces. */
    announce: ({ id }: BallotView) =>
      act(() => ({ type: 'DeclareResult', ballot: id, accept: false })),
  }
}
export type ChairActs = ReturnType<typeof chairActs>
