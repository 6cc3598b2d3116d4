import { hostname } from 'node:os'
import type { Logger } from 'pino'
import type { ChamberConfig } from '../config/load.ts'
import { mediaWorkerBin } from '../config/media-worker.ts'
import { onStop } from '../config/process.ts'
import { openAuth } from './adapters/auth/auth.ts'
import { Certificates } from './adapters/certificates/certificates.ts'
import { MediaBridge } from './adapters/media/media-bridge.ts'
import type { Secrets } from './adapters/secrets/secrets.ts'
import type { Witness } from './adapters/witness/witness.ts'
import { VoteReports } from './adapters/report/reports.ts'
import type { ChamberEngine } from './engine/engine.ts'
import type { DeviceRoom } from './engine/device-room.ts'
import type { LiveRoom } from './engine/live-room.ts'
import type { VoteArchive } from './engine/vote-archive.ts'
import type { Clock, EvidencePort, SecretVotesPort } from './engine/ports.ts'
import { startHttp, type Http } from './http/http.ts'
import type { ControllerOptions } from './options.ts'

/**
 * The second half of the controller's start. Half of what the controller loads is for screens, sound
 * and picture alone: main.ts imports this file only when the consoles have been told.
 */

export interface ScreensParts {
  options: ControllerOptions
  config: ChamberConfig
  secrets: Secrets
  engine: ChamberEngine
  room: LiveRoom
  witness: Witness
  evidence: EvidencePort
  votes: VoteArchive
  secretVotes: SecretVotesPort
  deviceRoom: DeviceRoom
  clock: Clock
  log: Logger
}

/** Resolves when screens are served and media were tried; rejects as startHttp does. */
export async function startScreensAndMedia(
  parts: ScreensParts,
): Promise<{ http: Http; media: MediaBridge }> {
  const media = mediaBridge(parts)
  const screens = startScreens(parts, media)
  onStop(() => media.stop())
  const [http] = await Promise.all([
    screens,
    media.start({
      send: (screen, event, data) => void screens.then((it) => it.sendMedia(screen, event, data)),
      onStatus: (status, heard) => parts.room.onMediaStatus(status, heard),
    }),
  ])
  return { http, media }
}

function mediaBridge({ options, config: { file }, log }: ScreensParts): MediaBridge {
  return new MediaBridge({
    media: { ...file.media, port: options.mediaPort ?? file.media.port },
    workerBin: mediaWorkerBin(),
    onTrouble: ({ code, detail }) => log.warn({ code }, detail),
  })
}

const folderOf = (path: string) => new URL(path, import.meta.url).pathname

async function startScreens(
  {
    options,
    config: { file },
    secrets,
    engine,
    room,
    witness,
    evidence,
    votes,
    secretVotes,
    deviceRoom,
    clock,
    log,
  }: ScreensParts,
  media: MediaBridge,
): Promise<Http> {
  const { certificate, names } = file.http
  const http = await startHttp({
    config: {
      ...portsOf(options, file.http),
      host: file.http.host,
      publicHost: names[0] ?? hostname(),
      integrators: file.integrators,
      kioskDir: folderOf('../kiosk/dist'),
      dashboardDir: folderOf('../dashboard/dist'),
    },
    engine,
    live: room,
    receipts: witness,
    evidence,
    votes,
    reports: new VoteReports(),
    secretVotes,
    devices: deviceRoom,
    media,
    secrets,
    ...(await openAuth(options.data, clock)),
    certificates: new Certificates({
      dataDir: options.data,
      names,
      own: certificate ?? null,
      clock,
      onWarning: (code, sentence) => log.warn({ code }, sentence),
    }),
    clock,
    logger: log,
  })
  onStop(() => http.stop())
  return http
}

/** A port named on the command line moves the loopback port along, so that two chambers fit beside. */
function portsOf(
  { httpPort, loopbackPort }: ControllerOptions,
  http: ChamberConfig['file']['http'],
): { port: number; loopbackPort: number | null } {
  const port = httpPort ?? http.port
  if (http.loopbackPort === null || httpPort === null || loopbackPort !== null)
    return { port, loopbackPort: loopbackPort ?? http.loopbackPort }
  return { port, loopbackPort: port === 0 ? 0 : port + 1 }
}
