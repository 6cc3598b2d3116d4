import type { FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { actsAs } from '../../protocol/http-api.ts'
import type { Grant, Identities } from '../identity.ts'
import type { Integrators } from '../integrators.ts'
import { notAllowed, notSignedIn } from '../problem.ts'

/**
 * Who a route is for. `public`: anybody who can reach the machine. `screen`: any identity.
 * `desk`: somebody signed in at the desk. `operator`: that, or an integrator's token. `monitor`:
 * an operator, or a program on this machine.
 */
export type Audience = 'public' | 'screen' | 'desk' | 'operator' | 'monitor'

declare module 'fastify' {
  interface FastifyContextConfig {
    audience?: Audience
  }
  interface FastifyRequest {
    /** Who the request acts as; null for nobody. */
    grant: Grant | null
    /** The integrator whose token came with the request. */
    integrator: string | null
  }
}

interface Options {
  identities: Identities
  integrators: Integrators
}

/** Decides for every route, before its body is read, whether the request may pass. */
export const audience = fastifyPlugin((app, { identities, integrators }: Options, done) => {
  app.decorateRequest('grant', null)
  app.decorateRequest('integrator', null)
  app.addHook('onRoute', ({ config, url }) => {
    // A route without an audience would be open to everybody by oversight.
    if (config?.audience === undefined) throw new Error(`The route ${url} names no audience.`)
  })
  app.addHook('onRequest', (request, _reply, next) => {
    const wanted = request.routeOptions.config.audience
    if (wanted === undefined || wanted === 'public') return next()
    request.integrator = integrators.of(request.headers.authorization)
    request.grant = request.integrator === null ? identities.acting(request) : null
    next(refusal(wanted, request))
  })
  done()
})

function refusal(wanted: Audience, request: FastifyRequest): Error | undefined {
  const { grant, integrator } = request
  const desk = grant?.identity.kind === 'desk'
  const operator = desk || integrator !== null
  const passes =
    (wanted === 'screen' && grant !== null) ||
    (wanted === 'desk' && desk) ||
    (wanted === 'operator' && operator) ||
    (wanted === 'monitor' && (operator || isLoopback(request)))
  if (passes) return undefined
  return grant === null && integrator === null ? notSignedIn() : notAllowed()
}

const isLoopback = ({ ip }: FastifyRequest) =>
  ip === '127.0.0.1' || ip === '::1' || ip === '::ffff:127.0.0.1'

/** For logs: who a request acts as, without anything secret. */
export const nameOf = (grant: Grant) => actsAs(grant.identity)
