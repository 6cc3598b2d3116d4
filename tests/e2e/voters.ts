import { consoleAt } from '../../config/load.ts'
import { CHOICE_IDS, CHOICES } from './ballot-count.ts'
import { untilLamps, type SeatedConsole } from './consoles.ts'
import type { EventOf } from './kept-record.ts'
import type { RemotePage } from './remote-page.ts'

/** One member who votes, by whatever they vote with. */
export interface Voter {
  readonly member: string
  /** Where the record will say the vote came from: seat and console, or from afar. */
  readonly seat: string | null
  /** Presses a choice, from 1. Resolves with the press's id; a page has none. */
  choose(choice: number): Promise<string | null>
  /** Resolves when the lamp or the page says that this choice is recorded. */
  untilRecorded(choice: number): Promise<void>
}

/** How a member wants to vote: a choice from 1. */
export interface Wish {
  voter: Voter
  choice: number
}

/** What a member pressed, and by which press. */
export interface Pressed extends Wish {
  pressId: string | null
}

export function voterAt(console: SeatedConsole): Voter {
  const { member, seat } = console
  return {
    member,
    seat,
    choose: (choice) => console.press(`choice-${choice}`),
    untilRecorded: (choice) => untilLamps(console, { recorded: choice }),
  }
}

export function voterFromAfar(remote: RemotePage): Voter {
  const nameOf = (choice: number) => CHOICES[choice - 1] ?? ''
  return {
    member: remote.member,
    seat: null,
    choose: async (choice) => {
      await remote.vote(nameOf(choice))
      return null
    },
    untilRecorded: (choice) => remote.untilRecorded(nameOf(choice)),
  }
}

/** All of them vote at once, each waiting for "recorded". */
export async function vote(wishes: readonly Wish[]): Promise<Pressed[]> {
  return Promise.all(
    wishes.map(async ({ voter, choice }) => {
      const pressId = await voter.choose(choice)
      await voter.untilRecorded(choice)
      return { voter, choice, pressId }
    }),
  )
}

/** A vote as the record keeps it, with its evidence. */
export interface Kept {
  member: string
  choice: string
  seat: string | null
  console: string | null
  pressId: string | null
}

/** How the record is to keep what was pressed. */
export function keptVote({ voter: { member, seat }, choice, pressId }: Pressed): Kept {
  const console = seat === null ? null : consoleAt(seat)
  return { member, choice: CHOICE_IDS[choice - 1] ?? '', seat, console, pressId }
}

/** What the record keeps of it. */
export function keptIn({ member, choice, evidence }: EventOf<'VoteCast'>['data']): Kept {
  const { place, console, pressId } = evidence
  return { member, choice, seat: place.kind === 'seat' ? place.seat : null, console, pressId }
}
