import { QUIET_FLOOR } from '../simulated/quiet-floor.ts'
import type { RoomView, SeatView } from '../../controller/protocol/views.ts'
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
  speaking,
  STANDING,
  TEN,
  type House,
} from './kiosk-rooms.ts'
import { cast, castFirst, part, stopped, uncalled } from './own-parts.ts'

/** One moment of a seat's screen: its place in the house and what it is shown. */
export interface SeatMoment {
  house: House
  own: SeatView
}
/** Whose screen it is: the thirteenth of the roster; the first three sit at the head. */
const ME = 12
const CHAIR = 0

type AimChange = Partial<SeatView['aim']>

function moment(
  change: { room?: Partial<RoomView>; own?: Partial<SeatView>; aim?: AimChange } = {},
  house = quietHouse(),
  index = ME,
): SeatMoment {
  const self = house.plan.members[index]
  const aim = { microphone: 'closed', talk: 'off', place: 0, present: true, ballot: null } as const
  const own: SeatView = {
    seat: self?.seat ?? '',
    member: self?.id ?? null,
    signedIn: true,
    locked: false,
    aim: { ...aim, ...change.aim },
    presence: null,
    ballot: null,
    ...change.own,
  }
  return { house: { ...house, room: { ...house.room, ...change.room } }, own }
}

const house = quietHouse()
const long = quietHouse('longest')
const debate = { onAir: [speaking(house, 40)], queue: asking(house, [20, 33, 5, 48, 50, 51, 7, 8]) }
const mine = (change: Parameters<typeof speaking>[2] = {}) => ({
  onAir: [speaking(house, ME, change)],
})
const open: AimChange = { microphone: 'open', talk: 'on-air' }
const ten = (at: House) => {
  const running = ballot(at)
  return { ...running, rule: { ...running.rule, choices: TEN } }
}

const HELD = 'เครื่องลงคะแนนแถว B ขัดข้อง เจ้าหน้าที่กำลังแก้ไข'
/** So many persons to choose among, and none of them. */
const election = (persons: number) => {
  const running = ballot(house)
  return {
    ...running,
    rule: { ...running.rule, choices: [...TEN.slice(0, persons), ...TEN.slice(-1)] },
  }
}

/** Every state a seat's screen can be in, by name. */
export const SEAT_MOMENTS: Record<string, () => SeatMoment> = {
  idle: () => moment({ room: debate }),
  'idle-long': () =>
    moment({ room: { onAir: [speaking(long, 40)], queue: asking(long, [20, 33]) } }, long),
  'nobody-on-air': () => moment(),
  'no-sitting': () => moment({ room: { sitting: null, agenda: [], item: null } }),
  suspended: () =>
    moment({
      room: { sitting: house.room.sitting && { ...house.room.sitting, state: 'suspended' } },
    }),
  'sign-in': () => moment({ room: debate, own: { signedIn: false } }),
  nobody: () => moment({ room: debate, own: { signedIn: false, member: null } }),
  asking: () => moment({ room: debate, aim: { talk: 'asking', place: 5 } }),
  next: () => moment({ room: debate, aim: { talk: 'next', place: 1 } }),
  speaking: () => moment({ room: mine(), aim: open }),
  'speaking-last': () => moment({ room: mine({ until: NOW + 28_000 }), aim: open }),
  'time-up': () => moment({ room: mine({ until: NOW - 4000 }), aim: open }),
  'speaking-unlimited': () => moment({ room: mine({ until: null }), aim: open }),
  muted: () => moment({ room: mine({ microphone: false }) }),
  cut: () => moment({ room: mine({ microphone: false, cut: true }) }),
  interrupted: () => moment({ room: mine(STANDING) }),
  'mode-open': () =>
    moment({ room: { ...debate, floor: { ...QUIET_FLOOR, mode: 'open', open: 1 } } }),
  'push-to-talk': () =>
    moment({ room: { ...debate, floor: { ...QUIET_FLOOR, mode: 'push-to-talk', open: 2 } } }),
  'chair-off': () => moment({ room: debate }, house, CHAIR),
  'chair-on': () => moment({ room: debate, aim: open }, house, CHAIR),
  vote: () => moment({ room: { ballot: ballot(house) }, own: { ballot: part() } }),
  'vote-long': () =>
    moment(
      { room: { ballot: ballot(long, { motion: LONG_MOTION }) }, own: { ballot: part() } },
      long,
    ),
  'vote-ten': () => moment({ room: { ballot: ten(house) }, own: { ballot: part() } }),
  'vote-on-air': () =>
    moment({ room: { ...mine(), ballot: ballot(house) }, own: { ballot: part() }, aim: open }),
  voted: () =>
    moment({ room: { ballot: ballot(house) }, own: { ballot: part({ recorded: 'disagree' }) } }),
  'voted-long': () =>
    moment(
      {
        room: { ballot: ballot(long, { motion: LONG_MOTION }) },
        own: { ballot: part({ recorded: 'no-vote' }) },
      },
      long,
    ),
  'voted-first': () =>
    moment({
      room: { ballot: ballot(house) },
      own: { ballot: castFirst('agree') },
    }),
  'voted-ten': () =>
    moment({ room: { ballot: ten(house) }, own: { ballot: part({ recorded: 'hasan' }) } }),
  'not-entitled': () =>
    moment({
      room: { ...debate, ballot: ballot(house) },
      own: { ballot: part({ mayVote: false, whyNot: 'not-in-electorate', revisable: false }) },
    }),
  presence: () =>
    moment({ room: { presenceCheck: checking(house, 18) }, own: { presence: 'awaited' } }),
  'presence-on-air': () =>
    moment({
      room: { ...mine(), presenceCheck: checking(house, 18) },
      own: { presence: 'awaited' },
      aim: open,
    }),
  'presence-done': () =>
    moment({ room: { presenceCheck: checking(house, 41) }, own: { presence: 'declared' } }),
  'vote-first': () =>
    moment({ room: { ballot: ballot(house) }, own: { ballot: part({ revisable: false }) } }),
  'vote-three': () => moment({ room: { ballot: election(3) }, own: { ballot: part() } }),
  'vote-secret': () =>
    moment({ room: { ballot: ballot(house, { secret: SECRET }) }, own: { ballot: part() } }),
  'vote-box': () =>
    moment({
      room: { ballot: ballot(house, { secret: { officers: [], seal: null } }) },
      own: { ballot: part() },
    }),
  'voted-receipt': () =>
    moment({ room: { ballot: ballot(house) }, own: { ballot: cast('disagree') } }),
  'voted-receipt-long': () =>
    moment(
      {
        room: { ballot: ballot(long, { motion: LONG_MOTION }) },
        own: { ballot: cast('no-vote') },
      },
      long,
    ),
  'voted-receipt-ten': () =>
    moment({ room: { ballot: ten(house) }, own: { ballot: cast('hasan') } }),
  'voted-three': () => moment({ room: { ballot: election(3) }, own: { ballot: cast('anan') } }),
  sealed: () =>
    moment({
      room: { ballot: ballot(house, { secret: SECRET }) },
      own: { ballot: part({ sealed: true }) },
    }),
  'sealed-first': () =>
    moment(
      {
        room: { ballot: ballot(long, { secret: SECRET, motion: LONG_MOTION }) },
        own: { ballot: castFirst(null) },
      },
      long,
    ),
  held: () =>
    moment({ room: { ballot: heldBallot(house, HELD) }, own: { ballot: stopped('held') } }),
  'held-voted': () =>
    moment({
      room: { ballot: heldBallot(house, HELD) },
      own: { ballot: stopped('held', cast('disagree')) },
    }),
  'held-voted-ten': () =>
    moment({
      room: { ballot: heldBallot(house, HELD, { rule: ten(house).rule }) },
      own: { ballot: stopped('held', cast('hasan')) },
    }),
  'held-sealed': () =>
    moment({
      room: { ballot: heldBallot(house, HELD, { secret: SECRET }) },
      own: { ballot: stopped('held', part({ sealed: true })) },
    }),
  closing: () =>
    moment({
      room: {
        ballot: ballot(house, { state: 'closing', closing: { at: NOW - 500, until: NOW + 1500 } }),
      },
      own: { ballot: stopped('closed') },
    }),
  'closed-voted': () =>
    moment({
      room: { ballot: ballot(house, { state: 'closed' }) },
      own: { ballot: stopped('closed', cast('agree')) },
    }),
  declared: () =>
    moment({
      room: { ...debate, ballot: declared(house, [21, 18, 3, 2]) },
      own: { ballot: stopped('closed', cast('agree')) },
    }),
  locked: () => moment({ room: { ballot: ballot(house) }, own: { locked: true, ballot: part() } }),
  'call-waits': () =>
    moment({ room: { ballot: calling(house, { called: 2 }) }, own: { ballot: uncalled() } }),
  'call-waits-long': () =>
    moment(
      {
        room: { ballot: { ...calling(long, { called: 2 }), motion: LONG_MOTION } },
        own: { ballot: uncalled() },
      },
      long,
    ),
  called: () =>
    moment({ room: { ballot: calling(house) }, own: { ballot: part({ called: true }) } }),
  'call-answered': () =>
    moment({ room: { ballot: calling(house) }, own: { ballot: uncalled(cast('agree')) } }),
  tied: () =>
    moment(
      {
        room: { ballot: ballot(house, { state: 'closed', motion: LONG_MOTION }) },
        own: { ballot: { ...stopped('closed', cast('agree')), casting: true } },
      },
      house,
      CHAIR,
    ),
}
