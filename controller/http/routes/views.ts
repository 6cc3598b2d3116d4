import Type from 'typebox'
import type { App } from '../app.ts'
import { AsQuery } from '../../protocol/http-api.ts'
import type { Views } from '../views.ts'
import { answers } from './answers.ts'

export interface ViewParts {
  views: Views
}

const HouseView = Type.Object(
  { view: Type.Union([Type.Literal('plan'), Type.Literal('room'), Type.Literal('desk')]) },
  { additionalProperties: false },
)

/** What the desk sees, once, for programs of the house; screens follow the same views by socket. */
export function viewRoutes(app: App, { views }: ViewParts): void {
  app.get(
    '/api/views/:view',
    {
      config: { audience: 'operator' },
      schema: {
        summary: 'A view as it is at this moment',
        params: HouseView,
        querystring: AsQuery,
        response: answers(Type.Unknown()),
      },
    },
    (request) => views[request.params.view](),
  )
}
