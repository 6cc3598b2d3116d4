import secureSession from '@fastify/secure-session'
import fastifyPlugin from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyRequest {
    /** The cookie of plain loopback, where browsers refuse `__Host-` and Secure. */
    loopbackSession: FastifyRequest['session']
  }
}

/** As long as browsers keep a cookie; each identity inside has its own, shorter end. */
const COOKIE_LIFETIME_S = 400 * 24 * 3600

/** Sealed cookies (authenticated encryption): one for TLS and one for plain loopback. */
export const session = fastifyPlugin(async (app, { key }: { key: Buffer }) => {
  const cookie = {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    maxAge: COOKIE_LIFETIME_S,
  } as const
  await app.register(secureSession, [
    {
      sessionName: 'session',
      cookieName: '__Host-sapha',
      key,
      expiry: COOKIE_LIFETIME_S,
      cookie: { ...cookie, secure: true },
    },
    {
      sessionName: 'loopbackSession',
      cookieName: 'sapha-loopback',
      key,
      expiry: COOKIE_LIFETIME_S,
      cookie: { ...cookie, secure: false },
    },
  ])
})
