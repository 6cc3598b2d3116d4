import { computed, ref, watch } from 'vue'
import type { BallotView, OwnBallotView } from '../../controller/protocol/views.ts'
import { isList, offered } from '../own/choices.ts'
import type { OwnPart } from '../own/own-part.ts'
import type { VoteWords } from '../own/vote-words.ts'

interface Sheet {
  ballot: BallotView
  own: OwnBallotView
  part: OwnPart
  words: VoteWords | null
}

/** Which choices a sheet shows on a page with little room, and whether they can be had again. */
export function useSheetChoices(sheet: Sheet) {
  const choices = computed(() => offered(sheet.ballot.rule.choices))
  const list = computed(() => isList(sheet.ballot.rule.choices))
  const stands = computed(() => sheet.part.echo.value ?? sheet.own.recorded)
  /** Nothing can be pressed: the choices go, except the one that stands. */
  const stopped = computed(
    () => sheet.words !== null || (sheet.own.recorded !== null && !sheet.own.revisable),
  )
  /** Somebody wants to change a vote that stands: of a list of names only that one is shown before. */
  const again = ref(false)
  watch([() => sheet.own.recorded, sheet.part.echo], () => (again.value = false))
  const inBox = computed(() => sheet.own.sealed && sheet.part.echo.value === null && !again.value)
  const isFolded = computed(() => list.value && sheet.own.recorded !== null && !again.value)
  const shown = computed(() => {
    if (inBox.value) return []
    if (!stopped.value && !isFolded.value) return choices.value
    return choices.value.filter(({ id }) => id === stands.value)
  })
  const mayChange = computed(
    () => (inBox.value || isFolded.value) && sheet.own.revisable && sheet.words === null,
  )
  return { list, stands, stopped, again, inBox, shown, mayChange }
}
