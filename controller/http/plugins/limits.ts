import rateLimit from '@fastify/rate-limit'
import fastifyPlugin from 'fastify-plugin'
import { HttpProblem } from '../problem.ts'

/**
 * One address may be a whole building behind one router: 500 people who open their page within a
 * minute make about 2,000 requests of the API. Guessing is slowed much earlier (attempts.ts).
 */
const REQUESTS_PER_MINUTE = 3_000
/** Addresses remembered; about 1 MiB. */
const MAX_ADDRESSES = 5_000

/** Keeps one address from taking the whole machine. */
export const limits = fastifyPlugin(async (app) => {
  await app.register(rateLimit, {
    max: REQUESTS_PER_MINUTE,
    timeWindow: '1 minute',
    cache: MAX_ADDRESSES,
    // Pages and their assets are files; sockets are bounded by their number, and 750 of them come
    // back at once, from few addresses, when the controller was restarted.
    allowList: ({ url, ws }) => ws || !url.startsWith('/api/') || url === '/api/health',
    errorResponseBuilder: (_request, { ttl }) => {
      const seconds = Math.ceil(ttl / 1000)
      return new HttpProblem(
        429,
        'too-many-requests',
        `This address asks too often: try again in ${seconds} s.`,
        'Nothing was changed.',
        seconds,
      )
    },
  })
})
