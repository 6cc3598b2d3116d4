import type {
  AccountEntry,
  AccountsPort,
  AddOutcome,
  Clock,
  OpenCode,
  PasswordOutcome,
  RemoveOutcome,
  SetupOutcome,
} from '../../engine/ports.ts'
import { MAX_ACCOUNTS, readAccounts, writeAccounts, type Account } from './accounts-file.ts'
import { hashPassword, isAcceptable, matchesHash } from './password.ts'
import { isSameCode, newCode, SetupCodes } from './setup-codes.ts'

/** Accounts in one small file (0600); nothing but argon2id hashes is kept of a password. */
export class FileAccounts implements AccountsPort {
  readonly #path: string
  readonly #clock: Clock
  readonly #codes = new SetupCodes()
  #accounts: ReadonlyMap<string, Account> = new Map()
  #lastRevision = 0
  #setupCode: string | null = null
  /** Verified against for a user who does not exist, so that the answer takes as long. */
  #nobody = ''
  /**
   * One thing at a time: hashes of 46 MiB each would otherwise add up under a flood of guesses, and
   * two changes would each write the file without the other.
   */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(path: string, clock: Clock) {
    this.#path = path
    this.#clock = clock
  }

  async start(): Promise<void> {
    const file = await readAccounts(this.#path)
    this.#accounts = new Map(file?.users.map((account) => [account.user, account]))
    this.#lastRevision = file?.lastRevision ?? 0
    // Lives as long as the process: whoever can read its output may make the first account.
    if (file === null) this.#setupCode = newCode()
    this.#nobody = await hashPassword(newCode())
  }

  get setupCode(): string | null {
    return this.#setupCode
  }

  list(): AccountEntry[] {
    return [...this.#accounts.values()].map(({ user, addedBy, addedAt }) => ({
      user,
      addedBy,
      addedAt,
    }))
  }

  openCodes(): OpenCode[] {
    return this.#codes.open(this.#clock.now())
  }

  add(user: string, by: string): AddOutcome {
    if (this.#accounts.has(user)) return 'user-exists'
    if (this.#accounts.size >= MAX_ACCOUNTS) return 'too-many-accounts'
    return this.#codes.give(user, by, this.#clock.now()) ?? 'too-many-accounts'
  }

  setUp(code: string, user: string, password: string): Promise<SetupOutcome> {
    return this.#inTurn(async () => {
      const now = this.#clock.now()
      const isFirst = this.#setupCode !== null
      if (!isFirst && this.#codes.open(now).length === 0) return 'setup-done'
      const by = isFirst ? null : this.#codes.giverOf(user, code, now)
      if (isFirst ? !isSameCode(code, this.#setupCode ?? '') : by === null) return 'wrong-code'
      if (!isAcceptable(password, user)) return 'weak-password'
      const revision = this.#lastRevision + 1
      const hash = await hashPassword(password)
      const account = { user, hash, revision, addedBy: by, addedAt: now }
      await this.#write(new Map(this.#accounts).set(user, account), revision)
      this.#setupCode = null
      this.#codes.end(user)
      return 'created'
    })
  }

  remove(user: string): Promise<RemoveOutcome> {
    return this.#inTurn(async () => {
      if (this.#codes.end(user)) return 'removed'
      if (!this.#accounts.has(user)) return 'no-such-user'
      if (this.#accounts.size === 1) return 'last-account'
      const others = new Map(this.#accounts)
      others.delete(user)
      await this.#write(others, this.#lastRevision)
      return 'removed'
    })
  }

  changePassword(user: string, password: string, next: string): Promise<PasswordOutcome> {
    return this.#inTurn(async () => {
      const account = await this.#verified(user, password)
      if (account === null) return 'wrong-password'
      if (!isAcceptable(next, user)) return 'weak-password'
      const revision = this.#lastRevision + 1
      const changed = { ...account, hash: await hashPassword(next), revision }
      await this.#write(new Map(this.#accounts).set(user, changed), revision)
      return 'changed'
    })
  }

  verify(user: string, password: string): Promise<boolean> {
    return this.#inTurn(async () => (await this.#verified(user, password)) !== null)
  }

  revisionOf(user: string): number | null {
    return this.#accounts.get(user)?.revision ?? null
  }

  async #verified(user: string, password: string): Promise<Account | null> {
    const account = this.#accounts.get(user)
    const matches = await matchesHash(account?.hash ?? this.#nobody, password)
    return account !== undefined && matches ? account : null
  }

  /** What is not on the disk is not so: a failed write leaves everything as it was. */
  async #write(accounts: ReadonlyMap<string, Account>, lastRevision: number): Promise<void> {
    await writeAccounts(this.#path, { version: 2, lastRevision, users: [...accounts.values()] })
    this.#accounts = accounts
    this.#lastRevision = lastRevision
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(run)
    this.#turn = result.catch(() => undefined)
    return result
  }
}
