import type { MemberView } from '../../controller/protocol/views.ts'
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
  TEN,
  type House,
} from './kiosk-rooms.ts'
import type { FakeDevices } from './fake-devices.ts'
import { cast, castFirst, part, stopped, uncalled } from './own-parts.ts'

/** One moment of a remote member's page. */
export interface JoinMoment {
  house: House
  own: MemberView
  devices: FakeDevices
}
/** Who sits far away: the twelfth of the roster is one of those the fixtures call remote. */
export const REMOTE_INDEX = 11

const house = quietHouse('debate')
const long = quietHouse('longest')
const good: FakeDevices = { camera: 'works', microphone: 'works', loud: true }

function moment(
  own: Partial<MemberView> = {},
  room: Partial<House['room']> = {},
  at = house,
  devices = good,
): JoinMoment {
  const self = at.plan.members[REMOTE_INDEX]
  return {
    house: { ...at, room: { ...at.room, ...room } },
    own: {
      member: self?.id ?? '',
      seat: null,
      receipts: [],
      stage: 'admitted',
      locked: false,
      lobbyPlace: null,
      reason: null,
      asking: false,
      place: 0,
      onAir: false,
      microphone: false,
      presence: null,
      ballot: null,
      ...own,
    },
    devices,
  }
}
const check = (devices: Partial<FakeDevices>) =>
  moment({ stage: 'outside' }, {}, house, { ...good, ...devices })
const debate = { onAir: [speaking(house, 40)], queue: asking(house, [20, 33]) }
const mine = (change: Parameters<typeof speaking>[2] = {}) => ({
  onAir: [speaking(house, REMOTE_INDEX, { seat: null, remote: true, ...change })],
})
const ten = { ...ballot(house), rule: { ...ballot(house).rule, choices: TEN } }

const HELD = 'ขาดการเชื่อมต่อกับห้องประชุม เจ้าหน้าที่กำลังแก้ไข'
const election = (persons: number) => ({
  ...ten,
  rule: { ...ten.rule, choices: [...TEN.slice(0, persons), ...TEN.slice(-1)] },
})

const RECEIPTS: MemberView['receipts'] = [ballot(long, { motion: LONG_MOTION }), ballot(house)].map(
  ({ motion }, at) => ({
    ballot: `b${at}`,
    motion,
    choice: { th: 'ไม่ลงคะแนนเสียง', en: 'No vote' },
    code: at === 0 ? 'K7Q42M9D83' : '0HX9VJ3T5N',
  }),
)

/** Every state of the page from the device check on, by name. */
export const JOIN_MOMENTS: Record<string, () => JoinMoment> = {
  'check-ok': () => check({}),
  'check-quiet': () => check({ loud: false }),
  'check-no-microphone': () => check({ microphone: 'missing' }),
  'check-no-camera': () => check({ camera: 'missing' }),
  'check-refused': () => check({ camera: 'refused', microphone: 'refused' }),
  'check-in-use': () => check({ camera: 'in-use', microphone: 'in-use' }),
  'not-admitted': () => moment({ stage: 'refused', reason: 'โปรดใช้ชื่อจริง' }),
  lobby: () => moment({ stage: 'lobby', lobbyPlace: 2 }),
  room: () => moment({}, debate),
  'room-quiet': () => moment(),
  'room-long': () => moment({}, { onAir: [speaking(long, 40)], queue: asking(long, [20]) }, long),
  suspended: () =>
    moment({}, { sitting: house.room.sitting && { ...house.room.sitting, state: 'suspended' } }),
  asking: () => moment({ asking: true, place: 3 }, debate),
  next: () => moment({ asking: true, place: 1 }, debate),
  'on-air': () => moment({ onAir: true, microphone: true }, mine()),
  cut: () => moment({ onAir: true, microphone: false }, mine({ microphone: false, cut: true })),
  vote: () => moment({ ballot: part() }, { ...debate, ballot: ballot(house) }),
  'vote-long': () =>
    moment({ ballot: part() }, { ballot: ballot(long, { motion: LONG_MOTION }) }, long),
  'vote-ten': () => moment({ ballot: part() }, { ballot: ten }),
  voted: () =>
    moment({ ballot: part({ recorded: 'disagree' }) }, { ...debate, ballot: ballot(house) }),
  'voted-first': () => moment({ ballot: castFirst('agree') }, { ballot: ballot(house) }),
  'no-remote-vote': () =>
    moment(
      { ballot: part({ mayVote: false, whyNot: 'no-remote-vote', revisable: false }) },
      { ...debate, ballot: ballot(house) },
    ),
  removed: () => moment({ stage: 'removed', reason: 'เปิดเผยการประชุมต่อผู้อื่น' }),
  presence: () =>
    moment({ presence: 'awaited' }, { ...debate, presenceCheck: checking(house, 18) }),
  'presence-done': () => moment({ presence: 'declared' }, { presenceCheck: checking(house, 41) }),
  'vote-three': () => moment({ ballot: part() }, { ballot: election(3) }),
  'vote-secret': () =>
    moment({ ballot: part() }, { ...debate, ballot: ballot(house, { secret: SECRET }) }),
  sealed: () =>
    moment(
      { ballot: part({ sealed: true }) },
      { ...debate, ballot: ballot(house, { secret: SECRET }) },
    ),
  'voted-receipt': () => moment({ ballot: cast('disagree') }, { ...debate, ballot: ballot(house) }),
  'voted-receipt-long': () =>
    moment({ ballot: cast('no-vote') }, { ballot: ballot(long, { motion: LONG_MOTION }) }, long),
  'voted-receipt-ten': () => moment({ ballot: cast('hasan') }, { ballot: ten }),
  held: () => moment({ ballot: stopped('held') }, { ...debate, ballot: heldBallot(house, HELD) }),
  'held-voted': () =>
    moment({ ballot: stopped('held', cast('disagree')) }, { ballot: heldBallot(house, HELD) }),
  'closed-voted': () =>
    moment(
      { ballot: stopped('closed', cast('agree')) },
      { ...debate, ballot: ballot(house, { state: 'closed' }) },
    ),
  closed: () =>
    moment(
      { ballot: stopped('closed') },
      { ...debate, ballot: ballot(house, { state: 'closed' }) },
    ),
  declared: () =>
    moment(
      { ballot: stopped('closed', cast('agree')) },
      { ...debate, ballot: declared(house, [21, 18, 3, 2]) },
    ),
  locked: () => moment({ locked: true, ballot: part() }, { ...debate, ballot: ballot(house) }),
  'call-waits': () =>
    moment({ ballot: uncalled() }, { ...debate, ballot: calling(house, { called: 2 }) }),
  called: () => moment({ ballot: part({ called: true }) }, { ...debate, ballot: calling(house) }),
  seated: () => moment({ stage: 'outside', seat: 'B2-03', receipts: RECEIPTS }),
  'seated-none': () => moment({ stage: 'outside', seat: 'B2-03' }),
}
