/**
 * Looks for whatever ties a person to a choice in everything that can be had of a vote: files byte by
 * byte, lines of logs, messages. It knows the truth, and uses it.
 */

/** Something that can be had: a file at some moment, a line of a log, a message. */
export interface Evidence {
  where: string
  bytes: Buffer
  /** Of a message or line: all of it belongs together. A file is judged by what stands close by. */
  whole: boolean
}

export interface Voter {
  /** Everything by which a person can be named: member, seat, console. */
  names: readonly string[]
  choice: number
}

export interface Finding {
  kind: 'choice-named' | 'choice-beside-person' | 'same-of-all-who-chose-alike'
  where: string
  text: string
}

/** In a file: closer than this a name and a choice may belong together. */
const NEAR = 160

/**
 * @param choices the ids of the choices, in their order; each must be a word that is nowhere else
 */
export function searchLeaks(
  evidence: readonly Evidence[],
  voters: readonly Voter[],
  choices: readonly string[],
): Finding[] {
  const words = [...choices, ...choices.map((_, at) => `choice-${at + 1}`)]
  return [
    ...evidence.flatMap((it) => (it.whole ? named(it, words) : beside(it, words, voters))),
    ...telling(evidence, voters),
  ]
}

/** What everybody may see: what can be chosen, how many chose it, and the sums in words. */
const PUBLIC = /"(choices|counts)":\[[^\]]*\]|"words":\{[^}]*\}/g

/** A message or line has no word of a choice outside what everybody may see. */
function named({ where, bytes }: Evidence, words: readonly string[]): Finding[] {
  const text = bytes.toString('latin1').replaceAll(PUBLIC, '')
  const word = words.find((it) => text.includes(it))
  return word === undefined ? [] : [{ kind: 'choice-named', where, text: around(text, word) }]
}

/** A file has no word of a choice close to somebody's name; pages may cut the public lists apart. */
function beside({ where, bytes }: Evidence, words: readonly string[], voters: readonly Voter[]) {
  const text = bytes.toString('latin1').replaceAll(PUBLIC, (list) => ' '.repeat(list.length))
  const findings: Finding[] = []
  for (const word of words)
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      const near = text.slice(Math.max(0, at - NEAR), at + NEAR)
      if (voters.some(({ names }) => names.some((name) => near.includes(`"${name}"`))))
        findings.push({ kind: 'choice-beside-person', where, text: near })
    }
  return findings
}

/**
 * Whatever words are used: a line that, apart from the name and what is random or a time, is the same
 * for all who chose alike and for nobody else, tells.
 */
function telling(evidence: readonly Evidence[], voters: readonly Voter[]): Finding[] {
  const ofName = new Map(voters.flatMap((voter) => voter.names.map((name) => [name, voter])))
  const namesIn = new RegExp([...ofName.keys()].toSorted().reverse().join('|'), 'g')
  const seen = new Map<string, { voters: Set<Voter>; where: string }>()
  for (const { where, bytes, whole } of evidence) {
    if (!whole) continue
    const text = bytes.toString('latin1')
    const persons = new Set((text.match(namesIn) ?? []).map((name) => ofName.get(name)))
    const [only] = persons
    if (persons.size !== 1 || only === undefined) continue
    const plain = text
      .replaceAll(namesIn, 'P')
      .replaceAll(/[A-Za-z0-9_-]{20,}/g, 'X')
      .replaceAll(/[0-9]{2,}/g, 'N')
    const known = seen.get(plain) ?? { voters: new Set(), where }
    known.voters.add(only)
    seen.set(plain, known)
  }
  const findings: Finding[] = []
  for (const [text, { voters: those, where }] of seen)
    for (const choice of new Set(voters.map((voter) => voter.choice))) {
      const alike = voters.filter((voter) => voter.choice === choice)
      if (those.size === alike.length && alike.every((voter) => those.has(voter)))
        findings.push({ kind: 'same-of-all-who-chose-alike', where, text: text.slice(0, 300) })
    }
  return findings
}

function around(text: string, word: string): string {
  const at = text.indexOf(word)
  return text.slice(Math.max(0, at - 80), at + 80)
}
