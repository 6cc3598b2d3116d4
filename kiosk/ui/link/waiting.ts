/** How a call to the controller ended. Codes beside the protocol's: 'link-lost', 'no-answer'. */
export type Reply =
  { ok: true; seq: number; data: unknown } | { ok: false; code: string; detail: string }

interface Waiting {
  resolve: (reply: Reply) => void
  timer: ReturnType<typeof setTimeout>
}

/** Calls that wait for their answer. Each is settled exactly once. */
export class WaitingCalls {
  readonly #calls = new Map<string, Waiting>()
  readonly #answerMs: number

  constructor(answerMs: number) {
    this.#answerMs = answerMs
  }

  add(id: string): Promise<Reply> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.settle(id, { ok: false, code: 'no-answer', detail: '' })
      }, this.#answerMs)
      this.#calls.set(id, { resolve, timer })
    })
  }

  settle(id: string, reply: Reply): void {
    const call = this.#calls.get(id)
    if (!call) return
    this.#calls.delete(id)
    clearTimeout(call.timer)
    call.resolve(reply)
  }

  settleAll(reply: Reply): void {
    for (const id of [...this.#calls.keys()]) this.settle(id, reply)
  }
}
