import { ref, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import type { FaultSource } from '../../controller/protocol/commands.ts'
import { useView } from '../ui/store.ts'
import { useCodes } from '../ui/words/codes.ts'
import { answerOf } from './vote-press.ts'

/** Tells the desk that something does not work; where the link is lost, as soon as it is back. */
export function useFaultReport(
  source: () => FaultSource | null,
  say: (words: string) => void,
): () => Promise<void> {
  const view = useView()
  const { t } = useI18n({ useScope: 'global' })
  const { refusal } = useCodes()
  const untold = ref(false)

  async function report(): Promise<void> {
    const about = source()
    if (about === null) return
    const { kind, id } = about
    const fault = { fault: `${kind}-${id}`, source: about, code: 'reported-by-member', detail: id }
    const reply = await view.command({ type: 'RaiseFault', ...fault })
    untold.value = !reply.ok && answerOf(reply.code) !== null
    if (reply.ok || reply.code === 'fault-exists') say(t('own.faultReported'))
    else say(untold.value ? t('own.faultWaits') : refusal(reply))
  }
  watch(
    () => view.stale,
    (stale) => {
      if (!stale && untold.value) void report()
    },
  )
  return report
}
