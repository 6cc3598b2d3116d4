import type { BallotResult, SplitResult } from '../../controller/protocol/events.ts'
import type { BallotView } from '../../controller/protocol/views.ts'
import { isList } from '../own/choices.ts'

export type ResultPage = 'sum' | 'groups' | 'words'

/** Long enough to read ten rows from the back of a hall. */
const PAGE_MS = 12_000

/** The pages a result has: groups where there are some, and choices that fit beside each other. */
export const pagesOf = ({ rule }: BallotView, { splits }: BallotResult): ResultPage[] =>
  splits.length === 0 || isList(rule.choices) ? ['sum', 'words'] : ['sum', 'groups', 'words']

/** All displays turn the page at the same moment, by the controller's clock. */
export function pageAt(pages: readonly ResultPage[], since: number, now: number): ResultPage {
  const turn = Math.max(0, Math.floor((now - since) / PAGE_MS))
  return pages[turn % pages.length] ?? 'sum'
}

/** `?page=groups` keeps a display at one page, where another one beside it shows the rest. */
export const pinnedPage = (pages: readonly ResultPage[], search: string): ResultPage | null =>
  pages.find((page) => page === new URLSearchParams(search).get('page')) ?? null

type Part = SplitResult['parts'][number]

const sizeOf = ({ counts }: Part): number => counts.reduce((sum, { count }) => sum + count, 0)

/**
 * As many rows as there is room for: the largest parts in their own order, and the sum of the rest,
 * so that the columns still add up.
 */
export function rowsOf(
  parts: readonly Part[],
  room: number,
): { shown: Part[]; rest: { parts: number; counts: number[] } | null } {
  if (parts.length <= room) return { shown: [...parts], rest: null }
  const largest = new Set([...parts].sort((a, b) => sizeOf(b) - sizeOf(a)).slice(0, room - 1))
  const rest = parts.filter((part) => !largest.has(part))
  const counts = (rest[0]?.counts ?? []).map((_, at) =>
    rest.reduce((sum, part) => sum + (part.counts[at]?.count ?? 0), 0),
  )
  return {
    shown: parts.filter((part) => largest.has(part)),
    rest: { parts: rest.length, counts },
  }
}
