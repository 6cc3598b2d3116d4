import type { MemberId } from '../../protocol/ids.ts'
import type { Place } from '../../protocol/place.ts'
import type { VoterLine, VoterPart, VoteRecord } from '../../protocol/vote-record.ts'
import { callOrder } from '../ballot/roll-call.ts'
import { votersIn } from '../ballot/standing.ts'
import type { Ballot, ChamberState } from '../state.ts'
import type { Moments } from './trace.ts'

/** Every existing member with what came of them in this vote, in the order in which they are called. */
export function voterLines(
  state: ChamberState,
  ballot: Ballot,
  moments: Moments,
  choices: VoteRecord['choices'],
): VoterLine[] {
  const { index } = state
  const nameOfGroup = new Map(state.chamber?.groups.map(({ id, name }) => [id, name]))
  const partOf = partsIn(state, ballot, moments)
  return callOrder(state, existingMembers(state)).map((member, at) => {
    const person = index.members.get(member)
    const vote = ballot.votes.get(member)
    return {
      number: at + 1,
      member,
      name: person?.name ?? { th: member, en: member },
      group: nameOfGroup.get(person?.group ?? '') ?? null,
      part: partOf(member),
      choice: choices === 'shown' ? (vote?.choice ?? null) : null,
      place: placeOf(vote?.evidence?.place, moments, member),
      oral: (vote?.officers ?? null) !== null,
    }
  })
}

const existingMembers = ({ chamber }: ChamberState): MemberId[] =>
  (chamber?.members ?? []).flatMap((person) => (person.class === 'member' ? [person.id] : []))

const placeOf = (given: Place | undefined, { atClose }: Moments, member: MemberId): Place | null =>
  given ?? atClose?.get(member)?.place ?? null

function partsIn(
  state: ChamberState,
  ballot: Ballot,
  { atClose }: Moments,
): (member: MemberId) => VoterPart {
  const voters = votersIn(ballot)
  const countsAfar = state.chamber?.policy.remoteVoting === true
  const { electorate } = ballot.rule
  return (member) => {
    if (voters.has(member)) return 'voted'
    const place = atClose?.get(member)?.place
    const isEntitled =
      electorate === 'frozen'
        ? ballot.entitled.has(member)
        : place?.kind === 'seat' || (place !== undefined && countsAfar)
    if (place === undefined) return isEntitled ? 'left' : 'absent'
    return isEntitled ? 'silent' : 'no-vote-here'
  }
}
