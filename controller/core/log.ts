import type { Happened } from '../protocol/event-versions.ts'
import type { Said } from '../protocol/text.ts'
import type { LogLineView } from '../protocol/views.ts'

/** What the desk's log panel can show; the record has the rest. */
export const LOG_LINES = 40

/**
 * The line of an event for the desk's log; null for one that has none. A single vote or declaration
 * of presence has none: 700 in a few seconds would push everything else out, and how many there are
 * is shown where the vote is.
 */
export function logLine(event: Happened): LogLineView | null {
  if (event.type === 'SecretVoteCast') return null
  if (event.type === 'VoteCast' || event.type === 'PresenceDeclared') return null
  const { seq, at, type } = event
  return { seq, at, type, member: memberIn(event), item: itemIn(event), note: noteOf(event) }
}

const memberIn = ({ data }: Happened) => ('member' in data ? data.member : null)
const itemIn = ({ data }: Happened) => ('item' in data ? data.item : null)

function noteOf(event: Happened): Said {
  switch (event.type) {
    case 'MemberSignedIn':
    case 'MemberLeft':
      return event.data.place.kind === 'seat' ? event.data.place.seat : 'remote'
    case 'FloorRequested':
    case 'FloorGranted':
      return event.data.kind
    case 'FloorEnded':
      return event.data.by
    case 'MicrophoneSwitched':
    case 'PrioritySwitched':
    case 'FloorHeld':
      return event.data.on ? 'on' : 'off'
    case 'FloorModeSet':
      return event.data.mode
    case 'MicrophoneOverridden':
      return `${event.data.microphone} ${event.data.to}`
    case 'SpeakersRegistered':
      return String(event.data.speakers.length)
    case 'BallotOpened':
      return event.data.rule.id
    case 'PresenceCheckEnded':
      return event.data.quorum.formula
    case 'CastingVoteGiven':
      return event.data.choice
    case 'ResultCorrected':
      return event.data.result.outcome
    case 'SecondCallStarted':
      return String(event.data.members.length)
    case 'BallotClosed':
      return event.data.result.outcome
    case 'BallotHeld':
    case 'BallotVoided':
    case 'PersonRefused':
    case 'PersonRemoved':
      return event.data.reason
    case 'OfficerKeyGiven':
      return event.data.user
    case 'FaultRaised':
    case 'VoteFlagged':
      return event.data.code
    case 'FlagDecided':
      return event.data.decision
    case 'FaultResolved':
      return event.data.fault
    default:
      return ''
  }
}

/** The lines with this event's in front. */
export function withLine(lines: readonly LogLineView[], event: Happened): readonly LogLineView[] {
  const line = logLine(event)
  return line === null ? lines : [line, ...lines.slice(0, LOG_LINES - 1)]
}
