import type { Problem } from '../protocol/http-api.ts'

/** An answer other than success: thrown anywhere in a route, sent as a problem body. */
export class HttpProblem extends Error {
  readonly status: number
  readonly code: string
  readonly lost: string
  /** Seconds after which trying again makes sense; null where it never does by itself. */
  readonly retryAfterS: number | null

  constructor(
    status: number,
    code: string,
    message: string,
    lost = 'Nothing was changed.',
    retryAfterS: number | null = null,
  ) {
    super(message)
    this.name = 'HttpProblem'
    this.status = status
    this.code = code
    this.lost = lost
    this.retryAfterS = retryAfterS
  }

  body(): Problem {
    return { code: this.code, message: this.message, lost: this.lost }
  }
}

export const notSignedIn = () =>
  new HttpProblem(401, 'not-signed-in', 'Sign in first: this screen has no valid session.')

export const notAllowed = () =>
  new HttpProblem(403, 'not-allowed', 'This is not for whom you are signed in as.')

export const weakPassword = () =>
  new HttpProblem(
    422,
    'weak-password',
    'A password has ten characters or more and is none of the first to be guessed.',
  )

export const reservedName = () =>
  new HttpProblem(422, 'reserved-name', 'Names that begin with api- are those of programs.')
