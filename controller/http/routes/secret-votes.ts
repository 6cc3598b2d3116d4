import Type from 'typebox'
import type { HalfOutcome, SecretVotesPort } from '../../engine/ports.ts'
import { AsQuery } from '../../protocol/http-api.ts'
import { BallotId } from '../../protocol/ids.ts'
import { HalfGiven, KEY_BYTES } from '../../protocol/sealing.ts'
import type { App } from '../app.ts'
import { HttpProblem, notSignedIn } from '../problem.ts'
import { answers } from './answers.ts'

export interface SecretVoteParts {
  secretVotes: Pick<SecretVotesPort, 'giveHalf'>
}

const Params = Type.Object({ ballot: BallotId }, { additionalProperties: false })

/** How the box of a secret vote is opened: each officer from their own session. */
export function secretVoteRoutes(app: App, { secretVotes }: SecretVoteParts): void {
  void app.register((scope: App, _options, done) => {
    // As bytes and not as text: a text cannot be overwritten, and would stay in memory for a while.
    scope.addContentTypeParser(
      'application/octet-stream',
      { parseAs: 'buffer', bodyLimit: KEY_BYTES },
      (_request, body, parsed) => parsed(null, body),
    )
    scope.post(
      '/api/secret-votes/:ballot/half',
      {
        config: { audience: 'desk' },
        schema: {
          summary:
            'Give the private half of the own key after the close (32 bytes); with the second one the vote is counted',
          consumes: ['application/octet-stream'],
          params: Params,
          querystring: AsQuery,
          response: answers(HalfGiven),
        },
      },
      async (request) => {
        const { ballot } = request.params
        const half: unknown = request.body
        if (request.grant?.identity.kind !== 'desk') throw notSignedIn()
        if (!Buffer.isBuffer(half))
          throw new HttpProblem(400, 'wrong-half', `A half is ${KEY_BYTES} bytes.`)
        try {
          const outcome = await secretVotes.giveHalf(ballot, request.grant.identity.user, half)
          if (!outcome.ok) throw refused(outcome)
          return { ballot, waitingFor: outcome.waitingFor }
        } finally {
          half.fill(0)
        }
      },
    )
    done()
  })
}

const refused = ({ code, detail }: Extract<HalfOutcome, { ok: false }>) =>
  new HttpProblem(
    code === 'not-an-officer' ? 403 : 409,
    code,
    detail,
    'Nothing was counted and nothing destroyed.',
  )
