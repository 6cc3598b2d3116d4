import type { Choice, Rule } from '../../controller/protocol/chamber.ts'
import { NO_CONFIDENCE, ORDINARY } from '../core/house.ts'

const name = (id: string) => ({ th: id, en: id })
const quorum: Rule['quorum'] = { part: { num: 1, den: 5 }, atClose: 'cast' }
const abstain: Choice = { id: 'abstain', name: name('abstain'), counts: 'neither' }

const ordinary: Rule = { ...ORDINARY, quorum, recount: { margin: 2, demandedBy: 3 } }
const choosing: Rule = {
  ...ordinary,
  id: 'choosing',
  choices: [abstain],
  decides: { by: 'plurality', tie: 'run-off' },
  recount: null,
}

/** One rule for each way in which a vote can be held and decided. */
export const VOTE_RULES: readonly Rule[] = [
  ordinary,
  { ...ordinary, id: 'first', revision: 'first-counts' },
  {
    ...NO_CONFIDENCE,
    id: 'whoever-is-there',
    quorum: { ...quorum, atClose: 'present' },
    electorate: 'present-now',
  },
  {
    ...ordinary,
    id: 'by-name',
    method: 'roll-call',
    decides: {
      by: 'threshold',
      base: 'cast',
      compare: '>=',
      threshold: { num: 1, den: 2 },
      tie: 'refer',
    },
  },
  choosing,
  {
    ...choosing,
    id: 'choosing-by-majority',
    decides: { by: 'majority', base: 'yes+no', compare: '>', threshold: { num: 1, den: 2 } },
  },
  { ...ordinary, id: 'secret', method: 'secret', recount: null },
  { ...choosing, id: 'secret-choosing', method: 'secret' },
]

/** Who stands in every election. */
export const PERSONS: Choice[] = ['dao', 'mali', 'somchai'].map((id) => ({
  id,
  name: name(id),
  counts: 'person',
}))

export const isElection = (rule: string) => rule.includes('choosing')
