import { onScopeDispose } from 'vue'
import type { Choice, ChoiceId } from '../../controller/protocol/chamber.ts'
import { choiceOfKey } from './choices.ts'

/** While this scope lives, the figures of the keyboard choose, wherever the focus is. */
export function useChoiceKeys(
  choices: () => readonly Choice[],
  choose: (choice: ChoiceId) => void,
): void {
  function onKey(event: KeyboardEvent): void {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return
    const choice = choiceOfKey(event.key, choices())
    if (choice !== null) choose(choice)
  }
  addEventListener('keydown', onKey)
  onScopeDispose(() => removeEventListener('keydown', onKey))
}
