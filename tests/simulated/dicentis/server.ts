import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'

/** A DICENTIS server as the public module knows it, for tests and the demonstration. */
export class SimulatedDicentis {
  readonly seats: readonly { seatId: string; seatName: string; screenLine: string }[]
  readonly open = new Set<string>()
  readonly waiting = new Set<string>()
  /** Operations it received that change something. */
  readonly commands: string[] = []
  password = 'secret'
  /** Answers to nothing while true. */
  mute = false
  /** Takes every command and does nothing. */
  deaf = false
  #server: WebSocketServer | null = null
  #port = 0

  constructor(names: readonly string[]) {
    this.seats = names.map((seatName, at) => ({
      ...{ seatId: `id-${at + 1}`, seatName, screenLine: 'Member' },
    }))
  }

  get port(): number {
    return this.#port
  }

  async start(): Promise<void> {
    const handleProtocols = (offered: Set<string>) =>
      offered.has('DICENTIS_1_0') ? 'DICENTIS_1_0' : false
    this.#server = new WebSocketServer({ host: '127.0.0.1', port: this.#port, handleProtocols })
    this.#server.on('connection', (socket) => this.#serve(socket))
    await once(this.#server, 'listening')
    this.#port = (this.#server.address() as AddressInfo).port
  }

  /** Its plug is pulled. */
  async stop(): Promise<void> {
    const server = this.#server
    this.#server = null
    for (const socket of server?.clients ?? []) socket.terminate()
    if (server) await new Promise((done) => server.close(done))
  }

  /** Sends anything to whoever is connected. */
  say(text: string): void {
    for (const socket of this.#server?.clients ?? []) socket.send(text)
  }

  #serve(socket: WebSocket): void {
    let isIn = false
    socket.on('error', () => undefined)
    socket.on('message', (data: Buffer) => {
      if (this.mute) return
      const { operation, parameters } = JSON.parse(data.toString()) as {
        operation: string
        parameters: { password?: string; seatIds?: string[] }
      }
      const answer = (result: object) =>
        socket.send(JSON.stringify({ operation, parameters: result }))
      if (operation === 'login') {
        isIn = parameters.password === this.password
        return answer({ loggedIn: isIn })
      }
      if (!isIn) return
      if (operation === 'getseats') return answer({ seats: this.seats })
      if (operation === 'GetDiscussionList') return answer({ discussionList: this.#list() })
      this.commands.push(`${operation} ${parameters.seatIds?.join()}`)
      for (const id of this.deaf ? [] : (parameters.seatIds ?? [])) {
        this.waiting.delete(id)
        if (operation === 'grantspeech') this.open.add(id)
        else this.open.delete(id)
      }
    })
  }

  #list(): object[] {
    const entry = (seatId: string, microphoneState: string) => ({ seatId, microphoneState })
    return [
      ...[...this.open].map((id) => entry(id, 'on')),
      ...[...this.waiting].map((id) => entry(id, 'off')),
    ]
  }
}
