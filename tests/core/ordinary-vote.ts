import type { WatchedHall } from './watched-hall.ts'

/** Seeded (mulberry32), so that a vote that raises an alarm can be looked at again. */
export function chanceOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Parties sit together and vote together, but for one in twenty. */
const PARTY_SIZE = 60
const DISCIPLINE = 0.95
/** Half have pressed after four seconds, nearly all after twelve: a log-normal time to react. */
const MEDIAN_MS = 4_000
const SPREAD = 0.5
/** A line is asked round and round: what is pressed is known to so many milliseconds. */
const ROUND_MS = 20
/** So many press again, with second thoughts. */
const CHANGES = 0.03

/** 750 people who vote on their own: what is seen of it. The house is one row, as bad as it gets. */
export function ordinaryVote(hall: WatchedHall, members: number, seed: number): string[] {
  const chance = chanceOf(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance())
  const reaction = () => MEDIAN_MS * Math.exp(SPREAD * normal())
  const line = new Map<number, number>()
  const choiceOf = (n: number) => {
    const party = Math.floor((n - 1) / PARTY_SIZE)
    if (!line.has(party)) line.set(party, chance() < 0.5 ? 1 : 2)
    return chance() < DISCIPLINE ? (line.get(party) ?? 1) : 3
  }
  const presses = Array.from({ length: members }, (_, at) => at + 1).flatMap((n) => {
    const first = { n, at: reaction(), choice: choiceOf(n) }
    const again = { n, at: first.at + reaction(), choice: 4 }
    return chance() < CHANGES ? [first, again] : [first]
  })
  const start = hall.at
  const known = presses.map((press) => ({
    ...press,
    at: start + Math.ceil(press.at / ROUND_MS) * ROUND_MS,
  }))
  for (const { n, at, choice } of known.sort((a, b) => a.at - b.at || a.n - b.n)) {
    hall.at = at
    hall.press(n, `choice-${choice}`, at)
  }
  return hall.codes
}
