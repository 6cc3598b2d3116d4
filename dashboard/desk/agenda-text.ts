import type { AgendaItem } from '../../controller/protocol/commands.ts'

/** '3.1 Thai title | English title': number, both titles. */
const LINE = /^(\d+(?:\.\d+)*)\s+(.+?)\s*\|\s*(.+)$/
/** As deep as the protocol lets an item stand. */
const DEEPEST = 2

/**
 * An agenda as typed, a line an item; how deep an item stands is told by its number. `wrong` holds
 * the numbers (from 1) of lines that are none, or whose number came before. Empty lines are skipped.
 */
export function readAgenda(text: string): { items: AgendaItem[]; wrong: number[] } {
  const items: AgendaItem[] = []
  const wrong: number[] = []
  const seen = new Set<string>()
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return
    const [, number, th, en] = LINE.exec(line.trim()) ?? []
    if (!number || !th || !en || seen.has(number) || number.length > 12) {
      wrong.push(index + 1)
      return
    }
    seen.add(number)
    const level = Math.min(DEEPEST, number.split('.').length - 1)
    items.push({ id: `i${number.replaceAll('.', '-')}`, number, title: { th, en }, level })
  })
  return { items, wrong }
}
