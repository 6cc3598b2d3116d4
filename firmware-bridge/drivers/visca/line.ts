import { keepDeviceOpen, type KeepOpen } from '../../transports/keep-open.ts'
import type { Link, TransportError } from '../../transports/transport.ts'
import { DriverError, type DriverParts } from '../device-driver.ts'
import { Exchange } from '../exchange.ts'
import { HealthMeter } from '../health-meter.ts'
import {
  ADDRESS_SET,
  ANSWER_LENGTHS,
  CLEAR_ALL,
  encode,
  REFUSALS,
  ViscaReader,
  type ViscaBody,
  type ViscaHeard,
} from './codec.ts'
import { datagramOf, encodeDatagram, nextSequence, RESET } from './header.ts'
import type { ViscaModel } from './model.ts'

/** A camera acknowledges within a picture; gateways and chains of seven at 9600 baud take longer. */
const ANSWER_MS = 1000
/** A chain tells no more often than this that it changed, ms. */
const READDRESS_MS = 1000

export type Question =
  /** To one camera. `silent`: no answer is awaited. */
  | { to: number; body: ViscaBody; is: 'inquiry' | 'command'; silent?: boolean }
  /** To the whole chain. */
  | { to: 'all'; bytes: Uint8Array; answer: 'addresses' | 'cleared' }

export interface Answer {
  /** Of an inquiry; [] of a command. */
  data: readonly number[]
  /** Where a command is carried out; null where it is over, or nothing is known of it. */
  socket: number | null
  isOver: boolean
}
const NOTHING_KNOWN: Answer = { data: [], socket: null, isOver: false }

export interface LineUser {
  up(): void
  down(error: TransportError): void
  /** It carried out what it had acknowledged in this socket. False where it had acknowledged nothing. */
  completed(from: number, socket: number): boolean
  /** It acknowledged something that nobody waits for any more. */
  acknowledgedLate(from: number, socket: number): void
  meterOf(from: number): HealthMeter | null
}

/** One line of VISCA cameras: serial with up to seven, or the network with one. */
export class ViscaLine {
  readonly #parts: DriverParts<'camera', ViscaModel, unknown>
  readonly #user: LineUser
  readonly #reader = new ViscaReader()
  readonly #exchange: Exchange<Question, Answer>
  readonly #port: KeepOpen
  readonly #hasHeader: boolean
  readonly #isChain: boolean
  /** Of what is asked of all cameras together. */
  readonly #chainMeter: HealthMeter
  #link: Link | null = null
  #sequence = 0
  /** It answers with the number of the question; some gateways answer all with 1. */
  #echoesSequence = false
  #isAddressing = false
  #addressedAt = -READDRESS_MS

  constructor(parts: DriverParts<'camera', ViscaModel, unknown>, user: LineUser) {
    this.#parts = parts
    this.#user = user
    const { address, time, units } = parts
    this.#hasHeader = address.way === 'udp' && units[0].model.header
    this.#isChain = address.way === 'serial'
    this.#chainMeter = new HealthMeter(time)
    this.#exchange = new Exchange({ time, timeoutMs: ANSWER_MS, write: (it) => this.#write(it) })
    const way = {
      up: (link: Link) => this.#opened(link),
      received: (bytes: Uint8Array) => this.#received(bytes),
      down: (error: TransportError) => this.#lost(error),
    }
    this.#port = keepDeviceOpen(parts.transport, way, time)
  }

  start(): void {
    this.#port.start()
  }

  async stop(): Promise<void> {
    this.#exchange.lost()
    this.#link = null
    await this.#port.stop()
  }

  /** Rejects with DriverError. */
  ask(question: Question, meter: HealthMeter, urgent = false): Promise<Answer> {
    return this.#exchange.ask(question, meter, urgent)
  }

  /** Sends it past every queue, as the last thing of all: nobody is there any more to hear of it. */
  say(to: number, body: ViscaBody): void {
    this.#send('command', encode(to, body))
  }

  #opened(link: Link): void {
    this.#link = link
    this.#reader.reset()
    this.#exchange.open()
    if (this.#hasHeader) {
      this.#sequence = 0
      this.#echoesSequence = false
      link.send(encodeDatagram('control', 0, RESET))
    }
    if (this.#isChain) void this.#giveAddresses()
    this.#user.up()
  }

  #lost(error: TransportError): void {
    this.#link = null
    this.#exchange.lost()
    this.#user.down(error)
  }

  /** Address Set and IF_Clear. A chain that answers them wrong, or not at all, is used all the same. */
  async #giveAddresses(): Promise<void> {
    const { time, log, units } = this.#parts
    if (this.#isAddressing || time.now() - this.#addressedAt < READDRESS_MS) return
    this.#isAddressing = true
    this.#addressedAt = time.now()
    try {
      const { data } = await this.#exchange.ask(
        { to: 'all', bytes: ADDRESS_SET, answer: 'addresses' },
        this.#chainMeter,
        true,
      )
      const [counted = 0] = data
      if (counted < units.length)
        log.warn({ counted, named: units.length }, 'the chain counts fewer cameras than it has')
      await this.#exchange.ask(
        { to: 'all', bytes: CLEAR_ALL, answer: 'cleared' },
        this.#chainMeter,
        true,
      )
    } catch (error) {
      if (!(error instanceof DriverError)) throw error
      log.warn({ code: error.code }, 'the chain does not say how many cameras it has')
    } finally {
      this.#isAddressing = false
    }
  }

  #write(question: Question): void {
    if (question.to === 'all') return this.#send('setting', question.bytes)
    this.#send(question.is, encode(question.to, question.body))
    if (question.silent) this.#exchange.answer(NOTHING_KNOWN)
  }

  #send(type: 'command' | 'inquiry' | 'setting', packet: Uint8Array): void {
    if (!this.#hasHeader) return this.#link?.send(packet)
    this.#sequence = nextSequence(this.#sequence)
    this.#link?.send(encodeDatagram(type, this.#sequence, packet))
  }

  #received(bytes: Uint8Array): void {
    if (!this.#hasHeader) {
      for (const heard of this.#reader.push(bytes)) this.#take(heard, null)
      return
    }
    const datagram = datagramOf(bytes)
    if (datagram.type === 'bad-datagram') return this.#bad()
    if (datagram.type === 'out-of-step') {
      // It counts otherwise than here: from 0 again, both.
      this.#bad()
      this.#sequence = 0
      return this.#link?.send(encodeDatagram('control', 0, RESET))
    }
    if (datagram.type === 'reset-done') return
    this.#reader.reset()
    for (const heard of this.#reader.push(datagram.payload)) this.#take(heard, datagram.sequence)
  }

  #take(heard: ViscaHeard, sequence: number | null): void {
    if (heard.type === 'bad-packet') return this.#bad()
    if (heard.type === 'chain-changed') {
      if (this.#isChain) void this.#giveAddresses()
      return
    }
    const { current } = this.#exchange
    if (heard.type === 'addresses' || heard.type === 'cleared') {
      const isAwaited = current?.to === 'all' && current.answer === heard.type
      const data = heard.type === 'addresses' ? [heard.cameras] : []
      if (!isAwaited || !this.#exchange.answer({ ...NOTHING_KNOWN, data })) this.#bad()
      return
    }
    this.#user.meterOf(heard.from)?.frame()
    if (sequence === this.#sequence && sequence > 1) this.#echoesSequence = true
    const isLate = this.#echoesSequence && sequence !== this.#sequence
    const isAwaited = current?.to === heard.from && !isLate
    if (heard.type === 'answer') {
      const fits = isAwaited && ANSWER_LENGTHS.get(current.body) === heard.data.length
      if (fits) this.#exchange.answer({ ...NOTHING_KNOWN, data: heard.data })
      else this.#bad(heard.from)
    } else if (heard.type === 'error') this.#refused(heard, isAwaited)
    else this.#executed(heard, isAwaited && current.is === 'command')
  }

  #executed(
    { type, from, socket }: { type: 'ack' | 'completion'; from: number; socket: number },
    isAwaited: boolean,
  ): void {
    const isOver = type === 'completion'
    if (isOver && this.#user.completed(from, socket)) return
    if (!isOver && !isAwaited) return this.#user.acknowledgedLate(from, socket)
    // A completion without an ACK before it is some cameras' whole answer.
    if (isAwaited) this.#exchange.answer({ data: [], socket: isOver ? null : socket, isOver })
  }

  #refused({ from, error }: { from: number; error: number }, isAwaited: boolean): void {
    // What was called off, or had ended by itself when it was to be: nothing that is asked now.
    if (error === 0x04 || error === 0x05) return
    if (!isAwaited) return this.#bad(from)
    const { code, text } = REFUSALS[error] ?? { code: 'device-failed', text: `Error ${error}.` }
    this.#exchange.refuse(new DriverError(code, text))
  }

  /** On a line, nobody knows whose noise it is: it is counted for the first. */
  #bad(from?: number): void {
    const { units } = this.#parts
    const meter = from === undefined ? null : this.#user.meterOf(from)
    ;(meter ?? this.#user.meterOf(Number(units[0].place ?? 1)))?.badFrames()
  }
}
