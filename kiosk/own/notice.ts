import { onScopeDispose, ref, type Ref } from 'vue'

/** How long a refusal or a thank-you stays readable. */
const NOTICE_MS = 6000

/** One sentence that is said for a while; the next takes its place. */
export function useNotice(): { notice: Ref<string>; say: (words: string) => void } {
  const notice = ref('')
  let clear: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => clearTimeout(clear))
  return {
    notice,
    say(words) {
      notice.value = words
      clearTimeout(clear)
      clear = setTimeout(() => (notice.value = ''), NOTICE_MS)
    },
  }
}
