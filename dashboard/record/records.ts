import { computed, shallowRef, watch, type Ref } from 'vue'
import type { VoteListing, VoteReport, VotesReply } from '../../controller/protocol/vote-record.ts'
import { request } from '../session/session.ts'

type Problem = { code: string; message: string }

/** The votes of all sittings, the newest first, more of them on demand. */
export function useVotes() {
  const votes = shallowRef<readonly VoteListing[]>([])
  const isMore = shallowRef(false)
  const isLoading = shallowRef(true)
  const problem = shallowRef<Problem | null>(null)

  async function load(): Promise<void> {
    isLoading.value = true
    const last = votes.value.at(-1)
    const query = last === undefined ? '' : `?before=${last.seq}`
    const answer = await request<VotesReply>('GET', `/api/votes${query}`)
    isLoading.value = false
    problem.value = answer.ok ? null : answer
    if (!answer.ok) return
    votes.value = [...votes.value, ...answer.data.votes]
    isMore.value = answer.data.more
  }
  /** In the order of the list; one sitting's votes stand together. */
  const sittings = computed(() => [
    ...Map.groupBy(votes.value, ({ sitting }) => sitting.id).values(),
  ])
  void load()
  return { votes, sittings, isMore, isLoading, problem, load }
}

/** The record of the vote that is chosen; null while it is on its way, and where there is none. */
export function useVoteReport(ballot: Readonly<Ref<string | null>>) {
  const report = shallowRef<VoteReport | null>(null)
  const problem = shallowRef<Problem | null>(null)
  watch(
    ballot,
    async (chosen) => {
      report.value = null
      problem.value = null
      if (chosen === null) return
      const answer = await request<VoteReport>('GET', `/api/votes/${chosen}`)
      // Another was chosen in the meantime.
      if (ballot.value !== chosen) return
      if (answer.ok) report.value = answer.data
      else problem.value = answer
    },
    { immediate: true },
  )
  return { report, problem }
}
