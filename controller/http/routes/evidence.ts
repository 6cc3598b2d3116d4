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
    async ({ query }) => {
      if (query.seat === undefined && query.member === undefined)
        throw new HttpProblem(400, 'malformed', 'Name a seat or a member.')
      const reply = await evidence.about(query)
      if (reply === null) throw new HttpProblem(404, 'no-ballot', 'There never was such a vote.')
      if (reply === 'busy')
        throw new HttpProblem(
          503,
          'busy',
          'Too many votes are read from the record at once.',
          'Nothing was changed.',
          1,
        )
      return reply
    },
  )
}
