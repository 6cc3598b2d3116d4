import type { BallotResult } from '../../protocol/ballot-events.ts'
import type { PublicResult, PublicVote } from '../../protocol/public-votes.ts'
import type { VoteRecord, VoterLine } from '../../protocol/vote-record.ts'

/** What everybody may read of a vote; null where its result was never declared. */
export function publishedVote(record: VoteRecord): PublicVote | null {
  const { times, rule, result, casting } = record
  if (times.declared === null || result === null) return null
  const isOpen = record.choices === 'shown'
  return {
    chamber: record.chamber,
    sitting: record.sitting,
    item: record.item,
    ballot: record.ballot,
    motion: record.motion,
    rule: {
      name: rule.name,
      citation: rule.citation,
      method: rule.method,
      choices: rule.choices,
    },
    opened: times.opened,
    closed: times.closed,
    declared: times.declared,
    voided: record.voided,
    origin: record.origin?.kind ?? null,
    electorate: record.electorate,
    result: publishedResult(result),
    casting: casting && { name: casting.name, choice: casting.choice },
    corrections: record.corrections.map(({ at, name, choice, result: after }) => ({
      ...{ at, name, choice },
      result: publishedResult(after),
    })),
    voters: isOpen ? record.members.filter(couldVote).map(published) : [],
    proof: record.proof,
  }
}

/** Whoever was absent, or there without a vote, has no part in it. */
const couldVote = ({ part }: VoterLine): boolean =>
  part === 'voted' || part === 'silent' || part === 'left'

const published = ({ name, group, choice, oral }: VoterLine) => ({ name, group, choice, oral })

/** Field by field: what is added to a result one day is not published by oversight. */
const publishedResult = (result: BallotResult): PublicResult => ({
  outcome: result.outcome,
  counts: result.counts,
  cast: result.cast,
  present: result.present,
  existing: result.existing,
  silent: result.silent.length,
  decision: result.decision,
  also: result.also,
  quorum: result.quorum,
  splits: result.splits,
  leading: result.leading,
})
