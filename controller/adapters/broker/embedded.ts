import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { Aedes, type AedesPublishPacket, type Client, type PublishPacket } from 'aedes'
import type { Access } from './access.ts'
import { CONTROLLER_USER } from '../../protocol/credentials.ts'
import { boundFrames, MAX_PACKET_BYTES } from './frame-bound.ts'
import { GatheredWrites } from './gather-writes.ts'
import { Login, type PasswordCheck } from './login.ts'
import { calmReports, type Misbehaviour } from './misbehaviour.ts'
import { SessionStore } from './session-store.ts'
import { StraightWay } from './straight-way.ts'
import { TokenBucket } from './token-bucket.ts'
import { TopicEmitter } from './topic-emitter.ts'

export class BrokerError extends Error {
  readonly code: 'mqtt-port-in-use' | 'mqtt-port-unavailable'
  constructor(code: BrokerError['code'], message: string) {
    super(message)
    this.name = 'BrokerError'
    this.code = code
  }
}

export interface EmbeddedBrokerOptions {
  access: Access
  isPassword: PasswordCheck
  onMisbehaviour(report: Misbehaviour): void
}

/** 1,200 consoles whose old connections are not yet known to be dead while they come again. */
const MAX_CONNECTIONS = 4_096
/** A console that has not read for this long is dropped; its own network's retries take longer. */
const DRAIN_TIMEOUT_MS = 2_000
/**
 * What may wait in one connection for its reader: ten times all retained messages of a chamber of
 * 1,200 consoles. More means that the reader is far slower than what it is sent.
 */
const MAX_UNREAD_BYTES = 4 * 1024 * 1024
const CONNECT_TIMEOUT_MS = 5_000
/** Seconds. A silent client is noticed after 1.5 times its keep-alive, so none may be longer. */
const MAX_KEEPALIVE = 60
/** Messages a second for each topic a user may publish to: a hundred times what fingers can do. */
const PER_TOPIC_RATE = 500
/** Where messages go that nobody shall hear. */
const NOWHERE = '$nowhere'
const NOTHING = Buffer.alloc(0)

class ClientFault extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/**
 * The broker inside the controller: aedes, with the chamber's access rules around it and stores that
 * neither wait nor grow. A refused publish is acknowledged and dropped (as Mosquitto does), so that
 * a misconfigured console does not reconnect for ever; a refused subscription gets 0x80.
 */
export class EmbeddedBroker {
  readonly #options: EmbeddedBrokerOptions
  readonly #report: (report: Misbehaviour) => void
  readonly #login: Login
  readonly #writes = new GatheredWrites()
  readonly #store = new SessionStore()
  readonly #straight = new StraightWay(this.#store)
  readonly #rates = new WeakMap<Client, TokenBucket>()
  #aedes: Aedes | null = null
  readonly #servers: Server[] = []

  constructor(options: EmbeddedBrokerOptions) {
    this.#options = options
    this.#report = calmReports((report) => options.onMisbehaviour(report))
    this.#login = new Login(options.access, options.isPassword, this.#report)
  }

  /** Nobody is let in yet; `listen` does that. */
  async start(): Promise<void> {
    const aedes = await Aedes.createBroker({
      mq: new TopicEmitter(),
      persistence: this.#store,
      drainTimeout: DRAIN_TIMEOUT_MS,
      connectTimeout: CONNECT_TIMEOUT_MS,
      keepaliveLimit: MAX_KEEPALIVE,
      preConnect: (_client, packet, done) => {
        // Sessions end with the connection (session-store.ts says why).
        packet.clean = true
        done(null, true)
      },
      authenticate: this.#login.authenticate,
      authorizePublish: (client, packet, done) => {
        const verdict = this.#judgePublish(client, packet)
        if (client?.id === CONTROLLER_USER) done(verdict)
        else this.#straight.whenControllerReads(() => done(verdict))
      },
      authorizeSubscribe: (client, subscription, done) => {
        if (this.#options.access.maySubscribe(client.id, subscription.topic)) {
          done(null, { ...subscription, qos: subscription.qos === 0 ? 0 : 1 })
          return
        }
        this.#report({
          client: client.id,
          topic: subscription.topic,
          code: 'subscribe-refused',
          detail: `${client.id} asked to hear ${subscription.topic}, which it has no right to.`,
        })
        done(null, null)
      },
      authorizeForward: (client, packet) => this.#judgeForward(client, packet),
    })
    this.#login.follow(aedes)
    aedes.on('ack', (packet, client) => {
      if (client.id === CONTROLLER_USER && packet.messageId !== undefined)
        this.#straight.decided(packet.messageId)
    })
    aedes.on('subscribe', (topics, client) => this.#straight.subscribed(client, topics))
    aedes.on('unsubscribe', (topics, client) => this.#straight.unsubscribed(client, topics))
    aedes.on('clientDisconnect', (client) =>
      this.#straight.gone(client, this.#options.access.topicsOf(client.id).subscribe),
    )
    aedes.on('clientError', (client, error) => this.#onClientError(client, error))
    this.#aedes = aedes
  }

  /**
   * Lets clients in at this address, at any free port where `port` is 0. Resolves with the port;
   * throws BrokerError where it cannot listen there.
   */
  async listen(host: string, port: number): Promise<number> {
    const aedes = this.#aedes
    if (aedes === null) throw new Error('The broker has not been started.')
    const server = createServer({ noDelay: true, keepAlive: true }, (socket) =>
      this.#accept(aedes, socket),
    )
    server.maxConnections = MAX_CONNECTIONS
    server.on('drop', (peer) =>
      this.#report({
        client: peer?.remoteAddress ?? 'unknown address',
        topic: '',
        code: 'too-many-connections',
        detail: `More than ${MAX_CONNECTIONS} connections to the broker: new ones are refused.`,
      }),
    )
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)))
      // A room that comes back at once: what the kernel turns away tries again only after a second.
      server.listen({ host, port, backlog: MAX_CONNECTIONS }, resolve)
    })
    this.#servers.push(server)
    return (server.address() as AddressInfo).port
  }

  async stop(): Promise<void> {
    const aedes = this.#aedes
    this.#aedes = null
    const closed = this.#servers
      .splice(0)
      .map((server) => new Promise<void>((resolve) => server.close(() => resolve())))
    if (aedes !== null) await new Promise<void>((resolve) => aedes.close(resolve))
    await Promise.all(closed)
  }

  #accept(aedes: Aedes, socket: Socket): void {
    const address = socket.remoteAddress ?? 'unknown address'
    this.#writes.attach(socket)
    const client = aedes.handle(socket)
    boundFrames(socket, (bytes) =>
      this.#report({
        client: nameOf(client) ?? address,
        topic: '',
        code: 'packet-too-long',
        detail: `A packet of ${bytes} bytes was announced; ${MAX_PACKET_BYTES} is the limit. The connection was closed.`,
      }),
    )
  }

  /** Null: it goes on, though a refused message only to nowhere. */
  #judgePublish(client: Client | null, packet: PublishPacket): Error | null {
    if (client === null) return null
    if (packet.qos === 2)
      return new ClientFault('qos-2', 'QoS 2 is not of the contract: use QoS 1.')
    const refusal = this.#refusalOf(client, packet.topic)
    if (refusal !== null) {
      this.#report({ client: client.id, topic: packet.topic, ...refusal })
      divert(packet)
    } else if (packet.qos === 1 && this.#straight.carry(client, packet)) {
      divert(packet)
      packet.qos = 0 // for aedes not to acknowledge it
    }
    return null
  }

  #refusalOf(client: Client, topic: string): { code: string; detail: string } | null {
    if (!this.#options.access.mayPublish(client.id, topic))
      return {
        code: 'publish-refused',
        detail: `${client.id} has no right to publish to ${topic}.`,
      }
    if (this.#isWithinRate(client)) return null
    return {
      code: 'publishes-too-fast',
      detail: `${client.id} publishes faster than any console has reason to.`,
    }
  }

  #isWithinRate(client: Client): boolean {
    const topics = this.#options.access.topicsOf(client.id).publish.size
    if (topics === 0) return true // the controller itself
    let bucket = this.#rates.get(client)
    if (bucket === undefined) {
      const rate = topics * PER_TOPIC_RATE
      bucket = new TokenBucket(rate, rate, performance.now())
      this.#rates.set(client, bucket)
    }
    return bucket.take(performance.now())
  }

  #judgeForward(client: Client, packet: AedesPublishPacket): AedesPublishPacket | null {
    if (client.conn.writableLength <= MAX_UNREAD_BYTES)
      return client.id === CONTROLLER_USER ? this.#straight.handOn(packet) : packet
    client.conn.destroy(new ClientFault('stopped-reading', 'It reads too slowly.'))
    return null
  }

  #onClientError(client: Client, error: Error): void {
    const isFrozen = error.message === 'drain timeout' // aedes, lib/client.js
    const code = isFrozen ? 'stopped-reading' : error instanceof ClientFault ? error.code : null
    // Broken connections and keep-alives that ran out are told by the last will.
    if (code === null) return
    this.#report({
      client: client.id,
      topic: '',
      code,
      detail: isFrozen
        ? `${client.id} has read nothing for ${DRAIN_TIMEOUT_MS / 1000} s and was disconnected; nobody else waited for it.`
        : `${error.message} ${client.id} was disconnected.`,
    })
  }
}

function divert(packet: PublishPacket): void {
  packet.topic = NOWHERE
  packet.retain = false
  packet.payload = NOTHING
}

/** Its id, once it has one: until it has said CONNECT, aedes has null there. */
function nameOf(client: { id: string | null }): string | null {
  return client.id
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): BrokerError {
  if (error.code === 'EADDRINUSE')
    return new BrokerError(
      'mqtt-port-in-use',
      `Port ${port} on ${host} is taken, perhaps by another broker: stop it, or give another with --mqtt-port.`,
    )
  return new BrokerError(
    'mqtt-port-unavailable',
    `The broker cannot listen on ${host}, port ${port} (${error.code ?? error.message}): check mqtt.host and mqtt.port in the chamber's file.`,
  )
}
