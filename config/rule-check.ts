import type { Decides, Fraction, Measure, Rule } from '../controller/protocol/rule.ts'

/** A sentence about the first thing in a rule that cannot be meant; null when there is none. */
export function contradictionInRule(rule: Rule): string | null {
  const { decides } = rule
  return (
    twice(rule) ??
    partsIn(rule) ??
    (decides.by === 'threshold' ? motionIn(rule, decides) : electionIn(rule)) ??
    (rule.method === 'secret' ? secretIn(rule) : null) ??
    (rule.recount !== null && rule.method !== 'machine'
      ? 'recount: a recount is a roll call after a vote by machine; give null.'
      : null)
  )
}

function twice({ choices, also }: Rule): string | null {
  const again = (ids: string[]) => ids.find((id, at) => ids.indexOf(id) !== at)
  const choice = again(choices.map(({ id }) => id))
  if (choice !== undefined) return `choices: ${choice} is given twice.`
  const condition = again(also.map(({ id }) => id))
  return condition === undefined ? null : `also: ${condition} is given twice.`
}

function partsIn({ decides, also, quorum, supporters }: Rule): string | null {
  const measures = [
    ...(decides.by === 'plurality' ? [] : [['decides', decides] as const]),
    ...also.map((condition) => [`also, ${condition.id}`, condition] as const),
  ]
  const wrong = measures.find(([, measure]) => !canHold(measure))
  if (wrong !== undefined) return `${wrong[0]}: the threshold must be a part that can be reached.`
  if (!isPart(quorum.part)) return 'quorum: the part is more than the whole.'
  return supporters === null || isPart(supporters.part)
    ? null
    : 'supporters: the part is more than the whole.'
}

const isPart = ({ num, den }: Fraction) => num <= den

/** More than nothing is asked for, and not more than everything. */
const canHold = ({ compare, threshold: { num, den } }: Measure) =>
  compare === '>' ? num < den : num > 0 && num <= den

type Threshold = Extract<Decides, { by: 'threshold' }>

function motionIn({ choices, also }: Rule, { base, compare, threshold, tie }: Threshold) {
  const counts = new Set(choices.map((choice) => choice.counts))
  if (counts.has('person'))
    return 'choices: a threshold is for motions; persons are elected by plurality or majority.'
  if (choices.length < 2) return 'choices: a motion needs two at least.'
  if (!counts.has('yes')) return 'choices: none of them counts as yes.'
  const needsNo = base === 'yes+no' || also.some((condition) => condition.base === 'yes+no')
  if (needsNo && !counts.has('no'))
    return 'choices: none of them counts as no, and yes+no is a base.'
  const half = base === 'yes+no' && compare === '>' && threshold.num * 2 === threshold.den
  return tie === 'casting-vote' && !half
    ? 'decides: a casting vote settles a tie only where more yes than no carries (base yes+no, > 1/2).'
    : null
}

function electionIn({ choices, also, recount }: Rule): string | null {
  if (choices.some(({ counts }) => counts === 'yes' || counts === 'no'))
    return 'choices: an election has persons, and choices that count as neither.'
  if (also.length > 0) return 'also: conditions are for motions, not for elections.'
  return recount === null ? null : 'recount: the margin is that of yes and no; give null.'
}

function secretIn({ also, electorate }: Rule): string | null {
  if (also.length > 0) return 'also: nobody can say how a group voted in secret.'
  return electorate === 'frozen'
    ? null
    : 'electorate: the box of a secret vote has a place for each voter known at its opening; give frozen.'
}
