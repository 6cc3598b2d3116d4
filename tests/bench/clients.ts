import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { ConsoleKey } from '../../controller/protocol/device-messages.ts'

export type Asked =
  | { do: 'connect-consoles'; url: string; consoles: { id: string; password: string }[] }
  | { do: 'connect-echoes'; url: string; count: number }
  | { do: 'press-all'; key: ConsoleKey; recorded: number | null }
  | { do: 'press-talk'; console: number }
  | { do: 'echo-all' }
  | { do: 'echo-one'; client: number }
  | { do: 'all-told' }
  | { do: 'told-again' }

/** The process of the MQTT clients, asked one thing at a time. */
export class Clients {
  #child: ChildProcess | null = null

  start(): void {
    this.#child = fork(new URL('./clients-program.ts', import.meta.url).pathname, {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      execArgv: ['--disable-warning=ExperimentalWarning'],
    })
  }

  /** Milliseconds where something is timed, else how many. */
  async ask(asked: Asked): Promise<number> {
    const child = this.#child
    if (child === null) throw new Error('The clients have not been started.')
    const answered = once(child, 'message')
    child.send(asked)
    const [reply] = (await answered) as [{ answer: number } | { failed: string }]
    if ('failed' in reply) throw new Error(`${asked.do}: ${reply.failed}`)
    return reply.answer
  }

  async stop(): Promise<void> {
    const child = this.#child
    if (child === null) return
    this.#child = null
    const exited = once(child, 'exit')
    child.disconnect()
    await exited
  }
}
