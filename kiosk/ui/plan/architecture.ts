import type { PlacedSeat } from './layout.ts'

interface Point {
  x: number
  y: number
}
/** What stands in the room besides seats, as SVG paths and places of words. */
export interface Architecture {
  /** Seats stand on arcs around the chair: corners above are free for legend and remote members. */
  fan: boolean
  walls: string[]
  steps: string[]
  desks: string[]
  dais: string | null
  blockNames: (Point & { block: string })[]
  chair: Point | null
  cabinet: Point | null
  /** Points the drawing must also make room for. */
  extent: Point[]
}

const HEAD_ROW = 0
const rad = (degrees: number): number => (degrees * Math.PI) / 180
/** Where a seat looks: towards the chair. Angle 0 is straight behind, so its front is down. */
const front = (angle: number): Point => ({ x: -Math.sin(rad(angle)), y: Math.cos(rad(angle)) })
const at = (radius: number, angle: number): Point => ({
  x: radius * Math.sin(rad(angle)),
  y: -radius * Math.cos(rad(angle)),
})
const mean = (values: number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
const xy = ({ x, y }: Point): string => `${x.toFixed(1)} ${y.toFixed(1)}`

/** Draws the room around its seats. `pitch` is the distance from seat to seat. */
export function architecture(seats: readonly PlacedSeat[], pitch: number): Architecture {
  const house = seats.filter((seat) => seat.row !== HEAD_ROW)
  const head = seats.filter((seat) => seat.row === HEAD_ROW)
  const fan = isFan(house)
  const blocks = inBlocks(house)
  const chair = seats.find((seat) => seat.kind === 'chair') ?? null
  const dais = daisAround(head, pitch)
  return {
    fan,
    walls: fan ? fanWalls(house, blocks, pitch) : [],
    steps: fan ? aisleSteps(house, blocks, pitch) : [],
    desks: seats.map((seat) => desk(seat, pitch)),
    dais: dais && outline(dais),
    blockNames: blocks.map(([block, own]) => ({ block, ...nameBefore(own, pitch) })),
    chair: chair && { x: chair.x, y: dais?.bottom ?? chair.y + pitch * 0.6 },
    cabinet: cabinetName(house, pitch),
    extent: [
      ...(dais ? [{ x: chair?.x ?? 0, y: dais.bottom + pitch * 0.6 }] : []),
      ...(fan ? [at(outerRadius(house) + pitch * 1.5, 0)] : []),
    ],
  }
}

/** Do the seats look at one point, as in a horseshoe? */
function isFan(house: readonly PlacedSeat[]): boolean {
  if (house.length < 8) return false
  const off = house.map((seat) =>
    Math.abs((Math.atan2(seat.x, -seat.y) * 180) / Math.PI - seat.angle),
  )
  return mean(off) < 6 && Math.max(...house.map((seat) => Math.abs(seat.angle))) > 40
}

function inBlocks(house: readonly PlacedSeat[]): [string, PlacedSeat[]][] {
  const blocks = new Map<string, PlacedSeat[]>()
  for (const seat of house) {
    const own = blocks.get(seat.block)
    if (own) own.push(seat)
    else blocks.set(seat.block, [seat])
  }
  const middle = (own: readonly PlacedSeat[]): number => mean(own.map((seat) => seat.angle))
  return [...blocks].sort(([, a], [, b]) => middle(a) - middle(b))
}

const radius = (seat: Point): number => Math.hypot(seat.x, seat.y)
const outerRadius = (house: readonly Point[]): number => Math.max(...house.map(radius))
const innerRadius = (house: readonly Point[]): number => Math.min(...house.map(radius))

function arc(r: number, from: number, to: number): string {
  const large = to - from > 180 ? 1 : 0
  return `M${xy(at(r, from))}A${r.toFixed(1)} ${r.toFixed(1)} 0 ${large} 1 ${xy(at(r, to))}`
}

/** Back wall behind each block, open at the aisles, and the well in front of the first row. */
function fanWalls(
  house: readonly PlacedSeat[],
  blocks: readonly [string, PlacedSeat[]][],
  pitch: number,
): string[] {
  const outer = outerRadius(house) + pitch * 1.1
  const well = Math.max(pitch, innerRadius(house) - pitch * 1.15)
  const pad = (pitch * 40) / outer
  const back = blocks.flatMap(([, own]) => {
    const angles = own.map((seat) => seat.angle)
    const from = Math.min(...angles) - pad
    const to = Math.max(...angles) + pad
    return [arc(outer, from, to), arc(outer + pitch * 0.36, from, to)]
  })
  const angles = house.map((seat) => seat.angle)
  return [...back, arc(well, Math.max(-84, Math.min(...angles)), Math.min(84, Math.max(...angles)))]
}

/** A step at each row of each aisle. */
function aisleSteps(
  house: readonly PlacedSeat[],
  blocks: readonly [string, PlacedSeat[]][],
  pitch: number,
): string[] {
  const steps: string[] = []
  const rows = [...new Set(house.map((seat) => Math.round(radius(seat))))]
  blocks.slice(1).forEach(([, right], index) => {
    const left = blocks[index]?.[1] ?? []
    const from = Math.max(...left.map((seat) => seat.angle))
    const to = Math.min(...right.map((seat) => seat.angle))
    if (to <= from) return
    for (const row of rows) {
      const margin = (pitch * 40) / row
      if (to - from > 2 * margin) steps.push(arc(row - pitch * 0.7, from + margin, to - margin))
    }
  })
  return steps
}

/** The desk in front of a seat; those at the head table look the other way. */
function desk(seat: PlacedSeat, pitch: number): string {
  const look = front(seat.row === HEAD_ROW ? seat.angle + 180 : seat.angle)
  const centre = { x: seat.x + look.x * pitch * 0.56, y: seat.y + look.y * pitch * 0.56 }
  const half = { x: -look.y * pitch * 0.44, y: look.x * pitch * 0.44 }
  const from = { x: centre.x - half.x, y: centre.y - half.y }
  const to = { x: centre.x + half.x, y: centre.y + half.y }
  return `M${xy(from)}L${xy(to)}`
}

interface Dais {
  left: number
  right: number
  top: number
  bottom: number
}
function daisAround(head: readonly PlacedSeat[], pitch: number): Dais | null {
  if (head.length === 0) return null
  const xs = head.map((seat) => seat.x)
  const ys = head.map((seat) => seat.y)
  return {
    left: Math.min(...xs) - pitch * 0.85,
    right: Math.max(...xs) + pitch * 0.85,
    top: Math.min(...ys) - pitch * 0.95,
    bottom: Math.max(...ys) + pitch * 0.95,
  }
}
const outline = ({ left, right, top, bottom }: Dais): string =>
  `M${xy({ x: left, y: top })}H${right.toFixed(1)}L${xy({ x: right + 4, y: bottom })}H${(left - 4).toFixed(1)}Z`

/** A block's name stands before the middle of its first row. */
function nameBefore(own: readonly PlacedSeat[], pitch: number): Point {
  const first = Math.min(...own.map((seat) => seat.row))
  const row = own.filter((seat) => seat.row === first)
  const look = front(mean(row.map((seat) => seat.angle)))
  return {
    x: mean(row.map((seat) => seat.x)) + look.x * pitch * 1.6,
    y: mean(row.map((seat) => seat.y)) + look.y * pitch * 1.6,
  }
}

function cabinetName(house: readonly PlacedSeat[], pitch: number): Point | null {
  const benches = house.filter((seat) => seat.kind === 'cabinet')
  if (benches.length === 0) return null
  const top = Math.min(...benches.map((seat) => seat.y))
  return { x: mean(benches.map((seat) => seat.x)), y: top - pitch }
}
