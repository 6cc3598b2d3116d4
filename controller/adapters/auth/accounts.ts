import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { AccountsPort, SetupOutcome } from '../../engine/ports.ts'
import { UserId } from '../../protocol/ids.ts'
import { hashPassword, isAcceptable, matchesHash } from './password.ts'
import { readPrivateFile, writePrivateFile } from './private-file.ts'

const AccountsFile = Type.Object(
  {
    version: Type.Literal(1),
    users: Type.Array(
      Type.Object(
        { user: UserId, hash: Type.String(), revision: Type.Integer({ minimum: 1 }) },
        { additionalProperties: false },
      ),
      // A control room has a handful of people; the file is read and written whole.
      { maxItems: 1000 },
    ),
  },
  { additionalProperties: false },
)
type AccountsFile = Type.Static<typeof AccountsFile>
type Account = AccountsFile['users'][number]
const isAccountsFile = Compile(AccountsFile)

export class AccountsError extends Error {
  readonly code = 'accounts-malformed'
  constructor(path: string) {
    super(
      `${path} is not a list of accounts: restore it from a backup, or remove it to set up the ` +
        `desk's first account again. The record of sittings is not touched by either.`,
    )
    this.name = 'AccountsError'
  }
}

/** Accounts in one small file (0600); nothing but argon2id hashes is kept of a password. */
export class FileAccounts implements AccountsPort {
  readonly #path: string
  readonly #accounts = new Map<string, Account>()
  #setupCode: string | null = null
  /** Verified against for a user who does not exist, so that the answer takes as long. */
  #nobody = ''
  #settingUp = false
  /** One hash at a time: 46 MiB each would otherwise add up under a flood of guesses. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(path: string) {
    this.#path = path
  }

  async start(): Promise<void> {
    const bytes = await readPrivateFile(this.#path)
    if (bytes !== null)
      for (const account of this.#parse(bytes).users) this.#accounts.set(account.user, account)
    // Lives as long as the process: whoever can read its output may make the first account.
    if (this.#accounts.size === 0) this.#setupCode = randomBytes(15).toString('base64url')
    this.#nobody = await hashPassword(randomBytes(15).toString('base64url'))
  }

  get setupCode(): string | null {
    return this.#setupCode
  }

  async setUp(code: string, user: string, password: string): Promise<SetupOutcome> {
    if (this.#setupCode === null || this.#settingUp) return 'setup-done'
    if (!sameText(code, this.#setupCode)) return 'wrong-code'
    if (!isAcceptable(password, user)) return 'weak-password'
    this.#settingUp = true
    try {
      const account = { user, hash: await hashPassword(password), revision: 1 }
      const file: AccountsFile = { version: 1, users: [account] }
      await writePrivateFile(this.#path, `${JSON.stringify(file, null, 2)}\n`)
      this.#accounts.set(user, account)
      this.#setupCode = null
      return 'created'
    } finally {
      this.#settingUp = false
    }
  }

  verify(user: string, password: string): Promise<boolean> {
    const check = async () => {
      const account = this.#accounts.get(user)
      const matches = await matchesHash(account?.hash ?? this.#nobody, password)
      return account !== undefined && matches
    }
    const result = this.#turn.then(check)
    this.#turn = result.catch(() => undefined)
    return result
  }

  revisionOf(user: string): number | null {
    return this.#accounts.get(user)?.revision ?? null
  }

  #parse(bytes: Buffer): AccountsFile {
    try {
      const file: unknown = JSON.parse(bytes.toString('utf8'))
      if (isAccountsFile.Check(file)) return file
    } catch {
      // Not JSON at all: the same answer as JSON of another shape.
    }
    throw new AccountsError(this.#path)
  }
}

/** Hashed first, so that neither length nor content shows in the time it takes. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
