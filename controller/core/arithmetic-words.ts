import type { Base, Counting, Fraction, Measure, Rule } from '../protocol/rule.ts'
import type { Text } from '../protocol/text.ts'

/** The arithmetic of a vote as sentences, in the words in which the Thai rules of procedure say it. */

const FRACTIONS: Readonly<Record<string, Text>> = {
  '1/2': { th: 'กึ่งหนึ่ง', en: 'half' },
  '1/3': { th: 'หนึ่งในสาม', en: 'one third' },
  '2/3': { th: 'สองในสาม', en: 'two thirds' },
  '1/4': { th: 'หนึ่งในสี่', en: 'one quarter' },
  '3/4': { th: 'สามในสี่', en: 'three quarters' },
  '1/5': { th: 'หนึ่งในห้า', en: 'one fifth' },
  '3/5': { th: 'สามในห้า', en: 'three fifths' },
  '1/10': { th: 'หนึ่งในสิบ', en: 'one tenth' },
}

const fractionOf = ({ num, den }: Fraction): Text =>
  FRACTIONS[`${num}/${den}`] ?? { th: `${num} ใน ${den} ส่วน`, en: `${num}/${den}` }

const namesOf = ({ choices }: Pick<Rule, 'choices'>, counts: Counting): Text => {
  const names = choices.filter((choice) => choice.counts === counts).map(({ name }) => name)
  return {
    th: names.map(({ th }) => th).join(' และ '),
    en: names.map(({ en }) => en).join(' and '),
  }
}

/** What the rule calls a vote for the motion. */
export const yesName = (rule: Pick<Rule, 'choices'>): Text => namesOf(rule, 'yes')
const noName = (rule: Pick<Rule, 'choices'>): Text => namesOf(rule, 'no')

interface QuorumSum {
  count: number
  existing: number
  part: Fraction
  needed: number
  holds: boolean
}

export function quorumWords({ count, existing, part, needed, holds }: QuorumSum): Text {
  const { th, en } = fractionOf(part)
  return {
    th: `${count} คน จากสมาชิกทั้งหมดเท่าที่มีอยู่ ${existing} คน ต้องไม่น้อยกว่า${th} คือ ${needed} คน: ${holds ? 'ครบองค์ประชุม' : 'ไม่ครบองค์ประชุม'}`,
    en: `${count} of ${existing} existing members; at least ${en} are needed, that is ${needed}: ${holds ? 'a quorum' : 'no quorum'}.`,
  }
}

interface MeasureSum {
  measure: Measure
  votes: number
  base: number
  needed: number
  holds: boolean
  who: Text
  election: boolean
}

export function measureWords(sum: MeasureSum): Text {
  const { measure, votes, needed, holds, who } = sum
  const fraction = fractionOf(measure.threshold)
  const base = baseWords(measure.base, sum.base, sum.election)
  const more = measure.compare === '>'
  return {
    th: `${who.th} ${votes} เสียง ต้อง${more ? 'มากกว่า' : 'ไม่น้อยกว่า'}${fraction.th}ของ${base.th} คือ ${needed} เสียงขึ้นไป: ${holds ? 'ถึงเกณฑ์' : 'ไม่ถึงเกณฑ์'}`,
    en: `${who.en}: ${votes}; ${more ? 'more than' : 'at least'} ${fraction.en} of the ${base.en} is needed, that is ${needed} or more: ${holds ? 'reached' : 'not reached'}.`,
  }
}

function baseWords(base: Base, size: number, election: boolean): Text {
  switch (base) {
    case 'yes+no':
      return election
        ? { th: `คะแนนที่ลงให้แก่บุคคลรวม ${size} เสียง`, en: `${size} votes for a person` }
        : { th: `เสียงที่เห็นด้วยและไม่เห็นด้วยรวม ${size} เสียง`, en: `${size} votes for and against` }
    case 'cast':
      return { th: `ผู้ลงคะแนน ${size} เสียง`, en: `${size} votes cast` }
    case 'present':
      return { th: `สมาชิกที่มาประชุม ${size} คน`, en: `${size} members present` }
    case 'existing':
      return { th: `สมาชิกทั้งหมดเท่าที่มีอยู่ ${size} คน`, en: `${size} existing members` }
  }
}

/** Yes against no, where the greater number decides. */
export function againstWords(rule: Pick<Rule, 'choices'>, yes: number, no: number): Text {
  const [one, other] = [yesName(rule), noName(rule)]
  const th = yes > no ? `${one.th}มากกว่า` : yes < no ? `${other.th}มากกว่า` : 'คะแนนเสียงเท่ากัน'
  const en = yes > no ? 'more for than against' : yes < no ? 'more against than for' : 'a tie'
  return {
    th: `${one.th} ${yes} เสียง ${other.th} ${no} เสียง: ${th}`,
    en: `${one.en}: ${yes}; ${other.en}: ${no}: ${en}.`,
  }
}

/** The first of an election against the next; `next` null: nobody else had a vote. */
export function firstWords(names: readonly Text[], votes: number, next: number | null): Text {
  const th = names.map((name) => name.th).join(' และ ')
  const en = names.map((name) => name.en).join(' and ')
  if (names.length > 1)
    return { th: `${th} ได้ ${votes} เสียงเท่ากัน`, en: `${en}: ${votes} votes each, a tie.` }
  return next === null
    ? { th: `${th} ได้ ${votes} เสียง ไม่มีผู้อื่นได้คะแนน`, en: `${en}: ${votes}; nobody else has a vote.` }
    : {
        th: `${th} ได้ ${votes} เสียง ลำดับถัดไปได้ ${next} เสียง: มากที่สุด`,
        en: `${en}: ${votes}; the next: ${next}: the most votes.`,
      }
}

export const NOBODY_WORDS: Text = {
  th: 'ไม่มีผู้ใดได้คะแนน',
  en: 'Nobody has a vote.',
}

/** Yes and no apart by at most `margin`: close enough for a recount. */
export function marginWords(apart: number, margin: number): Text {
  const close = apart <= margin
  return {
    th: `คะแนนเสียงต่างกัน ${apart} เสียง ${close ? 'ไม่เกิน' : 'เกิน'} ${margin} เสียง: ${close ? 'ขอให้นับใหม่ได้' : 'ขอให้นับใหม่ไม่ได้'}`,
    en: `${apart} votes apart, ${close ? 'not more' : 'more'} than ${margin}: a recount ${close ? 'may' : 'may not'} be demanded.`,
  }
}

export const demandWords = (members: number, needed: number): Text => ({
  th: `ผู้ขอให้นับคะแนนใหม่ ${members} คน ต้องไม่น้อยกว่า ${needed} คน: ${members >= needed ? 'ครบ' : 'ไม่ครบ'}`,
  en: `Demanded by ${members}; at least ${needed} are needed: ${members >= needed ? 'enough' : 'too few'}.`,
})

export const supportersWords = ({ count, existing, part, needed, holds }: QuorumSum): Text => ({
  th: `ผู้เสนอและผู้รับรอง ${count} คน ต้องไม่น้อยกว่า${fractionOf(part).th}ของสมาชิกทั้งหมดเท่าที่มีอยู่ ${existing} คน คือ ${needed} คน: ${holds ? 'ครบ' : 'ไม่ครบ'}`,
  en: `Supported by ${count}; at least ${fractionOf(part).en} of the ${existing} existing members is needed, that is ${needed}: ${holds ? 'enough' : 'too few'}.`,
})

/** Sentences put before others: whose votes they are, or that the chair's is among them. */
export const joined = (first: Text, then: Text): Text => ({
  th: `${first.th}: ${then.th}`,
  en: `${first.en}: ${then.en}`,
})
