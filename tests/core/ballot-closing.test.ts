import { describe, expect, test } from 'vitest'
import { decide } from '../../controller/core/decide.ts'
import { consoleAim } from '../../controller/core/desire.ts'
import { deskView } from '../../controller/core/view/desk.ts'
import { roomView } from '../../controller/core/view/room.ts'
import { seatView } from '../../controller/core/view/seat.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { ChamberEvent } from '../../controller/protocol/events.ts'
import { live, openBallot, openHouse, press, START, SYSTEM, type Scene } from './given.ts'

const close = { type: 'CloseBallot', ballot: 'b1' } as const
const finish = { type: 'FinishClosing', ballot: 'b1' } as const
const declare = { type: 'DeclareResult', ballot: 'b1', accept: false } as const
const seat = (n: number): Actor => ({ kind: 'seat', seat: `s${n}` })
const vote = (member: string, choice: string) =>
  ({ type: 'CastVote', ballot: 'b1', member, choice }) as const

const open = (lateWindowMs: number) =>
  openHouse({ members: 4, policy: { lateWindowMs } })
    .after(openBallot())
    .after(vote('m1', 'agree'), seat(1))

describe('closing with a late window', () => {
  const closing = open(500).after(close)
  const closedAt = closing.state.ballot?.closing?.at ?? 0
  /** What a vote leads to that comes 100 ms after the close and was sent then. */
  const sent = (sentAt: number, command: Parameters<typeof decide>[1], by: Actor) => {
    const decision = decide(closing.state, command, by, closedAt + 100, sentAt)
    return decision.ok ? decision.events : decision.code
  }

  test('takes what was sent before the close and nothing sent at or after it', () => {
    expect(sent(closedAt - 1, vote('m2', 'agree'), seat(2))).toMatchObject([
      { type: 'VoteCast', data: { member: 'm2', choice: 'agree' } },
    ])
    expect(sent(closedAt, vote('m2', 'agree'), seat(2))).toBe('ballot-closed')
    expect(closing.when(vote('m2', 'agree'), seat(2))).toBe('ballot-closed')
    const [command, by] = press('c2', 1, 'choice-2', 'b1')
    expect(sent(closedAt - 1, command, by)).toHaveLength(1)
    expect(sent(closedAt + 1, command, by)).toBe('ballot-closed')
  })

  test('counts a late vote once, and a late change as a change', () => {
    const late = closing.and(...(sent(closedAt - 1, vote('m1', 'disagree'), seat(1)) as never[]))
    expect(resultIn(late.when(finish, SYSTEM))).toMatchObject({
      cast: 1,
      counts: [{ count: 0 }, { count: 1 }, {}, {}],
    })
  })

  test('shows no result and lights no key until it is over', () => {
    expect(roomView(closing.state).ballot).toMatchObject({
      state: 'closing',
      closing: { at: closedAt, until: closedAt + 500 },
      result: null,
    })
    expect(deskView(closing.state, live()).ballot?.result).toBeNull()
    expect(consoleAim(closing.state, 'c2').ballot).toBeNull()
    expect(seatView(closing.state, 's2')?.ballot).toMatchObject({
      mayVote: false,
      whyNot: 'ballot-closed',
      recorded: null,
    })
    const closed = closing.after(finish, SYSTEM)
    expect(closed.state.ballot).toMatchObject({ state: 'closed', closing: null })
    expect(deskView(closed.state, live()).ballot?.result?.cast).toBe(1)
    expect(closed.when(finish, SYSTEM)).toBe('ballot-not-closing')
  })

  test('is still the running vote, which can be annulled', () => {
    expect(closing.when(close)).toBe('ballot-not-open')
    expect(closing.when(declare)).toBe('ballot-still-open')
    expect(closing.when(openBallot('b2'))).toBe('ballot-still-open')
    expect(closing.when({ type: 'CloseSitting' })).toBe('ballot-still-open')
    expect(closing.when({ type: 'HoldBallot', ballot: 'b1', reason: 'no' })).toBe('ballot-not-open')
    const annulled = closing.after({ type: 'VoidBallot', ballot: 'b1', reason: 'no' })
    expect(annulled.state.ballot).toMatchObject({ state: 'voided', closing: null })
  })
})

test('without a late window the close is the end', () => {
  expect(open(0).when(close)).toMatchObject([{ type: 'BallotClosed' }])
  expect(open(0).after(close).when(finish, SYSTEM)).toBe('ballot-not-closing')
})

describe('the preview of a result', () => {
  const fault = (code: string, kind: 'console' | 'bridge', id: string): ChamberEvent => ({
    type: 'FaultRaised',
    data: { fault: `${code}-${id}`, source: { kind, id }, code, detail: '' },
  })
  const sanityOf = (scene: Scene) => resultIn(scene.when(close)).sanity

  test('names the consoles that do not answer where somebody did not vote', () => {
    const scene = open(0).and(
      fault('console-silent', 'console', 'c1'),
      fault('console-silent', 'console', 'c2'),
    )
    expect(sanityOf(scene)).toEqual([
      {
        code: 'silent-consoles',
        kind: 'ask',
        detail: '1 who did not vote sit at consoles that do not answer.',
        members: ['m2'],
        consoles: ['c2'],
      },
    ])
    expect(sanityOf(open(0).and(fault('console-silent', 'console', 'c1')))).toEqual([])
  })

  test('names a bridge that is lost with all its consoles', () => {
    expect(sanityOf(open(0).and(fault('bridge-lost', 'bridge', 'bridge-1')))).toMatchObject([
      {
        code: 'consoles-unreachable',
        kind: 'ask',
        detail: 'Not reachable at the close: bridge bridge-1.',
      },
    ])
  })

  test('says where more voted than are present', () => {
    const left = ['m1', 'm2', 'm3', 'm4'].reduce(
      (scene, member) => scene.after({ type: 'SignOut', member }),
      open(0),
    )
    expect(sanityOf(left)).toMatchObject([{ code: 'more-votes-than-present', kind: 'ask' }])
  })

  test('is declared once whoever declares accepts what it asks', () => {
    const closed = open(0)
      .and(fault('console-silent', 'console', 'c2'))
      .after(close)
    expect(closed.when(declare)).toBe('result-to-be-accepted')
    expect(closed.when({ ...declare, accept: true })).toEqual([
      { type: 'ResultDeclared', data: { ballot: 'b1', accepted: ['silent-consoles'] } },
    ])
    expect(open(0).after(close).when(declare)).toEqual([
      { type: 'ResultDeclared', data: { ballot: 'b1', accepted: [] } },
    ])
  })
})

function resultIn(happened: ReturnType<Scene['when']>) {
  const closed = Array.isArray(happened)
    ? happened.find((event) => event.type === 'BallotClosed')
    : undefined
  if (closed === undefined) throw new Error(`No close, but ${JSON.stringify(happened)}`)
  return closed.data.result
}

test('time passes for a vote as for its event', () => {
  expect(open(500).after(close).state.ballot?.closing?.at).toBeGreaterThan(START)
})
