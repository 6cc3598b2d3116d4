import type { Aedes, AuthenticateError, Client } from 'aedes'
import type { Access } from './access.ts'
import type { Misbehaviour } from './misbehaviour.ts'
import { TokenBucket } from './token-bucket.ts'

export type PasswordCheck = (user: string, password: Buffer) => boolean

/**
 * A console that is switched off and on, or whose cable is loose, connects a few times in a row; one
 * that loops, or two that fight over one id, are slowed down to this and disturb nobody.
 */
const LOGINS_PER_SECOND = 2
const LOGIN_BURST = 20
/** A refusal is given late, so that whoever tries again at once can do so only once a second. */
const REFUSAL_DELAY_MS = 1_000

/** CONNACK return codes, MQTT 3.1.1 §3.2.2.3. */
const BAD_CLIENT_ID = 2
const UNAVAILABLE = 3
const BAD_CREDENTIALS = 4

interface Refusal {
  code: string
  detail: string
  answer: typeof BAD_CLIENT_ID | typeof UNAVAILABLE | typeof BAD_CREDENTIALS
}

/** Who may connect: a known user, with its password, under its own name as the client id. */
export class Login {
  readonly #access: Access
  readonly #isPassword: PasswordCheck
  readonly #report: (report: Misbehaviour) => void
  readonly #connected = new Map<string, Client>()
  // One for each user at most: unknown users are refused before.
  readonly #rates = new Map<string, TokenBucket>()

  constructor(access: Access, isPassword: PasswordCheck, report: (report: Misbehaviour) => void) {
    this.#access = access
    this.#isPassword = isPassword
    this.#report = report
  }

  follow(aedes: Aedes): void {
    aedes.on('client', (client) => this.#connected.set(client.id, client))
    aedes.on('clientDisconnect', (client) => {
      if (this.#connected.get(client.id) === client) this.#connected.delete(client.id)
    })
  }

  authenticate = (
    client: Client,
    user: string | undefined,
    password: Buffer | undefined,
    done: (error: AuthenticateError | null, success: boolean | null) => void,
  ): void => {
    const refusal = this.#refusalOf(client.id, user, password)
    if (refusal === null) {
      if (this.#connected.has(client.id))
        this.#report({
          client: client.id,
          topic: '',
          code: 'client-taken-over',
          detail: `${client.id} connected while it was connected: the older connection was closed. After a network fault this is normal; if it goes on, two devices use one id.`,
        })
      done(null, true)
      return
    }
    const { code, detail, answer } = refusal
    // A stranger is known by its address, or it could fill the list of reports with names.
    const isUser = user !== undefined && this.#access.users.has(user)
    this.#report({ client: isUser ? user : addressOf(client), topic: '', code, detail })
    const error: AuthenticateError = Object.assign(new Error(detail), { returnCode: answer })
    setTimeout(() => done(error, null), REFUSAL_DELAY_MS).unref()
  }

  #refusalOf(
    clientId: string,
    user: string | undefined,
    password: Buffer | undefined,
  ): Refusal | null {
    if (user === undefined || password === undefined || !this.#access.users.has(user))
      return {
        code: 'login-refused',
        detail: 'Nobody of this name belongs to the chamber.',
        answer: BAD_CREDENTIALS,
      }
    if (!this.#isPassword(user, password))
      return {
        code: 'login-refused',
        detail: `${user} gave a wrong password: copy it again from secrets/mqtt in the data folder.`,
        answer: BAD_CREDENTIALS,
      }
    if (clientId !== user)
      return {
        code: 'client-id-refused',
        detail: `${user} called itself ${clientId}: the client id must be the user name.`,
        answer: BAD_CLIENT_ID,
      }
    return this.#isTooFast(user)
      ? {
          code: 'connects-too-often',
          detail: `${user} connects again and again; it is let in ${LOGINS_PER_SECOND} times a second at most.`,
          answer: UNAVAILABLE,
        }
      : null
  }

  #isTooFast(user: string): boolean {
    const now = performance.now()
    let bucket = this.#rates.get(user)
    if (bucket === undefined) {
      bucket = new TokenBucket(LOGINS_PER_SECOND, LOGIN_BURST, now)
      this.#rates.set(user, bucket)
    }
    return !bucket.take(now)
  }
}

function addressOf(client: Client): string {
  const address: unknown = Reflect.get(client.conn, 'remoteAddress')
  return typeof address === 'string' ? address : 'unknown address'
}
