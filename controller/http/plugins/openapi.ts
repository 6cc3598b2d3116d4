import swagger from '@fastify/swagger'
import fastifyPlugin from 'fastify-plugin'

/** Describes the routes from their own schemas, for /api/openapi.json. */
export const openapi = fastifyPlugin(async (app) => {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Sapha controller',
        description:
          'Commands, sign-in and links of a chamber. What screens are shown is pushed by ' +
          'WebSocket (docs/api.md).',
        version: '1',
        license: { name: 'AGPL-3.0-only', identifier: 'AGPL-3.0-only' },
      },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: '__Host-sapha' },
          integrator: { type: 'http', scheme: 'bearer' },
        },
      },
    },
    transform: ({ schema, url, route }) => {
      const audience = route.config?.audience
      const session = { session: [] }
      const security =
        audience === 'public'
          ? []
          : audience === 'operator' || audience === 'monitor'
            ? [session, { integrator: [] }]
            : [session]
      const isApi = url.startsWith('/api/') || url === '/metrics'
      return { schema: { ...schema, security, ...(isApi ? {} : { hide: true }) }, url }
    },
  })
})
