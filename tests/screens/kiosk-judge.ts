import type { Page } from 'playwright-core'

/** What a kiosk's screen must pass, measured in the page. Each returns what it found, in words. */

/** Text outside the window, or cut by a box that does not say so with an ellipsis. */
export function cutText(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const text = node.textContent?.trim() ?? ''
      const element = node.parentElement
      if (text === '' || !element?.checkVisibility() || element.closest('.unseen')) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      const box = range.getBoundingClientRect()
      if (element.closest('.one, .lines, .formless')) continue
      const hides = (one: Element) => getComputedStyle(one).overflowX !== 'visible'
      for (let outer: Element | null = element; outer; outer = outer.parentElement) {
        if (outer !== document.body && !hides(outer)) continue
        const frame =
          outer === document.body
            ? new DOMRect(0, 0, innerWidth, innerHeight)
            : outer.getBoundingClientRect()
        const scrolls = getComputedStyle(outer).overflowY === 'auto'
        const isCut =
          box.left < frame.left - 1 ||
          box.right > frame.right + 1 ||
          (!scrolls && box.bottom > frame.bottom + box.height * 0.35)
        if (isCut) found.push(`cut: ${text}`)
        if (isCut || scrolls) break
      }
    }
    return found
  })
}

/** Two texts that stand on each other. Their letters are measured, not the space between lines. */
export function overlapping(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const boxes: { node: Node; text: string; box: DOMRect }[] = []
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const text = node.textContent?.trim() ?? ''
      const element = node.parentElement
      if (text === '' || !element?.checkVisibility() || element.closest('.unseen')) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      const clip = element.closest('.one')?.getBoundingClientRect()
      for (const line of range.getClientRects()) {
        const right = Math.min(line.right, clip?.right ?? Infinity)
        const inset = line.height * 0.24
        boxes.push({
          node,
          text,
          box: new DOMRect(line.left, line.top + inset, right - line.left, line.height - 2 * inset),
        })
      }
    }
    return boxes.flatMap((one, at) =>
      boxes
        .slice(at + 1)
        .filter(
          ({ node, box }) =>
            node !== one.node &&
            one.box.left < box.right - 1 &&
            one.box.right > box.left + 1 &&
            one.box.top < box.bottom - 1 &&
            one.box.bottom > box.top + 1,
        )
        .map((other) => `“${one.text}” on “${other.text}”`),
    )
  })
}

/** Buttons and fields that a finger cannot hit: less than 48 px in a direction. */
export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, input, a')].flatMap((target) => {
      const { width, height } = target.getBoundingClientRect()
      if (!target.checkVisibility() || (width >= 48 && height >= 48)) return []
      return [`${target.textContent.trim()}: ${width.toFixed(0)} × ${height.toFixed(0)}`]
    }),
  )
}

/** Text smaller than this, in the pixels it was drawn in. */
export function smallText(page: Page, least: number): Promise<string[]> {
  return page.evaluate((px) => {
    const found = new Set<string>()
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const element = node.parentElement
      if (!node.textContent?.trim() || !element?.checkVisibility()) continue
      if (element.closest('.unseen')) continue
      const size = parseFloat(getComputedStyle(element).fontSize)
      if (size < px) found.add(`${size} px: ${node.textContent.trim()}`)
    }
    return [...found]
  }, least)
}

/** Whether the font that is shipped for Thai is the one in use. */
export function hasThaiFont(page: Page): Promise<boolean> {
  return page.evaluate(() =>
    [...document.fonts].some(
      ({ family, status, unicodeRange }) =>
        family.includes('Sarabun') && status === 'loaded' && unicodeRange.includes('E01'),
    ),
  )
}
