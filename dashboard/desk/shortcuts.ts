import {
  inject,
  onBeforeUnmount,
  onMounted,
  provide,
  shallowReactive,
  shallowRef,
  type InjectionKey,
} from 'vue'

/** What a key does: at once, or for as long as it is held down. */
export type KeyAction = (() => void) | { press: () => void; release: () => void }

export interface Shortcut {
  /** As KeyboardEvent.key, upper case for letters: 'G', '/', 'ArrowLeft'; ⇧ in front: shift; '' none. */
  key: () => string
  /** What it does, in the language shown. */
  label: () => string
  isEnabled: () => boolean
  action: KeyAction
}

interface Shortcuts {
  /** Those of what is on the screen now, the newest last. */
  list: Set<Shortcut>
}

const REMEMBERED = 'sapha.single-keys'
/**
 * Whether single characters do something: who speaks to the computer, or types by accident, can
 * switch them off (WCAG 2.1.4). Arrows and Esc stay.
 */
export const areLettersOn = shallowRef(localStorage.getItem(REMEMBERED) !== 'off')
export function switchLetters(): void {
  areLettersOn.value = !areLettersOn.value
  localStorage.setItem(REMEMBERED, areLettersOn.value ? 'on' : 'off')
}
const isCharacter = (key: string): boolean => key.length === 1

const KEY: InjectionKey<Shortcuts> = Symbol('shortcuts')

/** Makes the keys of the whole desk work; called once, by its screen. */
export function provideShortcuts(): Shortcuts {
  const shortcuts: Shortcuts = { list: shallowReactive(new Set<Shortcut>()) }
  provide(KEY, shortcuts)
  let held: { key: string; release: () => void } | null = null
  const release = (): void => {
    held?.release()
    held = null
  }
  const down = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    if (isTyping(event.target)) {
      // Out of the field first, so that nothing typed is lost and the keys work again.
      if (event.key === 'Escape') event.target.blur()
      return
    }
    if (!areLettersOn.value && isCharacter(event.key)) return
    if (event.key.startsWith('Arrow') && isScrolling(event.target)) return
    const found = find(shortcuts.list, keyOf(event))
    if (!found) return
    event.preventDefault()
    if (typeof found.action === 'function') {
      // Holding a key down is one wish, except for the arrows, which travel.
      if (!event.repeat || event.key.startsWith('Arrow')) found.action()
    } else if (!event.repeat) {
      release()
      held = { key: event.code, release: found.action.release }
      found.action.press()
    }
  }
  const up = (event: KeyboardEvent): void => {
    if (held?.key === event.code) release()
  }
  onMounted(() => {
    addEventListener('keydown', down)
    addEventListener('keyup', up)
    addEventListener('blur', release)
  })
  onBeforeUnmount(() => {
    removeEventListener('keydown', down)
    removeEventListener('keyup', up)
    removeEventListener('blur', release)
    release()
  })
  return shortcuts
}

/** Adds a key for as long as the component is there. */
export function useShortcut(shortcut: Shortcut): void {
  const shortcuts = inject(KEY, null)
  onMounted(() => shortcuts?.list.add(shortcut))
  onBeforeUnmount(() => shortcuts?.list.delete(shortcut))
}

export function useShortcutList(): ReadonlySet<Shortcut> {
  return inject(KEY, { list: new Set<Shortcut>() }).list
}

const NAMES: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  Delete: 'Del',
}
/** What is printed on the key. */
export const keyName = (key: string): string => NAMES[key] ?? key

/** The newest of the enabled ones: what opened last is meant. */
function find(list: ReadonlySet<Shortcut>, key: string): Shortcut | undefined {
  return [...list].reverse().find((shortcut) => shortcut.key() === key && shortcut.isEnabled())
}

/** A Thai keyboard types Thai letters and figures: those keys are told by where they are. */
function keyOf(event: KeyboardEvent): string {
  if (event.key === '?' || event.key === '/') return event.key
  const figure = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1]
  if (figure) return event.shiftKey ? `⇧${figure}` : figure
  if (event.code === 'Equal' || event.code === 'NumpadAdd') return '+'
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1]
  if (letter) return event.shiftKey ? `⇧${letter}` : letter
  if (event.code === 'Slash') return event.shiftKey ? '?' : '/'
  return event.key
}

/** A list that was reached by Tab is scrolled by the arrows. */
function isScrolling(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.scrollHeight > target.clientHeight + 1
}

function isTyping(target: EventTarget | null): target is HTMLElement {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
}
