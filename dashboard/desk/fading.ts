import type { Directive } from 'vue'

const watchers = new WeakMap<HTMLElement, ResizeObserver>()

function mark(list: HTMLElement): void {
  const over = list.scrollHeight - list.clientHeight
  list.classList.toggle('more', over - list.scrollTop > 2)
  // What scrolls must be reached by keyboard too; what does not is no stop on the way.
  if (over > 1) list.tabIndex = 0
  else list.removeAttribute('tabindex')
}

/** Marks a list that goes on below its edge with `more`, so that it fades there. */
export const vFading: Directive<HTMLElement> = {
  mounted(list) {
    const watcher = new ResizeObserver(() => mark(list))
    watcher.observe(list)
    watchers.set(list, watcher)
    list.addEventListener('scroll', () => mark(list), { passive: true })
  },
  // In the next frame: measuring now would make the browser lay out the page in between.
  updated: (list) => void requestAnimationFrame(() => mark(list)),
  unmounted(list) {
    watchers.get(list)?.disconnect()
  },
}
