import { computed, type ComputedRef } from 'vue'
import type { Rule } from '../../controller/protocol/chamber.ts'
import type { BallotView } from '../../controller/protocol/views.ts'
import { useView } from '../../kiosk/ui/store.ts'

/** The rule of a vote as the chamber has it; null where the chamber changed since. */
export function useRule(ballot: ComputedRef<BallotView | null>): ComputedRef<Rule | null> {
  const view = useView()
  return computed(() => view.plan?.rules.find(({ id }) => id === ballot.value?.rule.id) ?? null)
}
