import { expect, test } from 'vitest'
import { evolve } from '../../controller/core/evolve.ts'
import { violated, violatedDeep } from '../../controller/core/invariants.ts'
import type { ChamberState } from '../../controller/core/state.ts'
import type { ChamberEvent } from '../../controller/protocol/events.ts'
import {
  DESK,
  evidenceAt,
  fromAfar,
  openBallot,
  openHouse,
  scheduledHouse,
  seated,
} from './given.ts'
import { CHAIR } from './house.ts'

/** Events no decider would decide, one after the other, as if it had. */
function forced(state: ChamberState, ...events: ChamberEvent[]) {
  let after = state
  let quick: string | null = null
  for (const event of events) {
    const happened = { ...event, seq: after.seq + 1, at: 0, cause: { by: DESK, command: '' } }
    after = evolve(after, happened)
    quick ??= violated(after, happened)
  }
  return { quick, deep: violatedDeep(after) }
}

const house = { members: 4, remote: 1, policy: { openMicrophones: 1, queueLimit: 1 } }
const open = openHouse(house, 3).state
const voting = openHouse(house, 3).after(openBallot()).state
const grant = (member: string): ChamberEvent => ({
  type: 'FloorGranted',
  data: { member, kind: 'speak', allottedMs: 0, taken: 'granted', beyond: false },
})
const ask = (member: string): ChamberEvent => ({
  type: 'FloorRequested',
  data: { member, kind: 'speak', listed: null },
})
const microphone = (member: string): ChamberEvent => ({
  type: 'MicrophoneSwitched',
  data: { member, on: true },
})
const vote = (member: string): ChamberEvent => ({
  type: 'VoteCast',
  data: {
    ballot: 'b1',
    member,
    choice: 'agree',
    evidence: evidenceAt({ kind: 'remote' }),
  },
})
const left = (member: string, seat: string): ChamberEvent => ({
  type: 'MemberLeft',
  data: { member, place: { kind: 'seat', seat } },
})
const check = { camera: true, microphone: true, levelTenthsDb: 0, roundTripMs: 0 }
const emptyResult = {
  outcome: 'no-decision' as const,
  counts: [],
  cast: 0,
  present: 0,
  existing: 0,
  silent: [],
  also: [],
  splits: [],
  leading: [],
  sanity: [],
  decision: { holds: false, formula: '', words: { th: '', en: '' } },
  quorum: { holds: false, formula: '', words: { th: '', en: '' } },
}

test.each<[string, ChamberState, ChamberEvent[]]>([
  ['a member at two seats', open, [seated('m1', 's4')]],
  ['a member seated and afar', open, [fromAfar('m1')]],
  ['two members at one seat', open, [seated('m4', 's1'), left('m4', 's1')]],
  ['a microphone without the floor', open, [microphone('m1')]],
  ['more microphones than allowed', open, [grant('m1'), grant('m2')]],
  ['the floor for somebody absent', open, [grant('m4')]],
  ['a request of somebody absent', open, [ask('m4')]],
  ['somebody who speaks and asks', open, [grant('m1'), ask('m1')]],
  ['a queue over its limit', open, [ask('m1'), ask('m2')]],
  ['who left and still speaks', open, [grant('m1'), left('m1', 's1')]],
  ['the floor at a chair seat', open, [seated(CHAIR.member, CHAIR.seat), grant(CHAIR.member)]],
  [
    'somebody here and in the lobby',
    open,
    [{ type: 'LobbyEntered', data: { member: 'm1', check } }],
  ],
  ['a vote of somebody not entitled', voting, [vote('r1')]],
  [
    'a result that counts other votes',
    voting,
    [vote('m1'), { type: 'BallotClosed', data: { ballot: 'b1', result: emptyResult } }],
  ],
])('%s is noticed, at once and in full', (_what, state, events) => {
  const { quick, deep } = forced(state, ...events)
  expect(quick).not.toBeNull()
  expect(deep).not.toBeNull()
})

test('a microphone that is open in a pause, and a vote when none is open, are noticed at once', () => {
  const pause: ChamberEvent = { type: 'SittingSuspended', data: { sitting: 'sitting-1' } }
  expect(forced(open, grant('m1'), pause).quick).not.toBeNull()
  expect(forced(scheduledHouse(house).state, vote('m1')).quick).not.toBeNull()
})
