import type { Directive } from 'vue'

/** The least that can be read from the back of a hall, in pixels of a display 1920 wide. */
export const LEAST_PX = 44

/**
 * The largest size from `largest` down to `least` at which a text fits; `least` where none does (an
 * ellipsis cuts it then). Seven trials at most between 44 and 150 px.
 */
export function largestThatFits(
  largest: number,
  least: number,
  fits: (size: number) => boolean,
): number {
  if (fits(largest)) return largest
  let [fitting, tooLarge] = [least, largest]
  while (tooLarge - fitting > 1) {
    const size = Math.floor((fitting + tooLarge) / 2)
    if (fits(size)) fitting = size
    else tooLarge = size
  }
  return fitting
}

const watched = new WeakMap<HTMLElement, ResizeObserver>()

/**
 * `v-fit-text="largest"`: sets the element's text as large as its box allows, and never smaller
 * than can be read. The box must not grow with its text.
 */
export const vFitText: Directive<HTMLElement, number> = {
  mounted(element, { value }) {
    const fit = () => fitText(element, value)
    const observer = new ResizeObserver(fit)
    observer.observe(element)
    watched.set(element, observer)
    fit()
    void document.fonts.ready.then(fit)
  },
  updated(element, { value }) {
    fitText(element, value)
  },
  beforeUnmount(element) {
    watched.get(element)?.disconnect()
  },
}

function fitText(element: HTMLElement, largest: number): void {
  const size = largestThatFits(largest, LEAST_PX, (px) => {
    element.style.fontSize = `${px}px`
    return isWhole(element)
  })
  element.style.fontSize = `${size}px`
}

/** Lines that an ellipsis would cut are measured each; any other text by its box. */
function isWhole(element: HTMLElement): boolean {
  const lines = [...element.querySelectorAll('.one')]
  if (lines.length > 0) return lines.every((line) => line.scrollWidth <= line.clientWidth)
  const { scrollWidth, clientWidth, scrollHeight, clientHeight } = element
  return scrollWidth <= clientWidth && scrollHeight <= clientHeight
}
