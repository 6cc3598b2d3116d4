import type { Happened } from '../protocol/event-versions.ts'
import { evolveChamber } from './chamber.ts'
import { evolveBallot } from './ballot/evolve.ts'
import { watchAfter } from './evidence/watch.ts'
import { evolveFloor } from './floor/evolve.ts'
import { evolveFault } from './fault.ts'
import { evolveLobby } from './lobby.ts'
import { withLine } from './log.ts'
import { evolvePrepared } from './prepared.ts'
import { evolvePresence } from './presence-check.ts'
import { withPress } from './press-window.ts'
import { evolveRoll } from './roll.ts'
import { evolveSeal } from './seal.ts'
import { evolveSecret } from './secret/evolve.ts'
import { evolveSitting } from './sitting.ts'
import type { ChamberState } from './state.ts'

/** The state after one more event. Pure; shares everything that did not change. */
export function evolve(state: ChamberState, event: Happened): ChamberState {
  const { by } = event.cause
  const presses =
    by.kind === 'console'
      ? state.presses.set(by.console, withPress(state.presses.get(by.console), by.pressId))
      : state.presses
  return {
    ...sliceAfter(state, event),
    seq: event.seq,
    presses,
    watch: watchAfter(state.watch, event),
    log: withLine(state.log, event),
  }
}

function sliceAfter(state: ChamberState, event: Happened): ChamberState {
  switch (event.type) {
    case 'ChamberConfigured':
      return evolveChamber(state, event)
    case 'SittingScheduled':
    case 'SittingOpened':
    case 'SittingSuspended':
    case 'SittingResumed':
    case 'SittingClosed':
    case 'AgendaItemStarted':
      return evolveSitting(state, event)
    case 'MemberSignedIn':
    case 'MemberLeft':
      return evolveRoll(state, event)
    case 'FloorRequested':
    case 'FloorRequestWithdrawn':
    case 'FloorGranted':
    case 'FloorEnded':
    case 'MicrophoneSwitched':
    case 'SpeechExtended':
    case 'SpeechPaused':
    case 'SpeechResumed':
    case 'SpeechInterrupted':
    case 'SpeechContinued':
    case 'PrioritySwitched':
    case 'FloorHeld':
    case 'FloorModeSet':
    case 'MicrophoneOverridden':
    case 'SpeakersRegistered':
    case 'QuotaSet':
    case 'SpeakerWarned':
    case 'TimeCalled':
      return evolveFloor(state, event)
    case 'BellRung':
    case 'PresenceCheckStarted':
    case 'PresenceDeclared':
    case 'PresenceCheckEnded':
      return evolvePresence(state, event)
    case 'VotePrepared':
    case 'PreparedVoteDiscarded':
      return evolvePrepared(state, event)
    case 'BallotOpened':
    case 'BallotHeld':
    case 'BallotResumed':
    case 'BallotExtended':
    case 'VoteCast':
    case 'BallotClosing':
    case 'BallotClosed':
    case 'ResultDeclared':
    case 'BallotVoided':
    case 'CastingVoteGiven':
    case 'OralVoteProposed':
    case 'OralVoteAdded':
    case 'ResultCorrected':
    case 'MemberCalled':
    case 'MemberSkipped':
    case 'SecondCallStarted':
      return evolveBallot(state, event)
    case 'OfficerKeyGiven':
    case 'OfficerKeysDropped':
    case 'BallotBoxPlaced':
    case 'SecretVoteCast':
      return evolveSecret(state, event)
    case 'LobbyEntered':
    case 'LobbyLeft':
    case 'PersonAdmitted':
    case 'PersonRefused':
    case 'PersonRemoved':
      return evolveLobby(state, event)
    case 'FaultRaised':
    case 'FaultResolved':
      return evolveFault(state, event)
    case 'VoteFlagged':
    case 'FlagDecided':
    case 'MemberLocked':
    case 'MemberUnlocked':
      return state
    case 'BallotSealed':
    case 'SigningKeyChanged':
      return evolveSeal(state, event)
  }
}
