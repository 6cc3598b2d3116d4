import { shallowRef } from 'vue'

/** A control room is dim, so the desk is dark; in daylight it can be light. Remembered by the browser. */
type Theme = 'dark' | 'light'
const REMEMBERED = 'sapha.theme'

export const theme = shallowRef<Theme>(
  localStorage.getItem(REMEMBERED) === 'light' ? 'light' : 'dark',
)

/** Shows the theme; called once before anything is drawn, and whenever it changes. */
export function showTheme(): void {
  document.documentElement.dataset['theme'] = theme.value
}

export function switchTheme(): void {
  theme.value = theme.value === 'dark' ? 'light' : 'dark'
  localStorage.setItem(REMEMBERED, theme.value)
  showTheme()
}
