import type { RoomView, SittingView } from '../../controller/protocol/views.ts'
import { NOW } from './fixtures.ts'
import {
  asking,
  ballot,
  calling,
  checking,
  declared,
  heldBallot,
  LONG_MOTION,
  quietHouse,
  SECRET,
  ruleOf,
  speaking,
  STANDING,
  TEN,
  withEverything,
  type House,
} from './kiosk-rooms.ts'

const house = quietHouse('vote')
const long = quietHouse('longest')
const small = quietHouse('debate')

const with_ = (room: Partial<RoomView>, at = house): House => ({
  ...at,
  room: { ...at.room, ...room },
})
const sitting = (state: SittingView['state']) =>
  with_({ sitting: house.room.sitting && { ...house.room.sitting, state } })
const queue = asking(house, [120, 75, 260])
const ten = (at: House) => ({ ...ruleOf(at), choices: TEN })

const HEAD = { seq: 18_402, hash: '9e4b77d0c1aa5f31'.padEnd(64, '0') }
const ended = (present: number): RoomView['presenceCheck'] => {
  const check = checking(house, present)
  return check && { ...check, state: 'ended', endedAt: NOW - 4000 }
}
/** An election among nine, told. */
const chosen = (outcome: 'elected' | 'run-off', leading: string[]): RoomView['ballot'] => {
  const told = declared(house, [80, 71, 97, 55, 41, 30, 22, 19, 12, 9], ten(house))
  return { ...told, result: told.result && { ...told.result, outcome, leading } }
}

/** Every state a hall display can be in, by name. */
export const HALL_MOMENTS: Record<string, () => House> = {
  none: () => with_({ sitting: null, agenda: [], item: null }),
  scheduled: () => sitting('scheduled'),
  suspended: () => sitting('suspended'),
  closed: () => sitting('closed'),
  'closed-long': () =>
    with_({ sitting: long.room.sitting && { ...long.room.sitting, state: 'closed' } }, long),
  nobody: () => with_({}),
  'nobody-long': () => with_({ queue: asking(long, [20, 33]) }, long),
  'no-item': () => with_({ item: null }),
  speaker: () => with_({ onAir: [speaking(house, 40)], queue }),
  'speaker-long': () => with_({ onAir: [speaking(long, 40)], queue: asking(long, [3, 4]) }, long),
  unlimited: () => with_({ onAir: [speaking(house, 40, { until: null })], queue }),
  'time-up': () => with_({ onAir: [speaking(house, 40, { until: NOW - 3000 })], queue }),
  remote: () => with_({ onAir: [speaking(house, 44, { seat: null, remote: true })], queue }),
  interrupted: () => with_({ onAir: [speaking(house, 40, STANDING)], queue }),
  muted: () => with_({ onAir: [speaking(house, 40, { microphone: false })], queue }),
  two: () =>
    with_({
      onAir: [
        speaking(house, 40, { until: NOW + 92_000 }),
        speaking(house, 9, { kind: 'point-of-order', since: NOW - 4000 }),
      ],
      queue,
    }),
  'two-long': () =>
    with_(
      {
        onAir: [
          speaking(long, 40),
          speaking(long, 11, { seat: null, remote: true }),
          speaking(long, 9, { kind: 'point-of-order', since: NOW - 4000 }),
        ],
        queue: asking(long, [3]),
      },
      long,
    ),
  vote: () => with_({ ballot: ballot(house, { cast: 429 }) }),
  'vote-none-yet': () => with_({ ballot: ballot(house) }),
  'vote-long': () => with_({ ballot: ballot(long, { cast: 429, motion: LONG_MOTION }) }, long),
  'vote-unlimited': () => with_({ ballot: ballot(house, { cast: 12, closesAt: null }) }),
  'vote-ten': () => with_({ ballot: ballot(house, { cast: 429, rule: ten(house) }) }),
  counting: () => with_({ ballot: ballot(house, { cast: 440, state: 'closed' }) }),
  voided: () =>
    with_({ ballot: ballot(house, { state: 'voided', voidedBecause: 'เครื่องลงคะแนนขัดข้อง' }) }),
  carried: () => with_({ ballot: declared(house, [268, 150, 9, 2]) }),
  'not-carried': () => with_({ ballot: declared(small, [11, 40, 3, 0]) }, small),
  tie: () => with_({ ballot: declared(house, [210, 210, 4, 0]) }),
  inquorate: () => with_({ ballot: declared(house, [120, 1, 0, 0]) }),
  'no-votes': () => with_({ ballot: declared(house, [0, 0, 0, 0]) }),
  'result-existing': () =>
    with_({
      ballot: declared(house, [206, 161, 40, 2], {
        ...ruleOf(house),
        name: {
          th: 'มากกว่ากึ่งหนึ่งของสมาชิกทั้งหมดเท่าที่มีอยู่',
          en: 'More than half of the existing members',
        },
        decides: {
          by: 'threshold',
          base: 'existing',
          compare: '>',
          threshold: { num: 1, den: 2 },
          tie: 'not-carried',
        },
      }),
    }),
  'result-long': () =>
    with_({ ballot: { ...declared(long, [268, 150, 9, 2]), motion: LONG_MOTION } }, long),
  'result-ten': () =>
    with_({ ballot: declared(house, [80, 71, 60, 55, 41, 30, 22, 19, 12, 9], ten(house)) }),
  presence: () => with_({ presenceCheck: checking(house, 218) }),
  'presence-none-yet': () => with_({ presenceCheck: checking(house, 0) }),
  'presence-quorate': () => with_({ presenceCheck: checking(house, 441) }),
  'presence-over': () => with_({ presenceCheck: ended(213) }),
  'presence-over-quorate': () => with_({ presenceCheck: ended(441) }),
  'vote-held': () => with_({ ballot: heldBallot(house, 'console-silent') }),
  'vote-held-long': () =>
    with_({ ballot: heldBallot(long, LONG_MOTION.th, { motion: LONG_MOTION }) }, long),
  'vote-closing': () =>
    with_({
      ballot: ballot(house, {
        cast: 439,
        state: 'closing',
        closing: { at: NOW - 400, until: NOW + 1600 },
      }),
    }),
  'vote-secret': () => with_({ ballot: ballot(house, { cast: 120, secret: SECRET }) }),
  recount: () =>
    with_({ ballot: { ...calling(house), origin: { kind: 'recount', of: 'b0' }, state: 'held' } }),
  'void-long': () =>
    with_(
      {
        ballot: ballot(long, {
          state: 'voided',
          motion: LONG_MOTION,
          voidedBecause: LONG_MOTION.th,
        }),
      },
      long,
    ),
  call: () => with_({ ballot: calling(house) }),
  'call-begins': () => with_({ ballot: calling(house, { called: null }) }),
  'call-answered': () => with_({ ballot: calling(house, { answered: true }) }),
  'call-second': () => with_({ ballot: calling(house, { round: 2, called: null }) }),
  'call-long': () => with_({ ballot: { ...calling(long), motion: LONG_MOTION } }, long),
  everything: () => with_({ ballot: withEverything(house, 6), checkpoint: HEAD }),
  'everything-corrected': () => {
    const told = withEverything(house, 24)
    const [oral] = told.oral ?? []
    if (!oral || !told.result) throw new Error('It has a vote said aloud.')
    const corrections = [{ ...oral, at: NOW - 3000, result: told.result }]
    return with_({ ballot: { ...told, corrections }, checkpoint: HEAD })
  },
  'everything-long': () =>
    with_({ ballot: { ...withEverything(long, 12), motion: LONG_MOTION }, checkpoint: HEAD }, long),
  casting: () =>
    with_({
      ballot: {
        ...declared(house, [211, 210, 4, 0]),
        casting: { member: 'm0', choice: 'agree' },
      },
    }),
  elected: () => with_({ ballot: chosen('elected', ['hasan']), checkpoint: HEAD }),
  'run-off': () => with_({ ballot: chosen('run-off', ['hasan', 'anan']) }),
}
