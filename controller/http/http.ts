import type { FastifyBaseLogger } from 'fastify'
import type { Registry } from 'prom-client'
import { noDeviceRoom, noSecretVotes } from '../engine/ports.ts'
import type {
  AccountsPort,
  CertificatesPort,
  EvidencePort,
  Clock,
  DeviceRoomPort,
  Engine,
  LivePort,
  MediaPort,
  ReceiptsPort,
  RevocationsPort,
  SecretVotesPort,
  VoteRecordsPort,
  VoteReportsPort,
  SecretsPort,
  ServerCertificate,
} from '../engine/ports.ts'
import { makeApp } from './app.ts'
import { Attempts } from './attempts.ts'
import { Channels } from './channels.ts'
import { Identities } from './identity.ts'
import { Integrators } from './integrators.ts'
import { Listeners, type ListenConfig } from './listeners.ts'
import { LobbyWatch } from './lobby-watch.ts'
import { HttpMetrics } from './metrics.ts'
import { fingerprintOf } from './routes/trust.ts'
import { Screens } from './screens.ts'
import { touchedBy } from './touched.ts'
import { chamberViews, type Views } from './views.ts'

export interface HttpConfig extends ListenConfig {
  /** The name or address in links given to people: 'chamber.example', '192.0.2.7', '[2001:db8::7]'. */
  publicHost: string
  /** Programs that may give commands with a token (GET /api/integrators). */
  integrators: readonly string[]
  /** Folders of the two built web apps. */
  kioskDir: string
  dashboardDir: string
}

export interface HttpParts {
  config: HttpConfig
  engine: Engine
  live: LivePort
  receipts: ReceiptsPort
  media: Pick<MediaPort, 'call' | 'leave'>
  secretVotes?: SecretVotesPort
  devices?: DeviceRoomPort
  secrets: SecretsPort
  accounts: AccountsPort
  revocations: RevocationsPort
  certificates: CertificatesPort
  evidence: EvidencePort
  votes: VoteRecordsPort
  reports: VoteReportsPort
  sessionKey: Buffer
  clock: Clock
  logger?: FastifyBaseLogger
  metrics?: Registry
  /** Instead of the core's; for tests of the edge alone. */
  views?: Views
}

export interface Http {
  port: number
  loopbackPort: number | null
  urls: {
    /** For everybody, over TLS. */
    desk: string
    /** On this machine, without TLS; null where it is switched off. */
    loopback: string | null
    /** Where the first account is made, with its one-time code; null once there is one. */
    setup: string | null
    /** Instructions to trust the local authority; null where the certificate is the house's own. */
    trust: string | null
  }
  /** SHA-256 of the local authority's certificate, to be read out to people; null as above. */
  fingerprint: string | null
  /** To one screen; what MediaHandlers.send is given. */
  sendMedia(screen: string, event: string, data: unknown): void
  /** Within half a second. */
  stop(): Promise<void>
}

const BEAT_MS = 1_000

/**
 * Serves screens, sign-in and the API. Resolves when it listens; rejects with ListenError, or with
 * the certificate's error, having closed what it opened.
 */
export async function startHttp(parts: HttpParts): Promise<Http> {
  const { config, engine, live, accounts, secrets, clock } = parts
  const log = parts.logger ?? null
  const devices = parts.devices ?? noDeviceRoom
  const views = parts.views ?? chamberViews(engine, live, parts.receipts, devices)
  const identities = new Identities(accounts, parts.revocations, clock)
  const channels = new Channels(views, clock, (error) => log?.error(error, 'a view failed'))
  const screens = new Screens({ channels, views, identities, live })
  const lobby = new LobbyWatch({ engine, screens, views })
  const metrics = new HttpMetrics(() => screens.size, devices, parts.metrics)
  let certificate = await parts.certificates.start()
  let port = config.port
  const origin = () => `https://${config.publicHost}:${port}`

  const app = await makeApp({
    ...parts,
    ...config,
    secretVotes: parts.secretVotes ?? noSecretVotes,
    devices,
    attempts: new Attempts(clock),
    integrators: new Integrators(config.integrators, secrets),
    logger: log,
    authority: () => certificate.authority,
    onSlow: (screen) => {
      metrics.slowScreens.inc()
      log?.warn({ screen: screen.grant.identity }, 'a screen did not keep up and was dropped')
    },
    identities,
    channels,
    screens,
    metrics,
    views,
    origin,
  })

  const listeners = new Listeners(app, config)
  listeners.present(certificate)
  parts.certificates.onRenewed((renewed) => {
    certificate = renewed
    listeners.present(renewed)
  })

  let signed = live.live.checkpoint
  const unlisten = [
    engine.onCommitted(({ events }) => {
      const touched = touchedBy(events)
      screens.committed(touched)
      channels.committed(touched)
    }),
    live.onChanged(() => {
      const { checkpoint } = live.live
      channels.liveChanged(checkpoint === signed ? ['desk'] : ['desk', 'room'])
      signed = checkpoint
    }),
    devices.onChanged(() => channels.liveChanged(['devices'])),
  ]
  const pulse = setInterval(() => {
    screens.beat(clock.now())
    lobby.check(clock.now())
  }, BEAT_MS)

  const stop = async () => {
    clearInterval(pulse)
    for (const stopListening of unlisten) stopListening()
    parts.certificates.stop()
    // Nobody new comes in while those who are here are told.
    const closed = listeners.stop()
    await screens.stop()
    channels.stop()
    await Promise.all([closed, app.close()])
  }
  const ports = await listeners.start().catch(async (error: unknown) => {
    await stop()
    throw error
  })
  port = ports.port

  return {
    ...ports,
    urls: urlsOf(origin(), ports.loopbackPort, accounts.setupCode, certificate),
    fingerprint: certificate.authority === null ? null : fingerprintOf(certificate.authority),
    sendMedia: (screen, event, data) =>
      screens.get(screen)?.send({ t: 'media-event', event, data }),
    stop,
  }
}

function urlsOf(
  origin: string,
  loopbackPort: number | null,
  setupCode: string | null,
  { authority }: ServerCertificate,
): Http['urls'] {
  return {
    desk: `${origin}/`,
    loopback: loopbackPort === null ? null : `http://localhost:${loopbackPort}/`,
    setup: setupCode === null ? null : `${origin}/setup#${setupCode}`,
    trust: authority === null ? null : `${origin}/trust`,
  }
}
