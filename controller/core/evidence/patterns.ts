import type { ChamberEvent } from '../../protocol/events.ts'
import type { FlagCode, FlagPolicy } from '../../protocol/flags.ts'
import type { Instant } from '../../protocol/ids.ts'
import type { ChamberState } from '../state.ts'
import { rhythmWords } from './flag-words.ts'
import type { Found } from './found.ts'
import { neighboursOf, runFrom, type Pressed } from './neighbours.ts'
import { pressedAt } from './watch.ts'

type Vote = Extract<ChamberEvent, { type: 'VoteCast' }>['data']

/**
 * Patterns in when votes are pressed, seen as this one arrives: each is looked at with the few before
 * it at the same console and to both sides.
 */
export function patternsIn(
  state: ChamberState,
  policy: FlagPolicy,
  { member, choice, evidence }: Vote,
  at: Instant,
): Found[] {
  const { watch } = state
  // In a roll call the caller sets the pace, and the list the order.
  if (evidence.place.kind !== 'seat' || evidence.called) return []
  const { seat } = evidence.place
  const now = pressedAt(at, evidence.bridgeAt)
  const before = watch.presses.get(seat)
  const known = before !== undefined && before.member === member ? before.times : []
  const newest = { seat, at: now, press: { member, choice, times: [...known, now] } }
  const neighbours = neighboursOf(state.index.seats)
  const found = rhythmOfOne(state, policy['inhuman-rhythm'], newest)
  for (const side of ['left', 'right'] as const) {
    const rhythm = policy['inhuman-rhythm']
    const beat = evenBeat(rhythm)
    const even = runFrom(watch, neighbours, newest, side, rhythm.count, beat)
    if (even.length >= rhythm.count) found.push(sayOf(state, 'inhuman-rhythm', even))
    const order = policy['neighbour-order']
    const same = runFrom(watch, neighbours, newest, side, order.count, (later, earlier) => {
      const gap = later.at - earlier.at
      return (
        earlier.press.choice === later.press.choice &&
        gap >= order.fastestMs &&
        gap <= order.longestMs
      )
    })
    if (same.length >= order.count) found.push(sayOf(state, 'neighbour-order', same))
  }
  return found
}

/** One console: quicker than a hand, or as even as a clock. */
function rhythmOfOne(
  state: ChamberState,
  { count, fastestMs, longestMs, jitterMs }: FlagPolicy['inhuman-rhythm'],
  newest: Pressed,
): Found[] {
  const times = newest.press.times.slice(-count)
  if (times.length < count) return []
  const gaps = times.slice(1).map((time, at) => time - (times[at] ?? 0))
  const [shortest, longest] = [Math.min(...gaps), Math.max(...gaps)]
  const isFast = longest < fastestMs
  const isEven = shortest > 0 && longest <= longestMs && longest - shortest <= jitterMs
  return isFast || isEven ? [sayOf(state, 'inhuman-rhythm', [newest], gaps)] : []
}

/** Whether a run goes on as evenly as it began; asked for one pair after the other of one run. */
function evenBeat({ fastestMs, longestMs, jitterMs }: FlagPolicy['inhuman-rhythm']) {
  let shortest = Infinity
  let longest = -Infinity
  return (later: Pressed, earlier: Pressed): boolean => {
    const gap = later.at - earlier.at
    shortest = Math.min(shortest, gap)
    longest = Math.max(longest, gap)
    return gap > 0 && gap >= fastestMs && gap <= longestMs && longest - shortest <= jitterMs
  }
}

function sayOf(
  { index }: ChamberState,
  code: FlagCode,
  run: readonly Pressed[],
  gaps = run.slice(1).map((earlier, at) => (run[at]?.at ?? 0) - earlier.at),
): Found {
  const pressed = run.toReversed()
  const seats = pressed.map(({ seat }) => seat)
  return {
    code,
    members: pressed.map(({ press }) => press.member),
    seats,
    consoles: seats.flatMap((seat) => index.consoleOfSeat.get(seat) ?? []),
    detail: rhythmWords(seats, run.length > 1 ? gaps.toReversed() : gaps),
  }
}
