import type { BallotResult, ChamberEvent } from '../../protocol/events.ts'
import type { Instant } from '../../protocol/ids.ts'
import { resultOf } from '../ballot-result.ts'
import { decided, refuse, type Decision } from '../decision.ts'
import type { Ballot, ChamberState } from '../state.ts'
import { isCallFinished } from './roll-call.ts'
import { sanityOf } from './sanity.ts'

/** Ends the voting; what was sent before it is still taken for as long as the chamber's policy says. */
export function close(state: ChamberState, ballot: Ballot, at: Instant): Decision {
  if (ballot.state === 'held')
    return refuse('ballot-held', `Vote ${ballot.id} is held: resume it before it is closed.`)
  if (ballot.state !== 'open')
    return refuse('ballot-not-open', `Vote ${ballot.id} is not open: it is ${ballot.state}.`)
  if (!isCallFinished(ballot))
    return refuse('call-not-finished', `Vote ${ballot.id}: not everybody was called and answered.`)
  // A roll call is answered aloud or at once: nothing is on its way.
  if (ballot.call !== null) return decided(closed(state, ballot))
  const { lateWindowMs } = state.chamber?.policy ?? { lateWindowMs: 0 }
  return lateWindowMs === 0 && !awaitsBox(ballot)
    ? decided(closed(state, ballot))
    : decided({ type: 'BallotClosing', data: { ballot: ballot.id, until: at + lateWindowMs } })
}

/** A secret vote is over when two officers have opened its box: that brings its result. */
export const awaitsBox = (ballot: Ballot): boolean => ballot.rule.method === 'secret'

/**
 * The end of the late window. The controller says when it is over, by a timer and not by this clock,
 * which may have been set in the meantime.
 */
export const finishClosing = (state: ChamberState, ballot: Ballot): Decision =>
  ballot.state === 'closing' && !awaitsBox(ballot)
    ? decided(closed(state, ballot))
    : refuse('ballot-not-closing', `Vote ${ballot.id} is ${ballot.state} and awaits no late votes.`)

function closed(state: ChamberState, ballot: Ballot): ChamberEvent {
  const result = resultOf(state, ballot)
  const sanity = sanityOf(state, ballot, result)
  return { type: 'BallotClosed', data: { ballot: ballot.id, result: { ...result, sanity } } }
}

/** `accept`: the officer has looked at what the result asks about. */
export function declare(ballot: Ballot, accept: boolean): Decision {
  switch (ballot.state) {
    case 'open':
    case 'held':
    case 'closing':
      return refuse('ballot-still-open', `Vote ${ballot.id} is ${ballot.state}: close it first.`)
    case 'declared':
      return refuse('ballot-already-declared', `The result of ${ballot.id} was declared.`)
    case 'voided':
      return refuse('ballot-voided', `Vote ${ballot.id} is void.`)
    case 'closed':
      return declareClosed(ballot, accept)
  }
}

function declareClosed(ballot: Ballot, accept: boolean): Decision {
  const asked = questionsIn(ballot.result)
  return asked.length > 0 && !accept
    ? refuse('result-to-be-accepted', `Look at this first and accept it: ${asked.join(', ')}.`)
    : decided({ type: 'ResultDeclared', data: { ballot: ballot.id, accepted: asked } })
}

/** What an officer must have looked at before the result is told, as codes. */
export const questionsIn = (result: BallotResult | null): string[] =>
  (result?.sanity ?? []).filter(({ kind }) => kind === 'ask').map(({ code }) => code)
