import { computed, ref, type Ref } from 'vue'
import type { VoterLine, VoteRecord } from '../../controller/protocol/vote-record.ts'

export const COLUMNS = ['number', 'name', 'group', 'choice', 'place'] as const
export type Column = (typeof COLUMNS)[number]

/** A member's line with its words in the language shown. */
export type NamedLine = { [K in Column]: string } & { line: VoterLine; kind: string }

/** What a line is counted under: the choice, or why there is none. */
export const kindOf = ({ part, choice }: VoterLine): string => choice ?? part

/**
 * The names that are searched for, of the kind that is asked for, sorted by one column; a second press
 * turns the order. Lines come in the order of the Thai alphabet, and keep it within equals.
 */
export function useNames(lines: Readonly<Ref<readonly NamedLine[]>>) {
  const search = ref('')
  const kind = ref<string | null>(null)
  const sort = ref<{ column: Column; down: boolean }>({ column: 'number', down: false })

  const found = computed(() => {
    const words = search.value.trim().toLocaleLowerCase().split(/\s+/)
    return lines.value.filter((each) => {
      const text = `${each.name} ${each.group} ${each.place}`.toLocaleLowerCase()
      return (
        (kind.value === null || each.kind === kind.value) &&
        words.every((word) => text.includes(word))
      )
    })
  })
  const shown = computed(() => {
    const { column, down } = sort.value
    const sign = down ? -1 : 1
    return [...found.value].sort((one, other) => sign * compared(column, one, other))
  })
  const sortBy = (column: Column): void => {
    sort.value = { column, down: sort.value.column === column && !sort.value.down }
  }
  return { search, kind, sort, shown, sortBy }
}

const collator = new Intl.Collator('th', { numeric: true })

const compared = (column: Column, one: NamedLine, other: NamedLine): number =>
  column === 'number'
    ? one.line.number - other.line.number
    : collator.compare(one[column], other[column])

/** How many of each kind, the choices first, in the order of the rule; a kind of nobody is left out. */
export function kindsIn({ rule, members }: VoteRecord): { kind: string; count: number }[] {
  const counts = Map.groupBy(members, kindOf)
  const order = [
    ...rule.choices.map(({ id }) => id),
    ...['voted', 'silent', 'left', 'no-vote-here', 'absent'],
  ]
  return order.flatMap((kind) => {
    const count = counts.get(kind)?.length ?? 0
    return count === 0 ? [] : [{ kind, count }]
  })
}
