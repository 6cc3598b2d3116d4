import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** How a projector differs from the specification's, as seen in the field. */
export interface ProjectorHabits {
  /** Null: open to everybody. */
  password?: string
  level?: '1' | '2'
  /** Ends its lines with CR LF. */
  lineFeeds?: boolean
  /** Says this before each line. */
  prompt?: string
  /** Wants the digest with every command. */
  digestAlways?: boolean
  /** How long it takes to warm up and to cool down, ms. */
  warmMs?: number
  /** Takes every command and does nothing. */
  deaf?: boolean
}

/** A projector written after the PJLink specification, for tests and the demonstration. */
export class SimulatedProjector {
  power: 'standby' | 'on' | 'cooling' | 'warming' = 'standby'
  input = '11'
  readonly inputs = ['11', '21', '31', '32', '51']
  videoMuted = false
  audioMuted = false
  frozen = false
  errors = '000000'
  lamp = 1234
  /** Commands it received, without the digest; questions are not kept. */
  readonly commands: string[] = []
  /** Answers to nothing while true. */
  mute = false
  connections = 0
  readonly #habits: ProjectorHabits
  readonly #sockets = new Set<Socket>()
  #server: Server | null = null
  #port = 0
  #timer: NodeJS.Timeout | null = null

  constructor(habits: ProjectorHabits = {}) {
    this.#habits = habits
  }

  /** Where it listens: any free port at first, the same one later. */
  get port(): number {
    return this.#port
  }

  async start(): Promise<void> {
    const server = createServer((socket) => this.#serve(socket))
    server.listen(this.#port, '127.0.0.1')
    await once(server, 'listening')
    this.#port = (server.address() as AddressInfo).port
    this.#server = server
  }

  /** Its plug is pulled. */
  async stop(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
    for (const socket of this.#sockets) socket.destroy()
    const server = this.#server
    this.#server = null
    if (server) await new Promise((done) => server.close(done))
  }

  /** Sends anything to whoever is connected. */
  say(bytes: string | Uint8Array): void {
    for (const socket of this.#sockets) socket.write(bytes)
  }

  /** Ends every connection, as projectors do after 30 s without a word. */
  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  #serve(socket: Socket): void {
    this.connections++
    this.#sockets.add(socket)
    const { password } = this.#habits
    const random = password === undefined ? null : randomBytes(4).toString('hex')
    const digest = createHash('md5').update(`${random}${password}`).digest('hex')
    let signed = random === null
    let text = ''
    socket.on('error', () => undefined)
    socket.on('close', () => this.#sockets.delete(socket))
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1')
      for (let end = text.indexOf('\r'); end >= 0; end = text.indexOf('\r')) {
        let line = text.slice(0, end)
        text = text.slice(end + 1)
        if (random !== null && line.startsWith(digest)) {
          signed = true
          line = line.slice(digest.length)
        } else if (!signed || (random !== null && this.#habits.digestAlways)) {
          this.#line(socket, 'PJLINK ERRA')
          return void socket.end()
        }
        const reply = this.mute ? null : this.#reply(line)
        if (reply !== null) this.#line(socket, reply)
      }
    })
    this.#line(socket, random === null ? 'PJLINK 0' : `PJLINK 1 ${random}`)
  }

  #line(socket: Socket, text: string): void {
    const { prompt = '', lineFeeds = false } = this.#habits
    if (socket.writable) socket.write(`${prompt}${text}\r${lineFeeds ? '\n' : ''}`)
  }

  #reply(line: string): string | null {
    const level = line.charAt(1)
    const body = line.slice(2, 6)
    const parameter = line.slice(7)
    if (!line.startsWith('%')) return null
    const head = `%${level}${body}=`
    if (level > (this.#habits.level ?? '2')) return `${head}ERR1`
    if (parameter === '?') return head + this.#answer(body)
    this.commands.push(`${body} ${parameter}`)
    return head + (this.#habits.deaf ? 'OK' : this.#obey(body, parameter))
  }

  #answer(body: string): string {
    const level = this.#habits.level ?? '2'
    const on = this.power === 'on'
    const mutes = `${this.videoMuted ? (this.audioMuted ? 3 : 1) : this.audioMuted ? 2 : 3}`
    const answers: Record<string, string> = {
      CLSS: level,
      POWR: { standby: '0', on: '1', cooling: '2', warming: '3' }[this.power],
      INPT: on ? this.input : 'ERR3',
      AVMT: on ? `${mutes}${this.videoMuted || this.audioMuted ? 1 : 0}` : 'ERR3',
      ERST: this.errors,
      LAMP: `${this.lamp} ${on ? 1 : 0}`,
      INST: this.inputs.join(' '),
      NAME: 'Hall',
      INF1: 'Simulated',
      INF2: 'Projector',
      INFO: 'version 1',
      ...(level === '2' && {
        SVER: '2.5',
        SNUM: '00017',
        FREZ: on ? (this.frozen ? '1' : '0') : 'ERR3',
      }),
    }
    return answers[body] ?? 'ERR1'
  }

  #obey(body: string, parameter: string): string {
    if (body === 'POWR') return this.#switch(parameter)
    if (!['INPT', 'AVMT', 'FREZ'].includes(body)) return 'ERR1'
    if (this.power !== 'on') return 'ERR3'
    if (body === 'INPT') {
      if (!this.inputs.includes(parameter)) return 'ERR2'
      this.input = parameter
    } else if (body === 'AVMT') {
      if (!/^[123][01]$/.test(parameter)) return 'ERR2'
      const muted = parameter.endsWith('1')
      if (parameter[0] !== '2') this.videoMuted = muted
      if (parameter[0] !== '1') this.audioMuted = muted
    } else this.frozen = parameter === '1'
    return 'OK'
  }

  #switch(parameter: string): string {
    const to = parameter === '1' ? 'on' : 'standby'
    if (this.power === 'cooling' || this.power === 'warming') return 'ERR3'
    if (this.power === to) return 'OK'
    this.power = to === 'on' ? 'warming' : 'cooling'
    this.#timer = setTimeout(() => (this.power = to), this.#habits.warmMs ?? 30)
    return 'OK'
  }
}
