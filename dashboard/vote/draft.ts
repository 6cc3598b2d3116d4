import { computed, reactive, type ComputedRef } from 'vue'
import type { Rule } from '../../controller/protocol/chamber.ts'
import type { PreparedVoteView } from '../../controller/protocol/views.ts'
import { useView } from '../../kiosk/ui/store.ts'
import { useDesk } from '../desk/desk.ts'
import { newId } from '../desk/new-id.ts'
import { MOST_CHOICES, readPersons, writePersons } from './persons.ts'

/** A vote being set up, as it stands in the fields. */
export interface Draft {
  th: string
  en: string
  rule: string
  seconds: number
  /** Who stands in an election, as typed. */
  persons: string
  /** How many support the motion, as typed. */
  supporters: string
  /** The prepared vote this is; null: a new one. */
  prepared: string | null
}

/** The fields of a vote that is set up, what they still need, and what is done with them. */
export function useDraft(firstRule: string): {
  draft: Draft
  rule: ComputedRef<Rule | null>
  isElection: ComputedRef<boolean>
  isReady: ComputedRef<boolean>
  /** Prepared for the present item, then for any. */
  offered: ComputedRef<PreparedVoteView[]>
  take: (prepared: PreparedVoteView | null) => void
  open: (acknowledged?: boolean) => Promise<boolean>
  prepare: () => Promise<boolean>
} {
  const view = useView()
  const desk = useDesk()
  const rules = computed(() => view.plan?.rules ?? [])
  const item = computed(() => view.room?.agenda.find(({ id }) => id === view.room?.item) ?? null)
  const offered = computed(() => {
    const prepared = (view.room?.prepared ?? []).filter(({ ballot }) => ballot === null)
    const here = prepared.filter(({ item }) => item !== null && item === view.room?.item)
    return [...here, ...prepared.filter(({ item }) => item === null)]
  })

  /** Ready as it stands: nobody need be named, called or asked for a key. */
  const usual = computed(() => {
    const plain = rules.value.find(
      ({ method, decides }) => method === 'machine' && decides.by === 'threshold',
    )
    return (plain ?? rules.value[0])?.id ?? ''
  })
  const blank = (): Draft => ({
    th: item.value?.title.th ?? '',
    en: item.value?.title.en ?? '',
    rule: firstRule || usual.value,
    seconds: 60,
    persons: '',
    supporters: '',
    prepared: null,
  })
  const draft = reactive(blank())
  function take(prepared: PreparedVoteView | null): void {
    Object.assign(draft, blank())
    if (prepared === null) return
    const { vote, motion, rule, choices, durationMs } = prepared
    Object.assign(draft, { ...motion, rule, prepared: vote, seconds: durationMs / 1000 })
    draft.persons = writePersons(choices ?? [])
  }
  if (firstRule === '') take(offered.value[0] ?? null)

  const rule = computed(() => rules.value.find(({ id }) => id === draft.rule) ?? null)
  const isElection = computed(() => rule.value !== null && rule.value.decides.by !== 'threshold')
  const persons = computed(() => (isElection.value ? readPersons(draft.persons) : null))
  const isReady = computed(() => {
    if (draft.th.trim() === '' || draft.en.trim() === '' || rule.value === null) return false
    if (rule.value.supporters && !/^\d{1,4}$/.test(draft.supporters)) return false
    if (persons.value === null) return true
    const count = persons.value.length
    return count > 0 && count + rule.value.choices.length <= MOST_CHOICES
  })
  const content = () => ({
    motion: { th: draft.th.trim(), en: draft.en.trim() },
    rule: draft.rule,
    durationMs: draft.seconds * 1000,
    choices: persons.value,
  })

  return {
    draft,
    rule,
    isElection,
    isReady,
    offered,
    take,
    open: (acknowledged = false) =>
      desk.run('vote', {
        type: 'OpenBallot',
        ballot: newId('b'),
        ...content(),
        supporters: rule.value?.supporters ? Number(draft.supporters) : null,
        prepared: draft.prepared,
        runOffOf: null,
        ...(acknowledged && { acknowledged }),
      }),
    prepare: async () => {
      const vote = draft.prepared ?? newId('v')
      const item = view.room?.item ?? null
      const isDone = await desk.run('vote', { type: 'PrepareVote', vote, item, ...content() })
      if (isDone) draft.prepared = vote
      return isDone
    },
  }
}
