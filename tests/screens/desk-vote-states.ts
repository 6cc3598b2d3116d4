import type { Actor } from '../../controller/protocol/actors.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import { isCallFinished } from '../../controller/core/ballot/roll-call.ts'
import {
  rhythmWords,
  twoCardsWords,
  twoPlacesWords,
} from '../../controller/core/evidence/flag-words.ts'
import type { FlagAction, FlagCode } from '../../controller/protocol/flags.ts'
import type { Text } from '../../controller/protocol/text.ts'
import type { Scene } from '../core/given.ts'
import { bySeat, faulty, opened, person, prepared, sitting, voted } from './desk-votes.ts'

/** The moments of a vote a desk must be looked at in, each from the core. */
export const VOTE_STATES = {
  none: () => sitting(),
  presence: () => declaring(sitting(), 40),
  checked: () => declaring(sitting(), 53).after({ type: 'EndPresenceCheck', check: 'p1' }),
  opening: () =>
    sitting()
      .after(prepared('v1', 'i2', 'Section 12: agree with the committee’s amendment?'))
      .after(prepared('v2', 'i2', 'Section 13: keep as in the bill?'))
      .after(prepared('v3', null, 'Adjourn the debate?')),
  open: () => voted(sitting().after(opened()), CHOICES, 7),
  held: () =>
    voted(sitting().after(opened()), CHOICES, 3).after({
      type: 'HoldBallot',
      ballot: 'b1',
      reason: 'Consoles of line 2 do not answer',
    }),
  closing: () => voted(sitting().after(opened()), CHOICES).after(CLOSE),
  closed: () => closed(voted(sitting().after(opened()), CHOICES)),
  asks: () => closed(voted(faulty(sitting().after(opened()), [4, 13]), CHOICES)),
  tie: () => closed(voted(sitting().after(opened()), ['agree', 'disagree'], 27)),
  conditions: () => closed(answered(calling('constitution-reading-3'), 60)),
  declared: () => declared(closed(voted(sitting().after(opened()), CHOICES))),
  recount: () => declared(closed(voted(sitting().after(opened()), CLOSE_RUN, 7))),
  called: () => answered(calling(), 14).after(call('CallNext')),
  second: () => secondCall(calling()),
  oral: () => {
    const { id, other } = silent()
    return voted(sitting().after(opened()), CHOICES)
      .after(aloud(id), officer('somchai'))
      .after(aloud(other), officer('wipha'))
  },
  corrected: () => {
    const { id } = silent()
    return declared(closed(voted(sitting().after(opened()), CHOICES)))
      .after(aloud(id), officer('somchai'))
      .after({ type: 'AttestOralVote', ballot: 'b1', member: id }, officer('wipha'))
  },
  secret: () => secretVote(),
  box: () => secretVote().after(CLOSE),
  flags: () => flagged(voted(sitting().after(opened()), CHOICES)),
} satisfies Record<string, () => Scene>
export type VoteState = keyof typeof VOTE_STATES
/** What is pressed to come from the state to what is to be looked at. */
export const PRESSED: Partial<Record<VoteState, readonly string[]>> = {
  opening: ['v'],
  declared: ['Shift+W'],
  box: ['Shift+K'],
  flags: ['Shift+F'],
  corrected: ['Shift+W'],
  oral: ['t', '/', 'A', '1', '0', '2', 'Enter'],
}

export const CHOICES = ['agree', 'agree', 'disagree', 'agree', 'abstain']
const CLOSE_RUN = ['agree', 'disagree', 'agree', 'disagree', 'agree', 'disagree', 'abstain']
export const CLOSE = { type: 'CloseBallot', ballot: 'b1' } as const
export const officer = (user: string): Actor => ({ kind: 'desk', user })
const SYSTEM: Actor = { kind: 'system', part: 'clock' }

function declaring(scene: Scene, count: number): Scene {
  return Array.from({ length: count }, (_, index) => person(index))
    .filter(({ id }) => id !== '')
    .reduce(
      (before, { id, seat }) => before.after({ type: 'DeclarePresence', member: id }, bySeat(seat)),
      scene.after({ type: 'StartPresenceCheck', check: 'p1' }),
    )
}

/** A roll call awaits no late votes. */
export function closed(scene: Scene): Scene {
  const after = scene.after(CLOSE)
  return after.state.ballot?.state === 'closing'
    ? after.after({ type: 'FinishClosing', ballot: 'b1' }, SYSTEM)
    : after
}
export const declared = (scene: Scene): Scene =>
  scene.after({ type: 'DeclareResult', ballot: 'b1', accept: true })

/** Two who did not vote where every ninth is silent. */
export const silent = () => ({ id: person(4).id, other: person(13).id })
export const aloud = (member: string): Command => ({
  type: 'AddOralVote',
  ballot: 'b1',
  member,
  choice: 'agree',
  reason: 'Console failed',
})

const call = (type: 'CallNext' | 'SkipCalled' | 'CallMissing'): Command => ({ type, ballot: 'b1' })
export const calling = (rule = 'prime-minister'): Scene => sitting().after(opened(rule, 0))

/** So many are called; every fifth does not answer. */
export function answered(scene: Scene, count: number): Scene {
  return Array.from({ length: count }).reduce<Scene>((before, _, index) => {
    const { ballot } = before.state
    if (ballot === null || isCallFinished(ballot)) return before
    const now = before.after(call('CallNext'))
    const member = now.state.ballot?.call?.called ?? ''
    const choice = CHOICES[index % CHOICES.length] ?? ''
    if (index % 5 === 4) return now.after(call('SkipCalled'))
    return now.after({ type: 'AnswerCall', ballot: 'b1', member, choice })
  }, scene)
}
function secondCall(scene: Scene): Scene {
  const everybody = scene.state.ballot?.call?.order.length ?? 0
  return answered(scene, everybody).after(call('CallMissing')).after(call('CallNext'))
}

const PERSONS = ['Kanya Mekwari', 'Anan Thongprathip', 'Hasan Rungwarin'].map((en, index) => ({
  id: `person-${'abc'.charAt(index)}`,
  name: { th: `${en} (ผู้ได้รับการเสนอชื่อ)`, en },
  counts: 'person' as const,
}))
const key = (letter: string) => letter.repeat(43)
function secretVote(): Scene {
  const scene = sitting()
    .after({ type: 'GiveOfficerKey', key: key('A') }, officer('wipha'))
    .after({ type: 'GiveOfficerKey', key: key('B') }, officer('somchai'))
    .after({ ...opened('choosing-persons'), choices: PERSONS })
  return scene.after({ type: 'PlaceBallotBox', ballot: 'b1', box: key('C') }, SYSTEM)
}

const seatOf = (seat: string) => ({ kind: 'seat', seat }) as const

/** One who is locked, one thing to be decided, one only noted. */
function flagged(scene: Scene): Scene {
  const [one, two, three] = [person(2), person(3), person(9)]
  const flag = (id: string, code: FlagCode, action: FlagAction, who: typeof one, detail: Text) => ({
    type: 'VoteFlagged' as const,
    data: {
      flag: id,
      code,
      action,
      members: [who.id],
      seats: [who.seat],
      consoles: [`console-${who.seat}`],
      ballot: 'b1',
      detail,
    },
  })
  return scene.and(
    flag(
      'f1',
      'inhuman-rhythm',
      'note',
      three,
      rhythmWords(
        Array.from({ length: 6 }, () => three.seat),
        [240, 241, 239, 240, 240],
      ),
    ),
    flag(
      'f2',
      'two-cards-one-seat',
      'ask',
      two,
      twoCardsWords(scene.state, [one.id, two.id], two.seat, 4000),
    ),
    flag(
      'f3',
      'card-in-two-readers',
      'lock',
      one,
      twoPlacesWords(scene.state, one.id, seatOf(one.seat), seatOf(person(40).seat)),
    ),
    {
      type: 'MemberLocked',
      data: {
        member: one.id,
        because: 'f3',
        second: seatOf(person(40).seat),
        card: 'card-3F9A77C012AB55E0',
      },
    },
  )
}
