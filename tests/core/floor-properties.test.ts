import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changedConsoles, consoleAim, heardMembers } from '../../controller/core/desire.ts'
import { evolve } from '../../controller/core/evolve.ts'
import type { ChamberState } from '../../controller/core/state.ts'
import { roomView } from '../../controller/core/view/room.ts'
import { toDraft, toEvent, type Happened } from '../../controller/protocol/event-versions.ts'
import { Debate } from './debate.ts'
import { fromAfar, openHouse, SYSTEM, seated } from './given.ts'
import { CHAIR } from './house.ts'

/** Six seats, the first two at one microphone, one person afar, the chair; a queue of four. */
const opened = () =>
  openHouse({
    members: 6,
    remote: 1,
    microphones: [{ id: 'mic-1-2', seats: ['s1', 's2'] }],
    policy: {
      queueLimit: 4,
      openMicrophones: 2,
      speechMs: 10_000,
      floor: {
        quotas: [
          { of: 'member', id: null, ms: 25_000 },
          { of: 'item', id: null, ms: 60_000 },
        ],
        atZero: 'mute',
      },
    },
  }).and(seated(CHAIR.member, CHAIR.seat), fromAfar('r1'))

type Step = (room: Debate) => unknown
const member = fc.constantFrom('m1', 'm2', 'm3', 'm4', 'r1')
const console = fc.integer({ min: 0, max: 5 })
const item = fc.constantFrom('one', 'two')
const kind = fc.constantFrom('speak', 'point-of-order', 'reply', 'consultation')

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.nat({ max: 4000 }).map(
      (ms): Step =>
        (room) =>
          room.wait(ms),
    ),
  },
  {
    weight: 6,
    arbitrary: fc.tuple(member, kind).map(
      ([who, as]): Step =>
        (room) =>
          room.ask(who, as),
    ),
  },
  {
    weight: 6,
    arbitrary: member.map(
      (who): Step =>
        (room) =>
          room.grant(who),
    ),
  },
  {
    weight: 3,
    arbitrary: member.map(
      (who): Step =>
        (room) =>
          room.end(who),
    ),
  },
  {
    weight: 6,
    arbitrary: fc.tuple(console, fc.constantFrom<[undefined, true]>(undefined, true)).map(
      ([n, releases]): Step =>
        (room) =>
          room.press(n, 'talk', releases),
    ),
  },
  {
    weight: 4,
    arbitrary: console.map(
      (n): Step =>
        (room) =>
          room.release(n),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(console, fc.boolean()).map(
      ([n, on]): Step =>
        (room) =>
          room.voice(n, on),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.boolean().map(
      (on): Step =>
        (room) =>
          room.do({ type: 'SwitchPriority', on }),
    ),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.constantFrom('open', 'override', 'request', 'voice', 'push-to-talk'),
        fc.option(fc.integer({ min: 1, max: 3 })),
      )
      .map(
        ([mode, openMicrophones]): Step =>
          (room) =>
            room.do({ type: 'SetFloorMode', mode, openMicrophones }),
      ),
  },
  {
    weight: 8,
    arbitrary: fc
      .tuple(member, item, fc.boolean())
      .chain(([who, on, yes]) =>
        fc.constantFrom<Parameters<Debate['do']>[0]>(
          { type: 'PauseSpeech', member: who },
          { type: 'ResumeSpeech', member: who },
          { type: 'SwitchMicrophone', member: who, on: yes },
          { type: 'ExtendSpeech', member: who, byMs: 3000 },
          { type: 'WithdrawRequest', member: who },
          { type: 'MuteAll' },
          { type: 'HoldFloor', on: yes },
          { type: 'StartAgendaItem', item: on },
          { type: 'OverrideMicrophone', seat: 's1', to: yes ? 'open' : 'floor' },
          { type: 'OverrideMicrophone', seat: 's4', to: yes ? 'closed' : 'floor' },
          { type: 'SetQuota', item: on, of: 'member', id: who, ms: yes ? 8000 : null },
          {
            type: 'RegisterSpeakers',
            item: on,
            speakers: ['m4', who, 'm5']
              .filter((one, at, all) => all.indexOf(one) === at)
              .map((one) => ({ member: one, speechMs: null })),
          },
          { type: 'SignOut', member: who },
          { type: 'SignIn', member: 'm1', place: { kind: 'seat', seat: 's1' } },
          { type: yes ? 'SuspendSitting' : 'ResumeSitting' },
          { type: 'ResumeSitting' },
        ),
      )
      .map(
        (command): Step =>
          (room) =>
            room.do(command),
      ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(member, fc.constantFrom('WarnSpeaker' as const, 'CallTime' as const)).map(
      ([who, type]): Step =>
        (room) =>
          room.do({ type, member: who }, SYSTEM),
    ),
  },
)
const debate = fc.array(step, { minLength: 40, maxLength: 120, size: 'max' })

/** Each run is a hundred steps, every one of them looked through in full. */
const RUNS = { numRuns: 40 }
/** Two seconds of a free machine; time for a busy one. */
const SLOW_MS = 120_000

/** Each state a debate went through, and the debate that got there. */
function* walk(steps: readonly Step[]): Generator<{ room: Debate; before: ChamberState }> {
  const room = new Debate(opened())
  for (const next of steps) {
    const before = room.state
    next(room)
    yield { room, before }
  }
}

/** Who the room hears: what consoles are ordered to do and whom the media let through. */
function heard(state: ChamberState) {
  const consoles = [...state.index.consoles.keys()].filter((id) => id !== CHAIR.console)
  const open = consoles.filter((id) => consoleAim(state, id).microphone === 'open')
  return { open: open.length + heardMembers(state).size, consoles }
}

/** How long each person spoke, from the events alone and one interval at a time. */
function measured(events: readonly Happened[], until: number): Map<string, number> {
  const spoken = new Map<string, number>()
  const stopped = new Map<string, Set<string>>()
  let [priority, last] = [false, 0]
  const pass = (now: number) => {
    for (const [who, why] of stopped)
      if (why.size === 0 && !priority) spoken.set(who, (spoken.get(who) ?? 0) + now - last)
    last = now
  }
  for (const event of events) {
    pass(event.at)
    if (event.type === 'FloorGranted') stopped.set(event.data.member, new Set())
    if (event.type === 'FloorEnded') stopped.delete(event.data.member)
    if (event.type === 'SpeechPaused') stopped.get(event.data.member)?.add('paused')
    if (event.type === 'SpeechResumed') stopped.get(event.data.member)?.delete('paused')
    if (event.type === 'SpeechInterrupted') stopped.get(event.data.member)?.add('interrupted')
    if (event.type === 'SpeechContinued') stopped.get(event.data.member)?.delete('interrupted')
    if (event.type === 'PrioritySwitched') priority = event.data.on
  }
  pass(until)
  return spoken
}

describe('whatever anybody does on the floor', () => {
  test(
    'never more microphones are open than may be, and a shared one is heard for one person',
    () => {
      fc.assert(
        fc.property(debate, (steps) => {
          for (const { room } of walk(steps)) {
            const { open } = heard(room.state)
            expect(open).toBeLessThanOrEqual(roomView(room.state).floor.most)
            const both = ['c1', 'c2'].filter((id) => consoleAim(room.state, id).talk === 'on-air')
            const forced = room.state.floor.forcedOpen.includes('mic-1-2')
            if (!forced) expect(both.length).toBeLessThanOrEqual(1)
          }
        }),
        RUNS,
      )
    },
    SLOW_MS,
  )

  test(
    'no console whose lamp or microphone changes is forgotten',
    () => {
      fc.assert(
        fc.property(debate, (steps) => {
          for (const { room, before } of walk(steps)) {
            const events = room.events.filter(({ seq }) => seq > before.seq)
            const changed = changedConsoles(before, room.state, events)
            for (const id of room.state.index.consoles.keys())
              if (!changed.has(id))
                expect(consoleAim(room.state, id)).toEqual(consoleAim(before, id))
          }
        }),
        RUNS,
      )
    },
    SLOW_MS,
  )

  test(
    'time is neither lost nor counted twice',
    () => {
      fc.assert(
        fc.property(debate, (steps) => {
          const room = [...walk(steps)].at(-1)?.room
          if (room === undefined) return
          const counted = new Map<string, number>()
          const add = (who: string, ms: number) => counted.set(who, (counted.get(who) ?? 0) + ms)
          for (const [key, ms] of room.state.floor.spent) {
            const [of, , who = ''] = key.split(' ')
            if (of === 'member') add(who, ms)
          }
          for (const { member: who, runningSince } of room.state.floor.speakers)
            if (runningSince !== null) add(who, room.now - runningSince)
          for (const [who, ms] of measured(room.events, room.now))
            expect(`${who} ${counted.get(who) ?? 0}`).toBe(`${who} ${ms}`)
        }),
        RUNS,
      )
    },
    SLOW_MS,
  )

  test(
    'the queue is one order, the same for everybody and after a restart',
    () => {
      fc.assert(
        fc.property(debate, (steps) => {
          const room = [...walk(steps)].at(-1)?.room
          if (room === undefined) return
          const queue = roomView(room.state).queue
          expect(queue.map(({ place }) => place)).toEqual(queue.map((_, at) => at + 1))
          const ranks = ['point-of-order', 'reply']
          const rank = queue.map(({ kind: of }) => ranks.indexOf(of)).map((at) => (at < 0 ? 9 : at))
          expect(rank).toEqual(rank.toSorted((a, b) => a - b))
          for (const [at, asking] of queue.entries()) {
            const next = queue[at + 1]
            if (next !== undefined && rank[at] === rank[at + 1] && !asking.listed) {
              expect(next.listed).toBe(false)
              expect(asking.askedAt).toBeLessThanOrEqual(next.askedAt)
            }
          }
          const stored: unknown = JSON.parse(
            JSON.stringify(
              room.events.map((event) => ({
                ...toDraft(event, event.at, event.cause),
                seq: event.seq,
                hash: '',
              })),
            ),
          )
          const read = stored as Parameters<typeof toEvent>[0][]
          const folded = read.map((event) => toEvent(event)).reduce(evolve, opened().state)
          expect(roomView(folded).queue).toEqual(queue)
          expect(folded.floor.speakers).toEqual(room.state.floor.speakers)
          expect([...folded.floor.spent]).toEqual([...room.state.floor.spent])
        }),
        RUNS,
      )
    },
    SLOW_MS,
  )
})
