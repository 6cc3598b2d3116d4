import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Engine, VoteRecordsPort } from '../../engine/ports.ts'
import { BallotId } from '../../protocol/ids.ts'
import { PublicVote } from '../../protocol/public-votes.ts'
import { VotesQuery, VotesReply } from '../../protocol/vote-record.ts'
import type { App } from '../app.ts'
import { HttpProblem } from '../problem.ts'
import { PublishedVotes, type Bytes } from '../published-votes.ts'
import { answers } from './answers.ts'
import { notBuilt } from './pages.ts'

export interface PublicVoteParts {
  votes: VoteRecordsPort
  engine: Pick<Engine, 'state'>
  /** Folder of the built kiosk. */
  kioskDir: string
}

/**
 * A building behind one router is one address; its people look at some pages each after a vote, and
 * a browser asks again after ten seconds at the earliest.
 */
const READS_PER_MINUTE = 600
/** Whatever stands between us and the many (a proxy, a browser) may answer by itself for so long. */
const FRESH_S = 10
const RETRY_S = 5

/**
 * Votes as the House publishes them, for everybody, and the page that shows them. Where the chamber
 * does not say `publicVotes`, there is nothing here.
 */
export function publicVoteRoutes(app: App, { votes, engine, kioskDir }: PublicVoteParts): void {
  const published = new PublishedVotes(votes)
  const open = {
    config: {
      audience: 'public',
      rateLimit: { max: READS_PER_MINUTE, timeWindow: '1 minute' },
    },
    onRequest: (_request: FastifyRequest, _reply: FastifyReply, next: (refused?: Error) => void) =>
      next(engine.state.chamber?.policy.publicVotes === true ? undefined : notPublished()),
  } as const

  app.get(
    '/api/public/votes',
    {
      ...open,
      schema: {
        summary: 'Votes that were declared, newest first, where the House publishes them',
        querystring: VotesQuery,
        response: answers(VotesReply),
      },
    },
    (request, reply) => {
      void sent(request, reply, published.list(Number(request.query.before ?? Infinity)))
    },
  )

  app.get(
    '/api/public/votes/:ballot',
    {
      ...open,
      schema: {
        summary: 'A declared vote as the House publishes it: totals, arithmetic, groups, names',
        params: Type.Object({ ballot: BallotId }, { additionalProperties: false }),
        response: answers(PublicVote),
      },
    },
    async (request, reply) => {
      const vote = await published.vote(request.params.ballot)
      if (vote === 'busy') throw busy()
      if (vote === null)
        throw new HttpProblem(404, 'no-ballot', 'There is no such vote whose result was declared.')
      return sent(request, reply, vote)
    },
  )

  for (const path of ['/public', '/public/votes/*'])
    app.get(path, open, async (_request, reply) => {
      const page = await readFile(join(kioskDir, 'index.html')).catch(() => null)
      if (page === null) throw notBuilt()
      return reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(page)
    })
}

/** The bytes as they are kept; nothing at all to whoever has them already. */
function sent(request: FastifyRequest, reply: FastifyReply, { body, etag }: Bytes): FastifyReply {
  void reply.header('cache-control', `public, max-age=${FRESH_S}`).header('etag', etag)
  if (request.headers['if-none-match'] === etag) return reply.code(304).send()
  return reply.type('application/json; charset=utf-8').send(body)
}

const notPublished = () =>
  new HttpProblem(404, 'not-published', 'This chamber does not publish its votes.')

const busy = () =>
  new HttpProblem(
    503,
    'report-busy',
    'The record is being read for others: try again in a moment.',
    'Nothing was changed.',
    RETRY_S,
  )
