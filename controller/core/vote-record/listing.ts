import type { BallotResult } from '../../protocol/ballot-events.ts'
import type { Happened } from '../../protocol/event-versions.ts'
import type { BallotId } from '../../protocol/ids.ts'
import type { VoteListing } from '../../protocol/vote-record.ts'
import type { Choice } from '../../protocol/rule.ts'

/** One vote in the list, and where in the record all is that its own record is folded from. */
export interface Listed {
  readonly vote: VoteListing
  readonly choices: readonly Choice[]
  readonly of: BallotId | null
  /** What the chamber was: the last event that configured it before this vote. */
  readonly chamberSeq: number
  /** Where its sitting begins. */
  readonly sittingSeq: number
}

/** What stood before a vote. */
export interface Setting {
  readonly chamberSeq: number
  readonly sittingSeq: number
  readonly sitting: VoteListing['sitting'] | null
  readonly agenda: readonly NonNullable<VoteListing['item'] & { id: string }>[]
}

export const NO_SETTING: Setting = { chamberSeq: 0, sittingSeq: 0, sitting: null, agenda: [] }

export function settingAfter(setting: Setting, event: Happened): Setting {
  switch (event.type) {
    case 'ChamberConfigured':
      return { ...setting, chamberSeq: event.seq }
    case 'SittingScheduled': {
      const { sitting: id, title, agenda } = event.data
      const sitting = { id, title, openedAt: null }
      return { ...setting, sittingSeq: event.seq, sitting, agenda }
    }
    case 'SittingOpened': {
      const { sitting } = setting
      return { ...setting, sitting: sitting && { ...sitting, openedAt: event.at } }
    }
    default:
      return setting
  }
}

type Opened = Extract<Happened, { type: 'BallotOpened' }>

/** Null where no sitting came before: such a record this software never wrote. */
export function listed({ sitting, agenda, ...seqs }: Setting, event: Opened): Listed | null {
  if (sitting === null) return null
  const { ballot, motion, rule, origin, item: on } = event.data
  const item = agenda.find(({ id }) => id === on)
  return {
    vote: {
      ...{ ballot, seq: event.seq, lastSeq: event.seq, sitting, motion },
      item: item === undefined ? null : { number: item.number, title: item.title },
      rule: rule.name,
      method: rule.method,
      openedAt: event.at,
      declaredAt: null,
      voidedAt: null,
      outcome: null,
      counts: [],
      corrected: false,
      origin: origin?.kind ?? null,
    },
    choices: rule.choices,
    of: origin?.of ?? null,
    ...seqs,
  }
}

/** The line after an event about its vote. */
export function listedAfter(before: Listed, event: Happened): Listed {
  const vote = { ...before.vote, lastSeq: event.seq }
  const after = { ...before, vote }
  switch (event.type) {
    case 'BallotClosed':
    case 'CastingVoteGiven':
      return withResult(after, event.data.result)
    case 'OralVoteAdded':
      return event.data.result === null ? after : withResult(after, event.data.result)
    case 'ResultCorrected': {
      const corrected = withResult(after, event.data.result)
      return { ...corrected, vote: { ...corrected.vote, corrected: true } }
    }
    case 'ResultDeclared':
      return { ...after, vote: { ...vote, declaredAt: event.at } }
    case 'BallotVoided':
      return { ...after, vote: { ...vote, voidedAt: event.at } }
    default:
      return after
  }
}

function withResult(before: Listed, { outcome, counts }: BallotResult): Listed {
  const named = counts.map(({ choice, count }) => ({
    choice,
    name: before.choices.find(({ id }) => id === choice)?.name ?? { th: choice, en: choice },
    count,
  }))
  return { ...before, vote: { ...before.vote, outcome, counts: named } }
}

/** Declared or annulled: before that there is nothing to tell of it. */
export const isOver = ({ vote }: Listed): boolean =>
  vote.declaredAt !== null || vote.voidedAt !== null
