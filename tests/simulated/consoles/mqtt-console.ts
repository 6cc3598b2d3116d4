import { randomBytes } from 'node:crypto'
import { Socket } from 'node:net'
import mqtt, { type MqttClient } from 'mqtt'
import { Compile } from 'typebox/compile'
import {
  ConsoleDesired,
  type ConsoleAim,
  type ConsoleEvent,
  type ConsoleKey,
  type ConsoleReported,
} from '../../../controller/protocol/device-messages.ts'
import { sealVote } from '../../../controller/protocol/seal-vote.ts'
import { topicOf } from '../../../controller/protocol/topics.ts'

export interface MqttConsoleOptions {
  id: string
  password: string
  /** mqtt://host:port of the broker. */
  url: string
  /** Ids of its boots; by default new ones, as a real console's are. */
  bootId?: string
  /** False: a plain one that sends the choices of secret votes as they are. */
  seals?: boolean
}

/** A console that loses the broker comes back after this, spread so that a room does not come at once. */
const RECONNECT_MS = 150
const RECONNECT_SPREAD_MS = 200
/** What it does is reported this long after it was told to, so that a burst is one report. */
const REPORT_DELAY_MS = 100
/** A test that waits longer than this for a lamp has failed. */
const LAMP_TIMEOUT_MS = 10_000

const isDesired = Compile(ConsoleDesired)

/**
 * A console with a network of its own, as docs/mqtt.md describes one: tells that it is online,
 * shows what is desired, reports what it does, and sends what its keys are pressed for. Cheap enough
 * for a thousand in one process.
 */
export class MqttConsole {
  readonly id: string
  readonly #options: MqttConsoleOptions
  readonly #bootId: string
  readonly #seals: boolean
  readonly #listeners = new Set<(aim: ConsoleAim, revision: number) => void>()
  readonly #told = new Set<() => void>()
  #client: MqttClient | null = null
  #presses = 0
  #shown: ConsoleDesired | null = null
  #reportTimer: NodeJS.Timeout | null = null

  constructor(options: MqttConsoleOptions) {
    this.id = options.id
    this.#options = options
    this.#bootId = options.bootId ?? randomBytes(6).toString('hex')
    this.#seals = options.seals ?? true
  }

  /** What its lamps and screen show; null until it was told anything. */
  get aim(): ConsoleAim | null {
    return this.#shown?.aim ?? null
  }

  get revision(): number {
    return this.#shown?.revision ?? -1
  }

  get connected(): boolean {
    return this.#client?.connected ?? false
  }

  /** Resolves when it is online and hears what is desired; keeps itself connected from then on. */
  async start(): Promise<void> {
    const { id, url, password } = this.#options
    const client = mqtt.connect(url, {
      clientId: id,
      username: id,
      password,
      protocolVersion: 4,
      clean: true,
      keepalive: 30,
      resubscribe: false,
      reconnectPeriod: RECONNECT_MS + Math.floor(Math.random() * RECONNECT_SPREAD_MS),
      // A console's own store is small: what it could not send in time is worth nothing any more.
      queueQoSZero: false,
      will: { topic: this.#topic('online'), payload: OFFLINE, qos: 1, retain: true },
    })
    this.#client = client
    client.on('message', (_topic, payload) => this.#apply(payload))
    await new Promise<void>((resolve, reject) => {
      client.on('error', (error) => {
        // Refused for good by the broker; a broken connection is tried again.
        if ('code' in error && typeof error.code === 'number') reject(error)
      })
      client.on('connect', () => {
        if (client.stream instanceof Socket) client.stream.setNoDelay(true)
        client.publish(this.#topic('online'), ONLINE, { qos: 1, retain: true })
        client.subscribe(this.#topic('desired'), { qos: 1 }, (error) => {
          if (error === null) resolve()
        })
      })
    })
  }

  /** Resolves when the broker has the press; the lamp, not this, says that it is recorded. */
  async press(key: ConsoleKey): Promise<string> {
    const { id: ballot = null, seal } = this.aim?.ballot ?? {}
    const press = { pressId: this.#nextId(), at: Date.now() }
    if (ballot === null || seal === undefined || !key.startsWith('choice-') || !this.#seals)
      return this.#send({ ...press, type: 'press', key, ballot })
    const choice = Number(key.slice('choice-'.length))
    const vote = { ballot, seal, from: `console:${this.id}` as const, choice }
    const sealed = await sealVote(crypto.subtle, vote)
    return this.#send({ ...press, type: 'sealed', ballot, sealed })
  }

  async card(card: string, inserted: boolean): Promise<string> {
    return this.#send({ type: 'card', pressId: this.#nextId(), at: Date.now(), card, inserted })
  }

  /** Sends an event as it is; a second time the same `pressId` is a repeat. */
  async send(event: ConsoleEvent): Promise<string> {
    return this.#send(event)
  }

  /** Called for each new desired state. Returns what ends it. */
  onAim(listener: (aim: ConsoleAim, revision: number) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Called whenever the broker says what is desired, a repeat too. Returns what ends it. */
  onTold(listener: () => void): () => void {
    this.#told.add(listener)
    return () => this.#told.delete(listener)
  }

  /** Resolves as soon as what is shown satisfies `wanted`, which may be at once. */
  async until(
    wanted: (aim: ConsoleAim) => boolean,
    timeoutMs = LAMP_TIMEOUT_MS,
  ): Promise<ConsoleAim> {
    if (this.aim !== null && wanted(this.aim)) return this.aim
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        stop()
        reject(new Error(`${this.id} still shows ${JSON.stringify(this.#shown)}`))
      }, timeoutMs)
      const stop = this.onAim((aim) => {
        if (!wanted(aim)) return
        clearTimeout(timer)
        stop()
        resolve(aim)
      })
    })
  }

  /** The network fails for a moment: it connects again by itself and sends what was not acknowledged. */
  breakConnection(): void {
    this.#client?.stream.destroy()
  }

  /** As when the plug is pulled: no DISCONNECT; it does not come back. */
  async kill(): Promise<void> {
    this.#clearTimer()
    this.#client?.stream.destroy()
    await this.#client?.endAsync(true)
    this.#client = null
  }

  async stop(): Promise<void> {
    this.#clearTimer()
    const client = this.#client
    this.#client = null
    if (client?.connected)
      await client.publishAsync(this.#topic('online'), OFFLINE, { qos: 1, retain: true })
    await client?.endAsync(true)
  }

  #topic(leaf: 'event' | 'reported' | 'desired' | 'online'): string {
    return topicOf('console', this.id, leaf)
  }

  #nextId(): string {
    this.#presses += 1
    return `${this.#bootId}.${this.#presses}`
  }

  async #send(event: ConsoleEvent): Promise<string> {
    await this.#client?.publishAsync(this.#topic('event'), JSON.stringify(event), { qos: 1 })
    return event.pressId
  }

  #apply(payload: Buffer): void {
    const desired: unknown = JSON.parse(payload.toString())
    if (!isDesired.Check(desired)) throw new Error(`${this.id} was told ${payload.toString()}`)
    for (const listener of this.#told) listener()
    // Lower: an older message that arrives late. Equal: a repeat.
    if (desired.revision <= this.revision) return
    this.#shown = desired
    this.#reportTimer ??= setTimeout(() => this.#report(), REPORT_DELAY_MS)
    for (const listener of this.#listeners) listener(desired.aim, desired.revision)
  }

  #report(): void {
    this.#reportTimer = null
    if (this.#shown === null || !this.connected) return
    const reported: ConsoleReported = {
      revision: this.#shown.revision,
      microphone: this.#shown.aim.microphone,
      firmware: 'simulated',
      problem: null,
    }
    this.#client?.publish(this.#topic('reported'), JSON.stringify(reported), {
      qos: 1,
      retain: true,
    })
  }

  #clearTimer(): void {
    if (this.#reportTimer !== null) clearTimeout(this.#reportTimer)
    this.#reportTimer = null
  }
}

const ONLINE = JSON.stringify({ online: true })
const OFFLINE = JSON.stringify({ online: false })
