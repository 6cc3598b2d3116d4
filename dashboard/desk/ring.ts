/** Circumference one remote member takes, drawing units. */
const PITCH = 21
const RADIUS = 48
const EDGE = 14

/**
 * Places for `count` people around a circle, from the top, clockwise. Where one circle is not enough
 * the next stands outside it; the drawing grows and is shown smaller, so all stay in one corner.
 */
export function ringPlaces(count: number): {
  places: { x: number; y: number }[]
  radius: number
  size: number
} {
  const places: { x: number; y: number }[] = []
  let radius = RADIUS
  while (places.length < count) {
    const left = count - places.length
    const here = Math.min(left, Math.floor((2 * Math.PI * radius) / PITCH))
    for (let index = 0; index < here; index++) {
      const angle = -Math.PI / 2 + (index * 2 * Math.PI) / here
      places.push({ x: radius * Math.cos(angle), y: radius * Math.sin(angle) })
    }
    if (places.length < count) radius += PITCH
  }
  return { places, radius: RADIUS, size: radius + EDGE }
}
