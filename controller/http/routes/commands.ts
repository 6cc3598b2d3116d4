import Type from 'typebox'
import type { Engine, LivePort, Outcome } from '../../engine/ports.ts'
import { PROGRAM_PREFIX, type Actor } from '../../protocol/actors.ts'
import { Command } from '../../protocol/commands.ts'
import { AsQuery } from '../../protocol/http-api.ts'
import type { Refusal } from '../../protocol/refusals.ts'
import type { App } from '../app.ts'
import type { Grant } from '../identity.ts'
import { HttpProblem, notSignedIn } from '../problem.ts'
import { answers } from './answers.ts'

export interface CommandParts {
  engine: Pick<Engine, 'submit'>
  live: Pick<LivePort, 'live'>
}

const CommandBody = Type.Object(
  {
    /** The sender's own id for it, kept in the record as evidence. */
    id: Type.String({ minLength: 1, maxLength: 64 }),
    command: Command,
  },
  { additionalProperties: false },
)
const Accepted = Type.Object(
  { seq: Type.Integer({ description: 'Of the last durable event the command led to' }) },
  { additionalProperties: false },
)
const Head = Type.Object(
  { seq: Type.Integer(), hash: Type.String(), healthy: Type.Boolean() },
  { additionalProperties: false },
)

/** Commands and the record's head for other programs of the house. */
export function commandRoutes(app: App, { engine, live }: CommandParts): void {
  app.post(
    '/api/commands',
    {
      config: { audience: 'operator' },
      schema: {
        summary: 'Give one command; the answer comes when its events are durable',
        querystring: AsQuery,
        body: CommandBody,
        response: answers(Accepted),
      },
    },
    async (request) => {
      const by = operator(request.grant, request.integrator)
      const outcome = await engine.submit(request.body.command, by, request.body.id)
      if (!outcome.ok) throw refused(outcome)
      return { seq: outcome.seq }
    },
  )

  app.get(
    '/api/record/head',
    {
      config: { audience: 'operator' },
      schema: {
        summary: 'The last event of the record and the head of its hash chain',
        querystring: AsQuery,
        response: answers(Head),
      },
    },
    () => live.live.record,
  )
}

/** An integrator acts as a person at the desk whose name says that it is a program. */
function operator(grant: Grant | null, integrator: string | null): Actor {
  if (integrator !== null) return { kind: 'desk', user: `${PROGRAM_PREFIX}${integrator}` }
  if (grant?.identity.kind === 'desk') return { kind: 'desk', user: grant.identity.user }
  throw notSignedIn()
}

/** Worth trying again by itself, after a moment. */
const UNAVAILABLE: ReadonlySet<Refusal> = new Set<Refusal>(['busy', 'record-unavailable'])

function refused({ code, detail }: Extract<Outcome, { ok: false }>): HttpProblem {
  if (UNAVAILABLE.has(code)) return new HttpProblem(503, code, detail, 'Nothing was changed.', 1)
  return new HttpProblem(code === 'not-allowed' ? 403 : 409, code, detail)
}
