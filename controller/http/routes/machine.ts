import Type from 'typebox'
import type { App } from '../app.ts'
import type { HttpMetrics } from '../metrics.ts'
import type { Integrators } from '../integrators.ts'
import { answers } from './answers.ts'

export interface MachineParts {
  metrics: HttpMetrics
  integrators: Integrators
}

const Up = Type.Object({ up: Type.Literal(true) }, { additionalProperties: false })
const Token = Type.Object(
  { name: Type.String(), token: Type.String() },
  { additionalProperties: false },
)

/** What other machines ask: whether it is up, how it fares, how its API looks. */
export function machineRoutes(app: App, { metrics, integrators }: MachineParts): void {
  app.get(
    '/api/health',
    {
      config: { audience: 'public' },
      schema: { summary: 'Whether the controller answers', response: answers(Up) },
    },
    () => ({ up: true as const }),
  )
  app.get(
    '/api/openapi.json',
    { config: { audience: 'public' }, schema: { summary: 'This description' } },
    () => app.swagger(),
  )
  app.get(
    '/api/integrators',
    {
      config: { audience: 'desk' },
      schema: {
        summary: 'The tokens of the programs named in the configuration',
        response: answers(Type.Array(Token)),
      },
    },
    () => integrators.list(),
  )
  app.get(
    '/metrics',
    { config: { audience: 'monitor' }, schema: { summary: 'Figures for Prometheus' } },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.render()),
  )
}
