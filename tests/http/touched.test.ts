import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mayCommand } from '../../controller/core/authority.ts'
import { decide } from '../../controller/core/decide.ts'
import { evolve } from '../../controller/core/evolve.ts'
import { initialState, type ChamberState } from '../../controller/core/state.ts'
import { memberView } from '../../controller/core/view/member.ts'
import { seatView } from '../../controller/core/view/seat.ts'
import { touchedBy } from '../../controller/http/touched.ts'
import { randomSitting, type Attempt } from '../core/random-sitting.ts'

function eventsOf(before: ChamberState, { command, by }: Attempt) {
  if (!mayCommand(by, command, before)) return []
  const at = 1000 + before.seq
  const decision = decide(before, command, by, at)
  return (decision.ok ? decision.events : []).map((event, n) => ({
    ...event,
    seq: before.seq + n + 1,
    at,
    cause: { by, command: '' },
  }))
}

test('whoever an event does not touch has the same own view after it', () => {
  let spared = 0
  fc.assert(
    fc.property(randomSitting, (attempts) => {
      let before = initialState
      for (const attempt of attempts) {
        const events = eventsOf(before, attempt)
        const after = events.reduce(evolve, before)
        const touched = touchedBy(events)
        if (touched !== 'all') {
          for (const member of after.index.members.keys())
            if (!touched.has(member)) {
              expect(memberView(after, member)).toEqual(memberView(before, member))
              spared += 1
            }
          for (const seat of after.index.seats.keys()) {
            const view = seatView(before, seat)
            // A seat of nobody is always rendered.
            const member = view?.member ?? null
            if (member !== null && !touched.has(member)) expect(seatView(after, seat)).toEqual(view)
          }
        }
        before = after
      }
    }),
    { numRuns: 50 },
  )
  expect(spared).toBeGreaterThan(0)
})
