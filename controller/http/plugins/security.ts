import helmet from '@fastify/helmet'
import type { FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { HttpProblem } from '../problem.ts'

/** Methods that change nothing; a WebSocket upgrade is a GET and is checked all the same. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])
const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/

/** Headers that keep a page to this house, and the check that a request comes from its own page. */
export const security = fastifyPlugin(async (app) => {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        fontSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:', 'mediastream:'],
        connectSrc: ["'self'"],
        workerSrc: ["'self'", 'blob:'],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    // Pages hold keys in the fragment of their address and nothing else may learn their path.
    referrerPolicy: { policy: 'no-referrer' },
    // Nothing but loopback is served without TLS, and a promise for 'localhost' would break every
    // other program on a developer's machine.
    strictTransportSecurity: false,
  })
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header(
      'permissions-policy',
      'camera=(self), microphone=(self), geolocation=(), display-capture=(), payment=(), usb=()',
    )
    // Links and codes must not stay in a browser's cache after somebody signed out.
    if (request.url.startsWith('/api/')) void reply.header('cache-control', 'no-store')
    done(foreign(request))
  })
})

/**
 * A request that a page of another site makes with this browser's cookies. Browsers name the page's
 * origin on every upgrade and every request that may change something (and, newer ones, how it
 * relates to ours); a program that sends neither has no cookies of anyone else's.
 */
function foreign(request: FastifyRequest): HttpProblem | undefined {
  const { host = '', origin, 'sec-fetch-site': site } = request.headers
  if (request.protocol === 'http' && !LOOPBACK_HOST.test(host))
    return new HttpProblem(421, 'unknown-host', 'Without TLS the controller answers as localhost.')
  if (SAFE.has(request.method) && !request.ws) return undefined
  const same = origin !== undefined && originHost(origin) === host
  if (same || (origin === undefined && (site === undefined || site === 'same-origin'))) return
  return new HttpProblem(403, 'foreign-origin', `A page of ${origin ?? 'another site'} asked this.`)
}

function originHost(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null
}
