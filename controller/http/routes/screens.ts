import Type from 'typebox'
import type { SecretsPort } from '../../engine/ports.ts'
import {
  EnrolBody,
  Invitation,
  JoinBody,
  ScreenLink,
  SessionReply,
  type Identity,
} from '../../protocol/http-api.ts'
import type { App } from '../app.ts'
import type { Attempts } from '../attempts.ts'
import type { Identities } from '../identity.ts'
import { sameSecret } from '../integrators.ts'
import { HttpProblem } from '../problem.ts'
import type { Views } from '../views.ts'
import { answers } from './answers.ts'

export interface ScreenParts {
  secrets: SecretsPort
  identities: Identities
  attempts: Attempts
  views: Views
  /** Where screens reach this controller: 'https://chamber.example:8443'. */
  origin(): string
}

const isTrue = (answer: boolean) => answer

/** How a screen of the house is enrolled, and where the desk finds the links for it. */
export function screenRoutes(app: App, parts: ScreenParts): void {
  const { secrets, identities, attempts, views } = parts

  app.post(
    '/api/enrol',
    {
      config: { audience: 'public' },
      schema: {
        summary: 'Make this browser the screen of a seat or a display, with the key of its link',
        body: EnrolBody,
        response: answers(SessionReply),
      },
    },
    async (request) => {
      const { screen, key } = request.body
      const right = await attempts.check(
        { address: request.ip, subject: `screen ${screen}` },
        () => exists(views, screen) && sameSecret(key, secrets.secretFor('screen', screen)),
        isTrue,
      )
      if (!right)
        throw new HttpProblem(
          403,
          'wrong-key',
          'The link is not (or no longer) that of this screen.',
        )
      const { identity } = identities.give(request, identityOf(screen))
      return { identity, setupNeeded: false }
    },
  )

  app.get(
    '/api/screens',
    {
      config: { audience: 'desk' },
      schema: {
        summary: 'The links by which seats and displays are enrolled',
        response: answers(Type.Array(ScreenLink)),
      },
    },
    () => {
      const plan = views.plan()
      const link = (kind: ScreenLink['kind'], id: string): ScreenLink => {
        const key = secrets.secretFor('screen', `${kind}/${id}`)
        return { kind, id, url: `${parts.origin()}/${kind}/${id}#key=${key}` }
      }
      return [
        ...(plan?.seats ?? []).map((seat) => link('seat', seat.id)),
        ...(plan?.displays ?? []).map((display) => link('display', display.id)),
      ]
    },
  )
}

/** How a remote person joins, and where the desk finds the link and the code to give to whom. */
export function invitationRoutes(app: App, parts: ScreenParts): void {
  const { secrets, identities, attempts, views } = parts

  app.post(
    '/api/join',
    {
      config: { audience: 'public' },
      schema: {
        summary:
          'Become the person an invitation is for: the key of the link and the personal code',
        body: JoinBody,
        response: answers(SessionReply),
      },
    },
    async (request) => {
      const { sitting, member, key, code } = request.body
      const rightKey = () =>
        sitting === views.sitting() &&
        views.member(member) !== null &&
        sameSecret(key, secrets.secretFor('invitation', `${sitting}/${member}`))
      const right = await attempts.check(
        { address: request.ip, subject: `member ${member}` },
        // One answer for both secrets: a guesser never learns that the first one was right.
        () => rightKey() && sameSecret(digits(code), secrets.personalCode(member, sitting)),
        isTrue,
      )
      if (!right)
        throw new HttpProblem(
          403,
          'wrong-invitation',
          'The link or the code is not that of an invitation to the present sitting.',
        )
      const { identity } = identities.give(request, { kind: 'member', member, sitting })
      return { identity, setupNeeded: false }
    },
  )

  app.get(
    '/api/invitations',
    {
      config: { audience: 'desk' },
      schema: {
        summary: 'Link and personal code of each person, for the present sitting',
        response: answers(Type.Array(Invitation)),
      },
    },
    () => {
      const sitting = views.sitting()
      if (sitting === null) return []
      return (views.plan()?.members ?? []).map(({ id }): Invitation => {
        const key = secrets.secretFor('invitation', `${sitting}/${id}`)
        const url = `${parts.origin()}/join/${sitting}#m=${id}&k=${key}`
        return { member: id, url, code: secrets.personalCode(id, sitting) }
      })
    },
  )
}

/** People read and type a code in groups. */
const digits = (code: string) => code.replaceAll(/[\s-]/g, '')

function exists(views: Views, screen: string): boolean {
  const identity = identityOf(screen)
  if (identity.kind === 'seat') return views.seat(identity.seat) !== null
  return views.plan()?.displays.some((display) => display.id === identity.display) ?? false
}

function identityOf(screen: string): Extract<Identity, { kind: 'seat' | 'display' }> {
  const [kind, id = ''] = screen.split('/')
  return kind === 'seat' ? { kind: 'seat', seat: id } : { kind: 'display', display: id }
}
