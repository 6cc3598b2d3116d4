import { describe, expect, test } from 'vitest'
import { patternsIn } from '../../controller/core/evidence/patterns.ts'
import { DESK, evidenceAt, fold, START } from './given.ts'
import { FLAGS, WatchedHall } from './watched-hall.ts'

const seatAt = (seat: string) => ({ kind: 'seat', seat }) as const

describe('a rhythm no hand has', () => {
  const { count, fastestMs, jitterMs } = FLAGS['inhuman-rhythm']
  const toggle = (gaps: (i: number) => number, presses = count) => {
    const hall = new WatchedHall({ members: 2 }).seat(2).open()
    for (let i = 0; i < presses; i++) {
      hall.at += gaps(i)
      hall.press(1, i % 2 === 0 ? 'choice-1' : 'choice-2')
    }
    return hall.codes
  }
  const row = (gaps: (i: number) => number, order = (i: number) => i + 1) => {
    const hall = new WatchedHall({ members: count + 3 }).seat(count + 3).open()
    for (let i = 0; i < count; i++) {
      hall.at += gaps(i)
      hall.press(order(i), i % 2 === 0 ? 'choice-1' : 'choice-2')
    }
    return hall.flags
  }

  test('at one console: too fast, or as even as a clock', () => {
    expect(toggle((i) => (i % 2 === 0 ? 30 : fastestMs - 1))).toEqual(['inhuman-rhythm'])
    expect(toggle(() => 1000)).toEqual(['inhuman-rhythm'])
    expect(toggle((i) => 1000 + i * (jitterMs + 1))).toEqual([])
    expect(toggle(() => 1000, count - 1)).toEqual([])
  })

  test('along a row, to either side', () => {
    const found = { code: 'inhuman-rhythm', seats: ['s1', 's2', 's3', 's4', 's5'] }
    expect(row(() => 400)).toMatchObject([found])
    const back = row(
      () => 400,
      (i) => count - i,
    )
    expect(back).toMatchObject([{ ...found, seats: ['s5', 's4', 's3', 's2', 's1'] }])
    expect(row((i) => 400 + (i % 2) * (jitterMs + 1))).toEqual([])
  })

  test('and not where a line that was away brought them together', () => {
    expect(row(() => 5)).toEqual([])
    expect(row(() => 0)).toEqual([])
  })

  test('is told by the bridge’s clock while that agrees with the controller’s', () => {
    const times = (bridge: (i: number) => number) => {
      const hall = new WatchedHall({ members: count }).seat(count).open()
      for (let i = 0; i < count; i++) {
        hall.at += 300 + i * 97
        hall.press(i + 1, i % 2 === 0 ? 'choice-1' : 'choice-2', bridge(i))
      }
      return hall.codes
    }
    expect(times((i) => 200 + i * 400)).toEqual(['inhuman-rhythm'])
    expect(times((i) => 9_000_000 + i * 400)).toEqual([])
  })
})

describe('neighbours who vote in the order of their seats', () => {
  const { count, fastestMs, longestMs } = FLAGS['neighbour-order']
  const gapOf = (i: number) => 300 + ((i * 389) % 900)
  const walk = (
    n: number,
    given: {
      key?: (i: number) => number
      gap?: (i: number) => number
      seat?: (i: number) => number
    },
  ) => {
    const { key = () => 1, gap = gapOf, seat = (i) => i + 1 } = given
    const hall = new WatchedHall({ members: count + 2 }).seat(count + 2).open()
    for (let i = 0; i < n; i++) {
      hall.at += gap(i)
      hall.press(seat(i), `choice-${key(i)}`)
    }
    return hall.flags
  }

  test('and choose the same, are flagged once, from either end', () => {
    expect(walk(count, {})).toMatchObject([{ code: 'neighbour-order', ballot: 'b1' }])
    expect(walk(count, {})[0]?.members).toHaveLength(count)
    expect(walk(count + 2, {})).toHaveLength(1)
    expect(walk(count, { seat: (i) => count - i })).toHaveLength(1)
  })

  test('and not with one fewer, another choice, a gap, a longer wait, or all at once', () => {
    expect(walk(count - 1, {})).toEqual([])
    expect(walk(count, { key: (i) => (i === 3 ? 2 : 1) })).toEqual([])
    expect(walk(count, { seat: (i) => (i < 4 ? i + 1 : i + 2) })).toEqual([])
    expect(walk(count, { gap: (i) => (i === 4 ? longestMs + 1 : gapOf(i)) })).toEqual([])
    expect(walk(count, { gap: (i) => fastestMs - 1 - 60 * (i % 2) })).toEqual([])
  })

  test('are not looked for where they are called one after the other', () => {
    const hall = new WatchedHall({ members: count }).seat(count).open()
    for (let i = 0; i < count; i++) {
      const evidence = { ...evidenceAt(seatAt(`s${i + 1}`)), called: true }
      const vote = { ballot: 'b1', member: `m${i + 1}`, choice: 'agree', evidence }
      const at = START + 400 * i
      expect(patternsIn(hall.state, FLAGS, vote, at)).toEqual([])
      hall.state = fold(hall.state, [{ type: 'VoteCast', data: vote }])
    }
    expect(hall.state.watch.presses.size).toBe(0)
  })

  test('are looked for in each vote anew', () => {
    const hall = new WatchedHall({ members: count }).seat(count).open()
    const votes = (from: number, to: number) => {
      for (let i = from; i < to; i++) {
        hall.at += gapOf(i)
        hall.press(i + 1, 'choice-1')
      }
    }
    votes(0, count - 1)
    hall.give({ type: 'CloseBallot', ballot: 'b1' })
    hall.open('b2')
    votes(count - 1, count)
    expect(hall.codes).toEqual([])
  })
})

test('flags are bounded: the oldest that nobody must decide are let go', () => {
  const hall = new WatchedHall({ members: 2 }).seat(2).open()
  const flag = (n: number, action: 'note' | 'ask') => ({
    type: 'VoteFlagged' as const,
    data: {
      flag: `x${n}`,
      code: 'vote-nobody-signed-in' as const,
      action,
      members: [],
      seats: [`s${n}`],
      consoles: [],
      ballot: null,
      detail: { th: '', en: '' },
    },
  })
  const many = [flag(0, 'ask'), ...Array.from({ length: 250 }, (_, n) => flag(n + 1, 'note'))]
  const state = fold(hall.state, many, DESK)
  expect(state.watch.flags).toHaveLength(200)
  expect(state.watch.flags[0]?.id).toBe('x0')
  expect(state.watch.flags.at(-1)?.id).toBe('x250')
})
