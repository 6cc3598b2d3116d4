import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

/** What a screen must pass that nobody can see in a picture alone. */

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds that a person would stumble over. */
export async function serious(page: Page): Promise<string[]> {
  // Put in by the test, past the page's own policy.
  await page.evaluate(`(() => { ${axe} })()`)
  return page.evaluate<string[]>(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }).then(({ violations }) =>
      violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html }) => html).join(' ')))`,
  )
}

/** Text that is cut where nothing says so: wider than its box, or taller than its line. */
export function clipped(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      if (element.closest('.unseen, svg') || element.children.length > 0) continue
      const text = element.textContent.trim()
      if (text === '' || element.offsetParent === null) continue
      const style = getComputedStyle(element)
      const says = style.webkitLineClamp !== 'none' || element.closest('.one') !== null
      const tooWide = element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0
      const hides = style.overflowX !== 'visible'
      if (tooWide && hides && !says) found.push(`cut: ${text}`)
      const box = element.getBoundingClientRect()
      const panel = element.closest('.panel, .top, .foot')?.getBoundingClientRect()
      const scrolls = element.closest(
        '.list, .media-list, .silent-list, .speaker-rows, .choices, .result-sums, .splits, .sanity, .call-order, .corrections',
      )
      if (
        panel &&
        !scrolls &&
        !says &&
        (box.right > panel.right + 1 || box.bottom > panel.bottom + 1)
      ) {
        found.push(`outside its panel: ${text}`)
      }
    }
    return found
  })
}
