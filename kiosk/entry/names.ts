import { computed, type ComputedRef } from 'vue'
import type { Member } from '../../controller/protocol/chamber.ts'
import type { MemberId } from '../../controller/protocol/ids.ts'
import { useView } from '../ui/store.ts'
import { useLanguage } from '../ui/words/language.ts'

/** People of the plan by id, and what they are called in the language shown. */
export function useNames(): {
  nameOf: (member: MemberId) => string
  groupOf: (member: MemberId) => string
} {
  const view = useView()
  const { text } = useLanguage()
  const members: ComputedRef<Map<MemberId, Member>> = computed(
    () => new Map(view.plan?.members.map((member) => [member.id, member])),
  )
  return {
    nameOf(id) {
      const member = members.value.get(id)
      return member ? text(member.name) : id
    },
    groupOf(id) {
      const group = members.value.get(id)?.group
      const found = view.plan?.groups.find((each) => each.id === group)
      return found ? text(found.name) : ''
    },
  }
}
