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
  speaking,
  type House,
} from './kiosk-rooms.ts'
import type { SeatMoment } from './kiosk-seats.ts'
import { part, stopped } from './own-parts.ts'

const house = quietHouse('debate')
const long = quietHouse('longest')
/** The first of the roster sits at the head. */
const CHAIR = 0

function moment(
  room: Partial<RoomView> = {},
  own: Partial<SeatView> = {},
  at: House = house,
): SeatMoment {
  const self = at.plan.members[CHAIR]
  return {
    house: { ...at, room: { ...at.room, ...room } },
    own: {
      seat: self?.seat ?? '',
      member: self?.id ?? null,
      signedIn: true,
      locked: false,
      aim: { microphone: 'closed', talk: 'off', place: 0, present: true, ballot: null },
      presence: null,
      ballot: null,
      ...own,
    },
  }
}
const debate = (at: House) => ({
  onAir: [speaking(at, 40)],
  queue: asking(at, [20, 33, 5, 48, 50, 51, 7, 8]),
})
export const preparedVote = (at: House, vote = 'v1'): RoomView['prepared'][number] => ({
  vote,
  item: at.room.item,
  motion: ballot(at).motion,
  rule: 'ordinary',
  choices: null,
  durationMs: 60_000,
  ballot: null,
})

/** Every state the chair's screen can be in, by name. */
export const CHAIR_MOMENTS: Record<string, () => SeatMoment> = {
  quiet: () => moment(),
  debate: () => moment({ ...debate(house), prepared: [preparedVote(house)] }),
  long: () =>
    moment(
      {
        ...debate(long),
        bellAt: NOW - 60_000,
        presenceCheck: checking(long, 0),
        prepared: [
          { ...preparedVote(long), motion: LONG_MOTION },
          { ...preparedVote(long, 'v2'), motion: LONG_MOTION },
        ],
      },
      {},
      long,
    ),
  'prepared-long': () =>
    moment(
      {
        ...debate(long),
        bellAt: NOW - 60_000,
        ballot: { ...declared(long, [268, 150, 9, 2]), id: 'b0' },
        prepared: [
          { ...preparedVote(long), motion: LONG_MOTION },
          { ...preparedVote(long, 'v2'), motion: LONG_MOTION },
        ],
      },
      {},
      long,
    ),
  presence: () => moment({ presenceCheck: checking(house, 18) }, { presence: 'awaited' }),
  vote: () => moment({ ...debate(house), ballot: ballot(house, { cast: 31 }) }, { ballot: part() }),
  'vote-long': () =>
    moment(
      { ...debate(long), ballot: ballot(long, { cast: 31, motion: LONG_MOTION }) },
      { ballot: part({ recorded: 'agree' }) },
      long,
    ),
  held: () => moment({ ballot: heldBallot(house, 'console-silent') }),
  call: () => moment({ ballot: calling(house) }),
  closed: () => moment({ ballot: ballot(house, { cast: 44, state: 'closed' }) }),
  announced: () =>
    moment(
      { ballot: ballot(house, { cast: 44, state: 'closed', motion: LONG_MOTION }) },
      { ballot: part({ mayVote: false, preview: declared(house, [30, 12, 1, 1]).result }) },
    ),
  tied: () =>
    moment(
      { ballot: ballot(house, { cast: 44, state: 'closed' }) },
      { ballot: { ...stopped('closed'), casting: true } },
    ),
  suspended: () =>
    moment({ sitting: house.room.sitting && { ...house.room.sitting, state: 'suspended' } }),
  'on-air': () =>
    moment(debate(house), {
      aim: { microphone: 'open', talk: 'on-air', place: 0, present: true, ballot: null },
    }),
  'sign-in': () => moment({}, { signedIn: false }),
  locked: () => moment({}, { locked: true }),
}
