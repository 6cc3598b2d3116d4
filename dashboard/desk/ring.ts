/** Along the circle and from circle to circle, drawing units: a round seat and air around it. */
const PITCH = 21
/** Inside this the total stands; beyond the other a further circle is begun. */
const SMALLEST = 46
const LARGEST = 60
const EDGE = 12

/**
 * Places for `count` people on as few circles as it takes, from the top, clockwise. A larger drawing
 * is shown smaller, so that all stay in one corner beside the room.
 */
export function ringPlaces(count: number): {
  places: { x: number; y: number }[]
  /** Radii of the circles, the innermost first. */
  radii: number[]
  /** Half the side of the drawing. */
  size: number
} {
  let circles = 1
  while (innermost(count, circles) > LARGEST) circles += 1
  const first = Math.max(SMALLEST, innermost(count, circles))
  const radii = Array.from({ length: circles }, (_, index) => first + index * PITCH)
  const whole = radii.reduce((sum, radius) => sum + radius, 0)
  const places: { x: number; y: number }[] = []
  radii.forEach((radius, index) => {
    const isLast = index === radii.length - 1
    const here = isLast ? count - places.length : Math.floor((count * radius) / whole)
    for (let at = 0; at < here; at++) {
      const angle = -Math.PI / 2 + (at * 2 * Math.PI) / here
      places.push({ x: radius * Math.cos(angle), y: radius * Math.sin(angle) })
    }
  })
  return { places, radii, size: (radii.at(-1) ?? first) + EDGE }
}

/** Radius of the innermost of so many circles that just hold everybody. */
function innermost(count: number, circles: number): number {
  return (count * PITCH) / (2 * Math.PI * circles) - (PITCH * (circles - 1)) / 2
}
