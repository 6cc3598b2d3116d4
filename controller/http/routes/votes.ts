import type { FastifyReply } from 'fastify'
import Type from 'typebox'
import {
  ReportError,
  type LivePort,
  type VoteRecordsPort,
  type VoteReportsPort,
} from '../../engine/ports.ts'
import { BallotId } from '../../protocol/ids.ts'
import {
  MOST_LISTED,
  ReportQuery,
  VoteReport,
  VotesQuery,
  VotesReply,
} from '../../protocol/vote-record.ts'
import type { App } from '../app.ts'
import { HttpProblem } from '../problem.ts'
import { answers } from './answers.ts'

export interface VoteParts {
  votes: VoteRecordsPort
  reports: VoteReportsPort
  live: LivePort
}

const Params = Type.Object({ ballot: BallotId }, { additionalProperties: false })
const NOTHING_LOST = 'Nothing was changed.'
const PRINTED_IN_S = 15

const readable = { config: { audience: 'operator' } } as const

/** Records of votes, for the desk and its programs; what everybody may read is in public-votes.ts. */
export function voteRoutes(app: App, { votes, reports, live }: VoteParts): void {
  const reportOf = async (ballot: BallotId): Promise<VoteReport> => {
    const record = await votes.recordOf(ballot)
    if (record === 'busy') throw busy('The record is being read for others: try again in a moment.')
    if (record === null) throw noVote()
    const { seq, hash } = live.live.record
    return { record, chain: { seq, hash }, checkpoint: live.live.checkpoint }
  }

  app.get(
    '/api/votes',
    {
      ...readable,
      schema: {
        summary: 'Votes that were declared or annulled, newest first',
        querystring: VotesQuery,
        response: answers(VotesReply),
      },
    },
    (request) => {
      const before = Number(request.query.before ?? Infinity)
      const found = votes.list().filter(({ seq }) => seq < before)
      return { votes: found.slice(0, MOST_LISTED), more: found.length > MOST_LISTED }
    },
  )

  app.get(
    '/api/votes/:ballot',
    {
      ...readable,
      schema: {
        summary: 'The record of a vote',
        params: Params,
        response: answers(VoteReport),
      },
    },
    (request) => reportOf(request.params.ballot),
  )

  const file = { params: Params, querystring: ReportQuery }
  app.get(
    '/api/votes/:ballot.csv',
    { ...readable, schema: { summary: 'Its members as a table (RFC 4180)', ...file } },
    async (request, reply) => {
      const { lang = 'th' } = request.query
      const csv = reports.csv(await reportOf(request.params.ballot), lang)
      return attached(reply, `${request.params.ballot}-${lang}.csv`, 'text/csv; charset=utf-8', csv)
    },
  )
  app.get(
    '/api/votes/:ballot.pdf',
    { ...readable, schema: { summary: 'The record as it is printed (A4)', ...file } },
    async (request, reply) => {
      const { lang = 'th' } = request.query
      const report = await reportOf(request.params.ballot)
      const pdf = await reports.pdf(report, lang).catch((error: unknown) => {
        throw error instanceof ReportError ? problemOf(error) : error
      })
      const name = `${request.params.ballot}-${lang}.pdf`
      return attached(reply, name, 'application/pdf', Buffer.from(pdf))
    },
  )
}

const noVote = () =>
  new HttpProblem(404, 'no-ballot', 'There is no such vote whose result was declared or annulled.')

const busy = (message: string) =>
  new HttpProblem(503, 'report-busy', message, NOTHING_LOST, PRINTED_IN_S)

function problemOf({ code, message }: ReportError): HttpProblem {
  if (code === 'report-busy') return busy(message)
  const status = code === 'chromium-missing' ? 501 : 502
  return new HttpProblem(status, code, message, 'Nothing was changed; CSV and JSON are there.')
}

const attached = (reply: FastifyReply, name: string, type: string, body: string | Buffer) =>
  reply
    .type(type)
    .header('content-disposition', `attachment; filename="vote-${name}"`)
    .header('cache-control', 'no-store')
    .send(body)
