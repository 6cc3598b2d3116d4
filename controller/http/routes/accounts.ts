import Type from 'typebox'
import type { AccountsPort, RemoveOutcome } from '../../engine/ports.ts'
import {
  AccountsReply,
  AddAccountBody,
  AddedAccount,
  AsQuery,
  PasswordBody,
} from '../../protocol/http-api.ts'
import { PROGRAM_PREFIX } from '../../protocol/actors.ts'
import { UserId } from '../../protocol/ids.ts'
import type { App } from '../app.ts'
import type { Attempts } from '../attempts.ts'
import type { Grant, Identities } from '../identity.ts'
import { HttpProblem, notSignedIn, reservedName, weakPassword } from '../problem.ts'
import type { Screens } from '../screens.ts'
import { answers } from './answers.ts'

export interface AccountParts {
  accounts: AccountsPort
  identities: Identities
  attempts: Attempts
  screens: Pick<Screens, 'endOver' | 'renew'>
  /** Where screens reach this controller: 'https://chamber.example:8443'. */
  origin(): string
}

/** How people at the desk add and remove each other, and change their own password. */
export function accountRoutes(app: App, parts: AccountParts): void {
  const { accounts, screens } = parts
  const reply = (): AccountsReply => ({ accounts: accounts.list(), codes: accounts.openCodes() })

  app.get(
    '/api/accounts',
    {
      config: { audience: 'desk' },
      schema: {
        summary: 'Who may sign in at the desk, and whose one-time code is still open',
        querystring: AsQuery,
        response: answers(AccountsReply),
      },
    },
    reply,
  )

  app.post(
    '/api/accounts',
    {
      config: { audience: 'desk' },
      schema: {
        summary: 'Give a new officer a one-time code; it is told this once',
        querystring: AsQuery,
        body: AddAccountBody,
        response: answers(AddedAccount),
      },
    },
    (request) => {
      const { user } = request.body
      if (user.startsWith(PROGRAM_PREFIX)) throw reservedName()
      const added = accounts.add(user, userOf(request.grant))
      if (added === 'user-exists')
        throw new HttpProblem(409, added, `There is an account with the name ${user} already.`)
      if (added === 'too-many-accounts')
        throw new HttpProblem(409, added, 'Too many codes are open: remove those nobody will use.')
      const fragment = new URLSearchParams({ code: added.code, user })
      return { user, ...added, url: `${parts.origin()}/setup#${fragment.toString()}` }
    },
  )

  app.delete(
    '/api/accounts/:user',
    {
      config: { audience: 'desk' },
      schema: {
        summary: 'Remove an account, or a code that is still open; its sessions end at once',
        params: Type.Object({ user: UserId }, { additionalProperties: false }),
        querystring: AsQuery,
        response: answers(AccountsReply),
      },
    },
    async (request) => {
      const outcome = await accounts.remove(request.params.user)
      if (outcome !== 'removed') throw removeProblem(outcome)
      screens.endOver()
      return reply()
    },
  )

  passwordRoute(app, parts)
}

function passwordRoute(app: App, { accounts, identities, attempts, screens }: AccountParts): void {
  app.post(
    '/api/password',
    {
      config: { audience: 'desk' },
      schema: {
        summary: 'Change the own password; every other session of the account ends at once',
        querystring: AsQuery,
        body: PasswordBody,
        response: answers(AccountsReply),
      },
    },
    async (request) => {
      const user = userOf(request.grant)
      const { password, next } = request.body
      const outcome = await attempts.check(
        { address: request.ip, subject: `user ${user}` },
        () => accounts.changePassword(user, password, next),
        (answer) => answer !== 'wrong-password',
      )
      // Not 401: the session is as good as before.
      if (outcome === 'wrong-password')
        throw new HttpProblem(403, outcome, 'This is not the password of now.')
      if (outcome === 'weak-password') throw weakPassword()
      const grant = identities.give(request, { kind: 'desk', user })
      if (request.grant !== null) screens.renew(request.grant.session, grant)
      screens.endOver()
      return { accounts: accounts.list(), codes: accounts.openCodes() }
    },
  )
}

function userOf(grant: Grant | null): UserId {
  if (grant?.identity.kind === 'desk') return grant.identity.user
  throw notSignedIn()
}

function removeProblem(outcome: Exclude<RemoveOutcome, 'removed'>): HttpProblem {
  switch (outcome) {
    case 'no-such-user':
      return new HttpProblem(404, outcome, 'There is no such account, and no such code.')
    case 'last-account':
      return new HttpProblem(409, outcome, 'The last account stays: nobody could sign in any more.')
  }
}
