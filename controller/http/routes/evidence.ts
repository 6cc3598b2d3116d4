import type { EvidencePort } from '../../engine/ports.ts'
import { EvidenceQuery, EvidenceReply } from '../../protocol/evidence-view.ts'
import type { App } from '../app.ts'
import { HttpProblem } from '../problem.ts'
import { answers } from './answers.ts'

export interface EvidenceParts {
  evidence: EvidencePort
}

/** Who pressed at a seat, and who it was that sat there. */
export function evidenceRoutes(app: App, { evidence }: EvidenceParts): void {
  app.get(
    '/api/evidence',
    {
      config: { audience: 'desk' },
      schema: {
        summary: 'Every vote given at a seat or by a member in one vote, and who came and went',
        querystring: EvidenceQuery,
        response: answers(EvidenceReply),
      },
    },
    ({ query }) => {
      if (query.seat === undefined && query.member === undefined)
        throw new HttpProblem(400, 'malformed', 'Name a seat or a member.')
      const reply = evidence.about(query)
      if (reply === null)
        throw new HttpProblem(404, 'no-ballot', 'There is no such vote in this sitting.')
      return reply
    },
  )
}
