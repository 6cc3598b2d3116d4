import type { FastifyRequest } from 'fastify'
import type { AccountsPort, SetupOutcome } from '../../engine/ports.ts'
import { PROGRAM_PREFIX } from '../../protocol/actors.ts'
import { AsQuery, LoginBody, SessionReply, SetupBody } from '../../protocol/http-api.ts'
import type { Identity } from '../../protocol/http-api.ts'
import type { App } from '../app.ts'
import type { Attempts } from '../attempts.ts'
import type { Identities } from '../identity.ts'
import { HttpProblem, reservedName, weakPassword } from '../problem.ts'
import type { Screens } from '../screens.ts'
import { answers } from './answers.ts'

export interface SignInParts {
  accounts: AccountsPort
  identities: Identities
  attempts: Attempts
  screens: Pick<Screens, 'endSession'>
}

const isTrue = (answer: boolean) => answer

/** How somebody becomes a person at the desk, how any browser learns who it is and stops being it. */
export function signInRoutes(app: App, parts: SignInParts): void {
  const { accounts, identities, attempts, screens } = parts

  const reply = (identity: Identity | null): SessionReply => ({
    identity,
    setupNeeded: accounts.setupCode !== null,
  })
  const signIn = (request: FastifyRequest, user: string) =>
    reply(identities.give(request, { kind: 'desk', user }).identity)

  app.get(
    '/api/session',
    {
      config: { audience: 'public' },
      schema: {
        summary: 'Who this browser is',
        querystring: AsQuery,
        response: answers(SessionReply),
      },
    },
    (request) => reply(identities.acting(request)?.identity ?? null),
  )

  app.post(
    '/api/setup',
    {
      config: { audience: 'public' },
      schema: {
        summary:
          'Make an account: the first one with the code the controller printed, another with its own',
        body: SetupBody,
        response: answers(SessionReply),
      },
    },
    async (request) => {
      const { code, user, password } = request.body
      if (user.startsWith(PROGRAM_PREFIX)) throw reservedName()
      const outcome = await attempts.check(
        { address: request.ip, subject: 'setup' },
        () => accounts.setUp(code, user, password),
        (answer) => answer !== 'wrong-code',
      )
      if (outcome !== 'created') throw setupProblem(outcome)
      return signIn(request, user)
    },
  )

  app.post(
    '/api/login',
    {
      config: { audience: 'public' },
      schema: {
        summary: 'Sign in at the desk',
        body: LoginBody,
        response: answers(SessionReply),
      },
    },
    async (request) => {
      const { user, password } = request.body
      const who = { address: request.ip, subject: `user ${user}` }
      const right = await attempts.check(who, () => accounts.verify(user, password), isTrue)
      if (!right) throw new HttpProblem(401, 'wrong-password', 'The name or the password is wrong.')
      return signIn(request, user)
    },
  )

  app.post(
    '/api/logout',
    {
      config: { audience: 'screen' },
      schema: {
        summary: 'Stop being who this request acts as; its pages are closed',
        querystring: AsQuery,
        response: answers(SessionReply),
      },
    },
    async (request) => {
      if (request.grant !== null) {
        await identities.end(request, request.grant)
        screens.endSession(request.grant.session)
      }
      return reply(null)
    },
  )
}

function setupProblem(outcome: Exclude<SetupOutcome, 'created'>): HttpProblem {
  switch (outcome) {
    case 'setup-done':
      return new HttpProblem(
        409,
        outcome,
        'There is an account, and no code is open: sign in, or ask somebody at the desk for a code.',
      )
    case 'wrong-code':
      return new HttpProblem(403, outcome, 'This is not the code of this account, or it is over.')
    case 'weak-password':
      return weakPassword()
  }
}
