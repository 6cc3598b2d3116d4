import type { MemberView, OwnBallotView } from '../../controller/protocol/views.ts'
import {
  asking,
  ballot,
  LONG_MOTION,
  quietHouse,
  speaking,
  TEN,
  type House,
} from './kiosk-rooms.ts'
import type { FakeDevices } from './fake-devices.ts'

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
      stage: 'admitted',
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
const part = (change: Partial<OwnBallotView> = {}): OwnBallotView => ({
  id: 'b1',
  mayVote: true,
  whyNot: null,
  recorded: null,
  revisable: true,
  ...change,
})
const debate = { onAir: [speaking(house, 40)], queue: asking(house, [20, 33]) }
const mine = (change: Parameters<typeof speaking>[2] = {}) => ({
  onAir: [speaking(house, REMOTE_INDEX, { seat: null, remote: true, ...change })],
})
const ten = { ...ballot(house), rule: { ...ballot(house).rule, choices: TEN } }

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
  'voted-first': () =>
    moment(
      {
        ballot: part({
          mayVote: false,
          whyNot: 'already-voted',
          recorded: 'agree',
          revisable: false,
        }),
      },
      { ballot: ballot(house) },
    ),
  'no-remote-vote': () =>
    moment(
      { ballot: part({ mayVote: false, whyNot: 'no-remote-vote', revisable: false }) },
      { ...debate, ballot: ballot(house) },
    ),
  removed: () => moment({ stage: 'removed', reason: 'เปิดเผยการประชุมต่อผู้อื่น' }),
}
