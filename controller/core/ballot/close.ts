import { resultOf } from '../ballot-result.ts'
import { decided, refuse, type Decision } from '../decision.ts'
import type { Ballot, ChamberState } from '../state.ts'

/** Ends the voting: what it came to is now for the desk to see. */
export function close(state: ChamberState, ballot: Ballot): Decision {
  if (ballot.state === 'held')
    return refuse('ballot-held', `Vote ${ballot.id} is held: resume it before it is closed.`)
  if (ballot.state !== 'open')
    return refuse('ballot-not-open', `Vote ${ballot.id} is not open: it is ${ballot.state}.`)
  return decided({
    type: 'BallotClosed',
    data: { ballot: ballot.id, result: resultOf(state, ballot) },
  })
}

export function declare(ballot: Ballot): Decision {
  switch (ballot.state) {
    case 'open':
    case 'held':
      return refuse('ballot-still-open', `Vote ${ballot.id} is ${ballot.state}: close it first.`)
    case 'declared':
      return refuse('ballot-already-declared', `The result of ${ballot.id} was declared.`)
    case 'voided':
      return refuse('ballot-voided', `Vote ${ballot.id} is void.`)
    case 'closed':
      return decided({ type: 'ResultDeclared', data: { ballot: ballot.id } })
  }
}
