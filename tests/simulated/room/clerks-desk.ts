import type { Command } from '../../../controller/protocol/commands.ts'
import type { Clerk, ClerksView } from './clerk.ts'

/** The clerk's desk: reads the views and gives commands by the HTTP API, with a token of its own. */
export class ClerksDesk {
  readonly #base: string
  readonly #token: string
  readonly #clerk: Clerk
  #given = 0

  constructor(base: string, token: string, clerk: Clerk) {
    this.#base = base
    this.#token = token
    this.#clerk = clerk
  }

  /** Looks once and does the next thing; a controller that is away is looked for again later. */
  async look(): Promise<void> {
    const [plan, room, desk] = await Promise.all([
      this.#get('plan') as Promise<ClerksView['plan'] | null>,
      this.#get('room') as Promise<ClerksView['room']>,
      this.#get('desk') as Promise<ClerksView['desk']>,
    ])
    if (plan === null) return
    const command = this.#clerk.next({ plan, room, desk }, Date.now())
    if (command !== null) await this.#give(command)
  }

  async #get(view: string): Promise<unknown> {
    const response = await fetch(new URL(`/api/views/${view}`, this.#base), {
      headers: { authorization: `Bearer ${this.#token}` },
    })
    if (!response.ok) throw new Error(`the desk's ${view} was answered ${response.status}`)
    return response.json()
  }

  async #give(command: Command): Promise<void> {
    await fetch(new URL('/api/commands', this.#base), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.#token}` },
      body: JSON.stringify({ id: `clerk-${process.pid}-${++this.#given}`, command }),
    })
  }
}
