import { randomBytes } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { AccountsPort, Clock, RevocationsPort } from '../engine/ports.ts'
import { actsAs, Identity } from '../protocol/http-api.ts'
import { Instant } from '../protocol/ids.ts'

/** One identity a browser was given, as its sealed cookie holds it. */
export const Grant = Type.Object(
  {
    identity: Identity,
    /** Names this sign-in, so that it alone can be ended. */
    session: Type.String({ maxLength: 40 }),
    /** Of the account when it signed in; 0 for screens and members. */
    revision: Type.Integer({ minimum: 0 }),
    until: Instant,
  },
  { additionalProperties: false },
)
export type Grant = Type.Static<typeof Grant>

declare module '@fastify/secure-session' {
  interface SessionData {
    grants: Grant[]
  }
}

/** A browser is rarely more than three of them; eight keep the cookie well below 4 KiB. */
const MAX_GRANTS = 8
const areGrants = Compile(Type.Array(Grant, { maxItems: MAX_GRANTS }))

const HOUR_MS = 3_600_000
/**
 * A desk signs in for a day's work; a link to a sitting serves that sitting's day; a screen on a
 * wall stays enrolled as long as browsers keep a cookie (400 days).
 */
const LIFETIME_MS: Record<Identity['kind'], number> = {
  desk: 12 * HOUR_MS,
  member: 24 * HOUR_MS,
  seat: 400 * 24 * HOUR_MS,
  display: 400 * 24 * HOUR_MS,
}

/** Gives, reads and ends the identities of a browser. */
export class Identities {
  readonly #accounts: Pick<AccountsPort, 'revisionOf'>
  readonly #revocations: RevocationsPort
  readonly #clock: Clock

  constructor(
    accounts: Pick<AccountsPort, 'revisionOf'>,
    revocations: RevocationsPort,
    clock: Clock,
  ) {
    this.#accounts = accounts
    this.#revocations = revocations
    this.#clock = clock
  }

  /** What the request's cookie still gives, the last signed in at the end. */
  of(request: FastifyRequest): readonly Grant[] {
    const stored: unknown = sealed(request).get('grants')
    return areGrants.Check(stored) ? stored.filter((grant) => this.isLive(grant)) : []
  }

  /** Who the request acts as: the one its `as` names, or the one signed in last. */
  acting(request: FastifyRequest): Grant | null {
    const grants = this.of(request)
    const as = asOf(request.query)
    return (as === null ? grants.at(-1) : grants.find((g) => actsAs(g.identity) === as)) ?? null
  }

  /** False once it is over, was ended, or its account's password changed. */
  isLive(grant: Grant): boolean {
    if (grant.until <= this.#clock.now() || this.#revocations.isRevoked(grant.session)) return false
    const { identity } = grant
    return identity.kind !== 'desk' || this.#accounts.revisionOf(identity.user) === grant.revision
  }

  /** Adds an identity to the browser; the same one from before is replaced. */
  give(request: FastifyRequest, identity: Identity): Grant {
    const grant: Grant = {
      identity,
      session: randomBytes(16).toString('base64url'),
      revision: identity.kind === 'desk' ? (this.#accounts.revisionOf(identity.user) ?? 0) : 0,
      until: this.#clock.now() + LIFETIME_MS[identity.kind],
    }
    const others = this.of(request).filter((g) => actsAs(g.identity) !== actsAs(identity))
    sealed(request).set('grants', [...others.slice(1 - MAX_GRANTS), grant])
    return grant
  }

  /** Ends one identity at the server: a copy of the cookie is worth nothing afterwards. */
  async end(request: FastifyRequest, grant: Grant): Promise<void> {
    const others = this.of(request).filter((g) => g.session !== grant.session)
    await this.#revocations.revoke(grant.session, grant.until)
    sealed(request).set('grants', others)
  }
}

/** The cookie of this kind of connection: one sealed for TLS is never read or set on loopback. */
function sealed(request: FastifyRequest) {
  return request.protocol === 'https' ? request.session : request.loopbackSession
}

function asOf(query: unknown): string | null {
  if (typeof query !== 'object' || query === null || !('as' in query)) return null
  return typeof query.as === 'string' ? query.as : null
}
