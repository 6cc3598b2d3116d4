import type { Directive } from 'vue'

const watchers = new WeakMap<HTMLElement, ResizeObserver>()
const mark = (list: HTMLElement): void => {
  const below = list.scrollHeight - list.clientHeight - list.scrollTop
  list.classList.toggle('more', below > 2)
}

/** Marks a list that goes on below its edge with `more`, so that it fades there. */
export const vFading: Directive<HTMLElement> = {
  mounted(list) {
    const watcher = new ResizeObserver(() => mark(list))
    watcher.observe(list)
    watchers.set(list, watcher)
    list.addEventListener('scroll', () => mark(list), { passive: true })
  },
  updated: mark,
  unmounted(list) {
    watchers.get(list)?.disconnect()
  },
}
