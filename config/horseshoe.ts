import type { Seat } from '../controller/protocol/chamber.ts'
import type { Horseshoe } from './schema.ts'

const rad = (degrees: number) => (degrees * Math.PI) / 180

/**
 * Seats of a horseshoe plan, head table first. The chair sits at the origin; y grows towards the
 * back wall. Seat ids are `<block><row>-<nn>`, row 1 innermost, numbered from the chair's right.
 */
export function horseshoeSeats(plan: Horseshoe): Seat[] {
  return [...headTable(plan), ...plan.blocks.flatMap((_, block) => blockSeats(plan, block))]
}

function headTable(plan: Horseshoe): Seat[] {
  return plan.head.map((id, index) => {
    const side = index % 2 === 1 ? -1 : 1
    const x = side * Math.ceil(index / 2) * 110
    const kind = index === 0 ? 'chair' : 'member'
    return { id, kind, block: 'head', row: 0, x, y: 0, angle: 0 }
  })
}

function blockSeats(plan: Horseshoe, block: number): Seat[] {
  const span = (plan.opening - plan.aisle * (plan.blocks.length - 1)) / plan.blocks.length
  const start = -plan.opening / 2 + block * (span + plan.aisle)
  return plan.rows.flatMap((count, row) => {
    const radius = plan.innerRadius + row * plan.rowDepth
    return Array.from({ length: count }, (_, index): Seat => {
      const angle = start + (span * (index + 0.5)) / count
      return {
        id: `${plan.blocks[block]}${row + 1}-${String(index + 1).padStart(2, '0')}`,
        kind: 'member',
        block: plan.blocks[block] ?? '',
        row: row + 1,
        x: Math.round(radius * Math.sin(rad(angle))),
        y: Math.round(radius * Math.cos(rad(angle))),
        angle: Math.round(angle),
      }
    })
  })
}
