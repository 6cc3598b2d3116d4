/** How a camera differs from Sony's manuals, as seen in the field. */
export interface CameraHabits {
  /** Carries out without an ACK before the completion. */
  noAck?: boolean
  /** Answers inquiries and no command. */
  silentCommands?: boolean
  /** Takes every command and does nothing. */
  deaf?: boolean
  /** Ends a movement in words before it begins in deeds. */
  hastyCompletion?: boolean
  /** Knows no inquiry of zoom and focus. */
  fewInquiries?: boolean
  /** How long a movement takes, ms. */
  moveMs?: number
}

interface Place {
  pan: number
  tilt: number
  zoom: number
}

/** How long a movement takes, ms. */
const MOVE_MS = 400

const number = (nibbles: number[]) => nibbles.reduce((sum, it) => sum * 16 + it, 0)
const signed = (value: number) => (value > 32767 ? value - 65536 : value)
const nibbles = (value: number) =>
  [4096, 256, 16, 1].map((unit) => Math.floor((value & 0xffff) / unit) % 16)

/** One VISCA camera, written from Sony's command lists, for tests and the demonstration. */
export class SimulatedCamera {
  readonly address: number
  power: 'on' | 'standby' = 'on'
  place: Place = { pan: 0, tilt: 0, zoom: 0 }
  focus: 'auto' | 'manual' = 'auto'
  /** Speeds as told last; 0 stands still. */
  drive: Place = { pan: 0, tilt: 0, zoom: 0 }
  readonly presets = new Map<number, Place>()
  /** Commands without address and end, in hexadecimal. */
  readonly commands: string[] = []
  /** Answers to nothing while true. */
  mute = false
  /** Refuses the next so many commands because both sockets are taken. */
  busy = 0
  readonly #habits: CameraHabits
  #socket = 0
  readonly #timers = new Set<NodeJS.Timeout>()

  constructor(address = 1, habits: CameraHabits = {}) {
    this.address = address
    this.#habits = habits
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer)
  }

  /** A packet with its end; what it says to it goes to `say`, now or later. */
  take(packet: readonly number[], say: (packet: number[]) => void): void {
    if (this.mute) return
    const reply = (...bytes: number[]) => say([0x80 + 16 * this.address, ...bytes, 0xff])
    const body = packet.slice(1, -1)
    if (body[0] === 0x09) return this.#inquiry(body, reply)
    if (body[0] !== undefined && body[0] >> 4 === 2) {
      this.commands.push(`cancel ${body[0] & 15}`)
      return reply(0x60 + (body[0] & 15), 0x05)
    }
    if (body[0] !== 0x01) return reply(0x60, 0x02)
    if (body[1] === 0x00) return reply(0x50)
    this.commands.push(body.map((byte) => byte.toString(16).padStart(2, '0')).join(' '))
    if (this.#habits.silentCommands) return void this.#obey(body)
    if (this.busy > 0) {
      this.busy--
      return reply(0x60, 0x03)
    }
    const takesMs = this.#habits.deaf ? 0 : this.#obey(body)
    if (takesMs === null) return reply(0x60, 0x02)
    this.#socket = 1 + (this.#socket % 2)
    const socket = this.#socket
    if (!this.#habits.noAck) reply(0x40 + socket)
    if (takesMs === 0 || this.#habits.hastyCompletion) reply(0x50 + socket)
    else this.#later(takesMs, () => reply(0x50 + socket))
  }

  #inquiry(body: readonly number[], reply: (...bytes: number[]) => void): void {
    const name = body.slice(1).join(' ')
    const { pan, tilt, zoom } = this.place
    if (name === '0 2') return reply(0x50, 0x00, 0x01, 0x05, 0x13, 0x01, 0x02, 0x02)
    if (name === '4 0') return reply(0x50, this.power === 'on' ? 2 : 3)
    if (this.power !== 'on') return reply(0x61, 0x41)
    if (name === '6 18') return reply(0x50, ...nibbles(pan), ...nibbles(tilt))
    if (this.#habits.fewInquiries) return reply(0x60, 0x02)
    if (name === '4 71') return reply(0x50, ...nibbles(zoom))
    if (name === '4 56') return reply(0x50, this.focus === 'auto' ? 2 : 3)
    reply(0x60, 0x02)
  }

  /** How long it takes, ms; null where it knows no such command. */
  #obey([, group, what, ...data]: readonly number[]): number | null {
    const name = `${group} ${what}`
    const [first = 0, second = 0, third = 0, fourth = 0] = data
    if (name === '4 0') this.power = first === 2 ? 'on' : 'standby'
    else if (name === '4 56') this.focus = first === 2 ? 'auto' : 'manual'
    else if (name === '4 7')
      this.drive.zoom = first === 0 ? 0 : (first >> 4 === 2 ? 1 : -1) * (1 + (first & 7))
    else if (name === '6 1') {
      this.drive.pan = third === 3 ? 0 : third === 1 ? -first : first
      this.drive.tilt = fourth === 3 ? 0 : fourth === 1 ? second : -second
    } else if (name === '4 71') return this.#goTo({ ...this.place, zoom: number(data) })
    else if (name === '6 2') {
      const [pan, tilt] = [number(data.slice(2, 6)), number(data.slice(6))].map(signed)
      return this.#goTo({ ...this.place, pan: pan ?? 0, tilt: tilt ?? 0 })
    } else if (name === '4 63') {
      if (first === 1) this.presets.set(second, { ...this.place })
      else return this.#goTo(this.presets.get(second) ?? this.place)
    } else return null
    return 0
  }

  #goTo(place: Place): number {
    const from = this.place
    const half = (axis: keyof Place) =>
      Math.round((from[axis] + (place[axis] === from[axis] ? from[axis] : place[axis])) / 2)
    const { moveMs = MOVE_MS } = this.#habits
    this.#later(moveMs / 2, () =>
      this.#arrive(from, { pan: half('pan'), tilt: half('tilt'), zoom: half('zoom') }),
    )
    this.#later(moveMs, () => this.#arrive(from, place))
    return moveMs
  }

  /** Only the axes that this movement is about: pan and zoom may be told one after the other. */
  #arrive(from: Place, to: Place): void {
    if (to.pan !== from.pan || to.tilt !== from.tilt) {
      this.place = { ...this.place, pan: to.pan, tilt: to.tilt }
    }
    if (to.zoom !== from.zoom) this.place = { ...this.place, zoom: to.zoom }
  }

  #later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      run()
    }, ms)
    this.#timers.add(timer)
  }
}
