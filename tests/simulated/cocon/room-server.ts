import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A CoCon room server after Televic's API description, for tests and the demonstration. */
export class SimulatedRoomServer {
  readonly speakers = new Set<number>()
  readonly requests = new Set<number>()
  /** Commands it received. */
  readonly commands: string[] = []
  /** Answers to nothing while true. */
  mute = false
  /** Takes every command and does nothing. */
  deaf = false
  /** Ends notifications by 408 after this, ms. */
  patienceMs = 30_000
  connections = 0
  #server: Server | null = null
  #port = 0
  #news: string[] = []
  #listener: ServerResponse | null = null

  get port(): number {
    return this.#port
  }

  async start(): Promise<void> {
    this.#server = createServer((request, response) => {
      if (!this.mute) this.#serve(request.url ?? '', response)
    })
    this.#server.listen(this.#port, '127.0.0.1')
    await once(this.#server, 'listening')
    this.#port = (this.#server.address() as AddressInfo).port
  }

  /** Its plug is pulled. */
  async stop(): Promise<void> {
    const server = this.#server
    this.#server = null
    this.#listener = null
    this.#news = []
    server?.closeAllConnections()
    if (server) await new Promise((done) => server.close(done))
  }

  /** The button of a seat, in the operator's mode. */
  press(seat: number): void {
    if (this.speakers.has(seat)) this.speakers.delete(seat)
    else if (this.requests.has(seat)) this.requests.delete(seat)
    else this.requests.add(seat)
    this.tell(this.#state('MicrophoneState'))
  }

  /** Says anything by the notification. */
  tell(text: string): void {
    this.#news.push(text)
    this.#publish()
  }

  #serve(url: string, response: ServerResponse): void {
    if (url === '/CoCon/Connect') {
      this.connections++
      return this.#answer(response, '{"Connect":true,"id":"3f5b8afe-6efb-4428-8762-e39d42a0762d"}')
    }
    if (url === '/CoCon/Notification/id=3f5b8afe-6efb-4428-8762-e39d42a0762d') {
      this.#listener = response
      const timer = setTimeout(() => {
        if (this.#listener === response) this.#listener = null
        response.writeHead(408).end('Notification request timeout')
      }, this.patienceMs)
      response.on('close', () => clearTimeout(timer))
      return this.#publish()
    }
    if (url === '/CoCon/Microphone/GetState') {
      return this.#answer(response, `{"GetState":{"State":${this.#lists()}}}`)
    }
    const [, state, number] =
      /^\/CoCon\/Microphone\/SetState\/\?State=(On|Off|Request)&SeatNr=(\d+)$/.exec(url) ?? []
    if (state === undefined) return void response.writeHead(400).end('"{\\"Error\\":400}"')
    this.commands.push(`${state} ${number}`)
    this.#answer(response, '{"SetState":0}')
    if (!this.deaf) this.#set(state, Number(number))
  }

  #set(state: string, seat: number): void {
    this.requests.delete(seat)
    this.speakers.delete(seat)
    if (state === 'On') this.speakers.add(seat)
    if (state === 'Request') this.requests.add(seat)
    this.tell(this.#state('MicrophoneState'))
  }

  #state(name: string): string {
    return `{"${name}":${this.#lists()}}`
  }

  #lists(): string {
    const lists = { Speakers: [...this.speakers], Requests: [...this.requests], Replies: [] }
    return JSON.stringify(lists)
  }

  #publish(): void {
    const listener = this.#listener
    const [text] = this.#news
    if (listener === null || text === undefined) return
    this.#news.shift()
    this.#listener = null
    this.#answer(listener, text)
  }

  /** JSON in a JSON string, as the server does. */
  #answer(response: ServerResponse, text: string): void {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(text))
  }
}
