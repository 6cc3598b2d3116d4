import { availableParallelism, networkInterfaces } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import type { Producer } from 'mediasoup/types'
import type { MediaHandlers, MediaPort } from '../../engine/ports.ts'
import { MAX_FEEDS, type Feed, type MediaEvent } from '../../protocol/media-messages.ts'
import type { MemberId } from '../../protocol/ids.ts'
import { announcedBy, listenAddresses, type ListenAddress } from './addresses.ts'
import { Cluster, freePort } from './cluster.ts'
import { firewallNotes } from './firewall-notes.ts'
import { HallOutputs } from './hall-output.ts'
import type { HallSource } from './hall-source.ts'
import { hallSources } from './hall-sources.ts'
import { reasonOf, type MediaOptions, type OnTrouble } from './options.ts'
import { MediaRefusal } from './refusal.ts'
import { Session } from './session.ts'

export interface MediaBridgeParts {
  media: MediaOptions
  /** mediasoup's worker program. */
  workerBin: string
  onTrouble: OnTrouble
}

/** The first try follows at once; a port somebody else holds is free again in seconds or never. */
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5000
/** Pages of a chamber: its remote members and those who wait for an old page to be noticed gone. */
const MAX_SESSIONS = 1000

/** Sound and picture between the hall and those who take part from afar, by mediasoup. */
export class MediaBridge implements MediaPort {
  readonly #parts: MediaBridgeParts
  readonly #listen: readonly ListenAddress[]
  readonly #sources: readonly HallSource[]
  readonly #output: HallOutputs | null
  readonly #sessions = new Map<string, Session>()
  #port: number
  #handlers: MediaHandlers | null = null
  #cluster: Cluster | null = null
  #healing: Promise<void> | null = null
  #stopping = new AbortController()
  #heard: ReadonlySet<MemberId> = new Set()
  #admitted: ReadonlySet<MemberId> = new Set()
  /** Screens that had media when the cluster died. */
  #bereft = new Set<string>()
  /** What was last reported, to say only what is new. */
  #reported = ''

  /** @throws {AddressError} when the announced addresses cannot lead to this machine */
  constructor(parts: MediaBridgeParts) {
    const { media, onTrouble } = parts
    const onChanged = () => this.#onStreamsChanged()
    this.#parts = parts
    this.#port = media.port
    this.#listen = listenAddresses(networkInterfaces(), media.announced)
    this.#sources = hallSources(media, onChanged, onTrouble)
    this.#output =
      media.hallOutput &&
      new HallOutputs({
        ...{ output: media.hallOutput, firstPlace: this.#sources.length, onTrouble },
        onChanged: () => this.#report(),
      })
  }

  /** Where sound and picture come in; 0 until `start` where it was to be any free port. */
  get port(): number {
    return this.#port
  }

  /** Resolves after the first attempt; where that fails, it is tried again until it succeeds. */
  async start(handlers: MediaHandlers): Promise<void> {
    this.#handlers = handlers
    this.#reported = ''
    this.#stopping = new AbortController()
    if (this.#port === 0) this.#port = await freePort(this.#listen)
    const failure = await this.#attempt()
    if (failure === null) return
    this.#parts.onTrouble({ code: 'media-start-failed', detail: failure })
    this.#heal(null)
  }

  setHeard(members: ReadonlySet<MemberId>): void {
    this.#heard = members
    this.#applyHeard()
  }

  setAdmitted(members: ReadonlySet<MemberId>): void {
    this.#admitted = members
    for (const session of [...this.#sessions.values()]) {
      if (!members.has(session.member)) this.#end(session, 'not-admitted')
    }
  }

  /** @throws {MediaRefusal} */
  async call(member: MemberId, screen: string, method: string, data: unknown): Promise<unknown> {
    if (!this.#admitted.has(member))
      throw new MediaRefusal('not-admitted', 'Sound and picture are for those who were admitted.')
    if (this.#cluster === null)
      throw new MediaRefusal('media-down', 'Sound and picture are restarting: try again soon.')
    const session = method === 'join' ? this.#join(member, screen, this.#cluster) : null
    const joined = session ?? this.#sessions.get(screen)
    if (joined?.member !== member) throw new MediaRefusal('not-joined', 'Join media first.')
    return await joined.call(method, data)
  }

  leave(screen: string): void {
    this.#bereft.delete(screen)
    const session = this.#sessions.get(screen)
    if (session === undefined) return
    this.#sessions.delete(screen)
    session.close()
    this.#onStreamsChanged()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#healing
    const cluster = this.#cluster
    this.#cluster = null
    this.#fall()
    this.#report()
    this.#handlers = null
    await Promise.all([
      cluster?.close(),
      this.#output?.stop(),
      ...this.#sources.map((source) => source.stop()),
    ])
  }

  /** What a firewall must let through, a line each. */
  firewallNotes(): string[] {
    return firewallNotes(this.#parts.media, this.#port, announcedBy(this.#listen))
  }

  /** For the devices page and for whoever looks for a process: all by process id. */
  processes(): { workers: number[]; ffmpeg: number[] } {
    const sources = this.#sources.flatMap(({ pid }) => pid ?? [])
    return {
      workers: this.#cluster?.pids ?? [],
      ffmpeg: [...sources, ...(this.#output?.pids ?? [])],
    }
  }

  #join(member: MemberId, screen: string, cluster: Cluster): Session {
    for (const session of [...this.#sessions.values()]) {
      if (session.screen === screen) this.leave(screen)
      else if (session.member === member) this.#end(session, 'elsewhere')
    }
    if (this.#sessions.size >= MAX_SESSIONS)
      throw new MediaRefusal('media-down', 'The media bridge takes no more pages.')
    const session = new Session({
      ...{ member, screen, cluster, onTrouble: this.#parts.onTrouble },
      onProducersChanged: () => this.#onStreamsChanged(),
      send: (event, data) => this.#send(screen, event, data),
    })
    this.#sessions.set(screen, session)
    session.setHeard(this.#heard.has(member))
    this.#onStreamsChanged()
    return session
  }

  #end(session: Session, reason: 'not-admitted' | 'elsewhere'): void {
    this.leave(session.screen)
    this.#send(session.screen, 'closed', { reason })
  }

  #applyHeard(): void {
    for (const session of this.#sessions.values()) session.setHeard(this.#heard.has(session.member))
    this.#onStreamsChanged()
  }

  /** Brings feeds, the hall output and the status in line with what is there. */
  #onStreamsChanged(): void {
    const feeds = [...this.#hallFeeds(), ...this.#speakerFeeds()].slice(0, MAX_FEEDS)
    for (const session of this.#sessions.values())
      session.offer(feeds.filter(({ member }) => member !== session.member))
    this.#output?.setSpeakers(this.#speakers())
    this.#report()
  }

  #hallFeeds(): Feed[] {
    return this.#sources.flatMap(({ feed, producer }) =>
      producer === null ? [] : [{ id: producer.id, feed, kind: producer.kind, member: null }],
    )
  }

  #speakerFeeds(): Feed[] {
    return this.#heardSessions().flatMap(({ member, producers }) =>
      [...producers.values()].map(({ id, kind }): Feed => ({ id, feed: 'speaker', kind, member })),
    )
  }

  #speakers(): Map<MemberId, Producer> {
    return new Map(
      this.#heardSessions().flatMap(({ member, producers }) => {
        const sound = producers.get('audio')
        return sound === undefined ? [] : [[member, sound] as const]
      }),
    )
  }

  #heardSessions(): Session[] {
    return [...this.#sessions.values()].filter(({ member }) => this.#heard.has(member))
  }

  #report(): void {
    const heard = new Set(this.#output?.heard ?? this.#speakers().keys())
    const flows = (feed: Feed['feed']) =>
      this.#sources.some((source) => source.feed === feed && source.flowing)
    const media = {
      up: this.#cluster !== null,
      hallSound: flows('hall-sound'),
      hallPicture: flows('hall-picture'),
      sessions: this.#sessions.size,
    }
    const status = JSON.stringify([media, ...heard])
    if (status === this.#reported) return
    this.#reported = status
    this.#handlers?.onStatus(media, heard)
  }

  #send(screen: string, event: MediaEvent, data: unknown): void {
    this.#handlers?.send(screen, event, data)
  }

  /** One attempt to bring everything up; the reason why not, in words, when it fails. */
  async #attempt(): Promise<string | null> {
    try {
      this.#cluster = await this.#raise()
    } catch (error) {
      return `Sound and picture could not be started (port ${this.#port}): ${reasonOf(error)}`
    }
    this.#onStreamsChanged()
    for (const screen of this.#bereft) this.#send(screen, 'rejoin', {})
    this.#bereft.clear()
    return null
  }

  async #raise(): Promise<Cluster> {
    const { workerBin, media } = this.#parts
    const workers = media.workers ?? availableParallelism()
    const options = { workerBin, workers, listen: this.#listen, port: this.#port }
    const cluster = await Cluster.start(options, (pid) => this.#onDied(pid))
    try {
      await Promise.all([
        ...this.#sources.map((source) => source.attach(cluster)),
        this.#output?.attach(cluster),
      ])
      if (cluster.dead) throw new Error('A media worker ended while it was set up.')
      if (this.#stopping.signal.aborted) throw new Error('The media bridge was stopped.')
      return cluster
    } catch (error) {
      this.#fall()
      await cluster.close()
      throw error
    }
  }

  #onDied(pid: number): void {
    const cluster = this.#cluster
    // One that died while it was set up has been given up there.
    if (cluster === null) return
    this.#cluster = null
    this.#fall()
    this.#report()
    this.#parts.onTrouble({
      code: 'media-worker-died',
      detail: `Media worker ${pid} ended; all media are started anew and pages rejoin by themselves.`,
    })
    this.#heal(cluster)
  }

  /** Everything that lived in the cluster is gone. */
  #fall(): void {
    for (const { screen } of this.#sessions.values()) this.#bereft.add(screen)
    this.#sessions.clear()
    for (const source of this.#sources) source.detach()
    this.#output?.detach()
  }

  #heal(dead: Cluster | null): void {
    this.#healing ??= this.#healed(dead).finally(() => {
      this.#healing = null
    })
  }

  async #healed(dead: Cluster | null): Promise<void> {
    await dead?.close()
    const { signal } = this.#stopping
    const isStopping = () => signal.aborted
    for (let pauseMs = FIRST_PAUSE_MS; !isStopping(); pauseMs *= 2) {
      const failure = await this.#attempt()
      if (failure === null || isStopping()) return
      this.#parts.onTrouble({ code: 'media-start-failed', detail: failure })
      await pause(Math.min(pauseMs, LONGEST_PAUSE_MS), null, { signal }).catch(() => undefined)
    }
  }
}
