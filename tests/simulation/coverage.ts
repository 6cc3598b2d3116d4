import type { Happened } from '../../controller/protocol/event-versions.ts'
import type { BallotId, MemberId } from '../../controller/protocol/ids.ts'
import type { TrueBallots } from './true-ballots.ts'

/** Each way of voting, and what may come in between: a run that is worth its time has most of them. */
export const METHODS = [
  ...(['machine', 'roll call', 'secret', 'election', 'run-off', 'prepared'] as const),
  ...(['presence check', 'held', 'resumed', 'extended', 'late vote', 'voided'] as const),
  ...(['answer at a console', 'answer to the clerk', 'skipped', 'called back'] as const),
  ...(['second call', 'recount', 'take-over', 'casting vote', 'oral vote'] as const),
  ...(['correction', 'secret vote counted', 'locked', 'bell'] as const),
] as const
export type Method = (typeof METHODS)[number]

/** Counts what occurred in a run. */
export class Coverage {
  readonly counts = Object.fromEntries(METHODS.map((method) => [method, 0])) as Record<
    Method,
    number
  >
  readonly #ballots: TrueBallots
  readonly #called = new Map<BallotId, Set<MemberId>>()

  constructor(ballots: TrueBallots) {
    this.#ballots = ballots
  }

  /** After the event was folded into the ballots. */
  recorded(event: Happened): void {
    for (const method of this.#of(event)) this.counts[method] += 1
  }

  #of(event: Happened): Method[] {
    const { cause, data, type } = event
    switch (type) {
      case 'BallotOpened':
        return openedAs(data)
      case 'VoteCast': {
        if (data.evidence.called)
          return [cause.by.kind === 'desk' ? 'answer to the clerk' : 'answer at a console']
        return this.#ballots.get(data.ballot)?.state === 'closing' ? ['late vote'] : []
      }
      case 'BallotClosed':
        return this.#ballots.get(data.ballot)?.rule.method === 'secret'
          ? ['secret vote counted']
          : []
      case 'MemberCalled':
        return this.#call(data.ballot, data.member, data.round)
      default: {
        const method = OF_EVENTS[type]
        return method === undefined ? [] : [method]
      }
    }
  }

  #call(ballot: BallotId, member: MemberId, round: 1 | 2): Method[] {
    const called = this.#called.get(ballot) ?? new Set()
    this.#called.set(ballot, called)
    const before = called.has(`${round} ${member}`)
    called.add(`${round} ${member}`)
    return before ? ['called back'] : []
  }
}

const OF_EVENTS: Partial<Record<Happened['type'], Method>> = {
  BellRung: 'bell',
  PresenceCheckEnded: 'presence check',
  BallotHeld: 'held',
  BallotResumed: 'resumed',
  BallotExtended: 'extended',
  BallotVoided: 'voided',
  MemberSkipped: 'skipped',
  SecondCallStarted: 'second call',
  CastingVoteGiven: 'casting vote',
  OralVoteAdded: 'oral vote',
  ResultCorrected: 'correction',
  MemberLocked: 'locked',
}

const METHOD_NAMES = { machine: 'machine', 'roll-call': 'roll call', secret: 'secret' } as const
const ORIGIN_NAMES = {
  recount: 'recount',
  takeover: 'take-over',
  'run-off': 'run-off',
} as const

function openedAs({
  rule,
  origin,
  prepared,
}: Extract<Happened, { type: 'BallotOpened' }>['data']): Method[] {
  const methods: Method[] = [METHOD_NAMES[rule.method]]
  if (rule.decides.by !== 'threshold') methods.push('election')
  if (origin !== null) methods.push(ORIGIN_NAMES[origin.kind])
  if (prepared !== null) methods.push('prepared')
  return methods
}
