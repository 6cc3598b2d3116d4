import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** How a router differs, as seen in the field. */
export interface RouterHabits {
  /** Speaks protocol 2.3 and older: nothing says that its first dump is whole. */
  noPreludeEnd?: boolean
  /** Says ACK and does nothing. */
  deaf?: boolean
}

/** A Videohub written after Blackmagic's Developer Information, for tests and the demonstration. */
export class SimulatedRouter {
  inputs = ['Camera 1', 'Camera 2', 'Desk', 'Remote']
  outputs = ['Hall left', 'Hall right', 'Recorder']
  /** Input of each output, both counted from 0. */
  routes = [0, 0, 0]
  /** `U` unlocked, `L` locked by somebody else. */
  locks = ['U', 'U', 'U']
  isPresent = true
  /** Blocks it received, joined by `|`. */
  readonly commands: string[] = []
  /** Answers to nothing while true. */
  mute = false
  readonly #habits: RouterHabits
  readonly #sockets = new Set<Socket>()
  #server: Server | null = null
  #port = 0

  constructor(habits: RouterHabits = {}) {
    this.#habits = habits
  }

  get port(): number {
    return this.#port
  }

  async start(): Promise<void> {
    const server = createServer((socket) => this.#serve(socket))
    this.#server = server
    server.listen(this.#port, '127.0.0.1')
    await once(server, 'listening')
    this.#port = (server.address() as AddressInfo).port
  }

  /** Its plug is pulled. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    const server = this.#server
    this.#server = null
    if (server) await new Promise((done) => server.close(done))
  }

  say(text: string): void {
    for (const socket of this.#sockets) socket.write(text)
  }

  /** Says what it is, as after a change of its cards. */
  sayAll(): void {
    this.say(this.#dump())
  }

  /** Somebody switches at the front panel. */
  press(output: number, input: number): void {
    this.routes[output] = input
    this.say(`VIDEO OUTPUT ROUTING:\n${output} ${input}\n\n`)
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => this.#sockets.delete(socket))
    let text = ''
    socket.on('data', (bytes) => {
      text += bytes.toString('utf8')
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const block = text.slice(0, end).split('\n')
        text = text.slice(end + 2)
        if (!this.mute) this.#block(socket, block)
      }
    })
    const end = this.#habits.noPreludeEnd ? '' : 'END PRELUDE:\n\n'
    socket.write(`PROTOCOL PREAMBLE:\nVersion: 2.3\n\n${this.#dump()}${end}`)
  }

  #dump(): string {
    if (!this.isPresent) return 'VIDEOHUB DEVICE:\nDevice present: false\n\n'
    const list = (values: readonly (string | number)[]) =>
      values.map((value, at) => `${at} ${value}\n`).join('')
    return [
      'VIDEOHUB DEVICE:\nDevice present: true\nModel name: Simulated Videohub\n',
      `Unique ID: 0017\nVideo inputs: ${this.inputs.length}\n`,
      `Video outputs: ${this.outputs.length}\n\n`,
      `INPUT LABELS:\n${list(this.inputs)}\nOUTPUT LABELS:\n${list(this.outputs)}\n`,
      `VIDEO OUTPUT LOCKS:\n${list(this.locks)}\n`,
      `VIDEO OUTPUT ROUTING:\n${list(this.routes)}\n`,
      'SOMETHING NEW:\nwith: more\n\n',
    ].join('')
  }

  #block(socket: Socket, [heading = '', ...lines]: string[]): void {
    if (heading === 'PING:') return void socket.write('ACK\n\n')
    this.commands.push([heading, ...lines].join('|'))
    if (heading !== 'VIDEO OUTPUT ROUTING:') return void socket.write('NAK\n\n')
    const wanted = lines.map((line) => line.split(' ').map(Number))
    const isPossible = wanted.every(
      ([output = -1, input = -1]) => this.locks[output] === 'U' && this.inputs[input] !== undefined,
    )
    if (!isPossible) return void socket.write('NAK\n\n')
    socket.write('ACK\n\n')
    if (this.#habits.deaf) return
    for (const [output = 0, input = 0] of wanted) this.routes[output] = input
    this.say(`VIDEO OUTPUT ROUTING:\n${lines.join('\n')}\n\n`)
  }
}
