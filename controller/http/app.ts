import websocket from '@fastify/websocket'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault,
} from 'fastify'
import { audience } from './plugins/audience.ts'
import { limits } from './plugins/limits.ts'
import { openapi } from './plugins/openapi.ts'
import { problems } from './plugins/problems.ts'
import { security } from './plugins/security.ts'
import { session } from './plugins/session.ts'
import { accountRoutes, type AccountParts } from './routes/accounts.ts'
import { commandRoutes, type CommandParts } from './routes/commands.ts'
import { deviceRoutes, type DeviceParts } from './routes/devices.ts'
import { machineRoutes, type MachineParts } from './routes/machine.ts'
import { pageRoutes, type PageParts } from './routes/pages.ts'
import { evidenceRoutes, type EvidenceParts } from './routes/evidence.ts'
import { invitationRoutes, screenRoutes, type ScreenParts } from './routes/screens.ts'
import { secretVoteRoutes, type SecretVoteParts } from './routes/secret-votes.ts'
import { publicVoteRoutes, type PublicVoteParts } from './routes/public-votes.ts'
import { signInRoutes, type SignInParts } from './routes/sign-in.ts'
import { trustRoutes } from './routes/trust.ts'
import { verifyRoutes, type VerifyParts } from './routes/verify.ts'
import { voteRoutes, type VoteParts } from './routes/votes.ts'
import { viewRoutes, type ViewParts } from './routes/views.ts'
import { MAX_FRAME_BYTES, socketRoute, type SocketParts } from './socket.ts'

export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

export type AppParts = SignInParts &
  AccountParts &
  ScreenParts &
  CommandParts &
  DeviceParts &
  EvidenceParts &
  ViewParts &
  VoteParts &
  PublicVoteParts &
  SecretVoteParts &
  MachineParts &
  PageParts &
  VerifyParts &
  SocketParts & {
    sessionKey: Buffer
    authority(): string | null
    logger: FastifyBaseLogger | null
  }

/** The largest body is the configuration of a chamber with 2,000 seats, about 600 KB. */
const BODY_LIMIT_BYTES = 1024 * 1024

/** All routes, ready to be put behind servers: it listens nowhere itself. */
export async function makeApp(parts: AppParts): Promise<App> {
  const app: App = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    ...(parts.logger === null ? { logger: false } : { loggerInstance: parts.logger }),
    // A line for each of 750 screens' requests would bury what a technician looks for.
    logController: new LogController({ disableRequestLogging: true }),
    // What is sent must be what the contract says: nothing is coerced, completed or left out.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } },
  }).withTypeProvider<TypeBoxTypeProvider>()

  await app.register(problems)
  await app.register(websocket, {
    options: { maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false },
  })
  await app.register(security)
  await app.register(session, { key: parts.sessionKey })
  await app.register(limits)
  await app.register(audience, parts)
  await app.register(openapi)

  signInRoutes(app, parts)
  accountRoutes(app, parts)
  screenRoutes(app, parts)
  invitationRoutes(app, parts)
  commandRoutes(app, parts)
  deviceRoutes(app, parts)
  evidenceRoutes(app, parts)
  viewRoutes(app, parts)
  voteRoutes(app, parts)
  publicVoteRoutes(app, parts)
  secretVoteRoutes(app, parts)
  machineRoutes(app, parts)
  socketRoute(app, parts)
  await trustRoutes(app, () => parts.authority())
  await verifyRoutes(app, parts)
  await pageRoutes(app, parts)
  await app.ready()
  return app
}
