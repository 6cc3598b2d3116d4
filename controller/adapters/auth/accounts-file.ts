import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { Instant, UserId } from '../../protocol/ids.ts'
import { readPrivateFile, writePrivateFile } from './private-file.ts'

const strict = { additionalProperties: false }
const Revision = Type.Integer({ minimum: 1 })
/** A control room has a handful of people; the file is read and written whole. */
export const MAX_ACCOUNTS = 1000

const Account = Type.Object(
  {
    user: UserId,
    hash: Type.String(),
    revision: Revision,
    /** Who added it; null for the first account. */
    addedBy: Type.Union([UserId, Type.Null()]),
    addedAt: Type.Union([Instant, Type.Null()]),
  },
  strict,
)
export type Account = Type.Static<typeof Account>

const AccountsFile = Type.Object(
  {
    version: Type.Literal(2),
    /** Never given twice: a session of a removed account is not that of its namesake later. */
    lastRevision: Revision,
    users: Type.Array(Account, { minItems: 1, maxItems: MAX_ACCOUNTS }),
  },
  strict,
)
export type AccountsFile = Type.Static<typeof AccountsFile>
const isAccountsFile = Compile(AccountsFile)

/** As files were before one account could add another. */
const isFirstVersion = Compile(
  Type.Object(
    {
      version: Type.Literal(1),
      users: Type.Array(Type.Pick(Account, ['user', 'hash', 'revision'], strict), {
        minItems: 1,
        maxItems: MAX_ACCOUNTS,
      }),
    },
    strict,
  ),
)

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

/** Null where there is none yet. Throws AccountsError for anything that is not a list of accounts. */
export async function readAccounts(path: string): Promise<AccountsFile | null> {
  const bytes = await readPrivateFile(path)
  if (bytes === null) return null
  try {
    const file: unknown = JSON.parse(bytes.toString('utf8'))
    if (isAccountsFile.Check(file)) return file
    if (isFirstVersion.Check(file))
      return {
        version: 2,
        lastRevision: Math.max(...file.users.map(({ revision }) => revision)),
        users: file.users.map((account) => ({ ...account, addedBy: null, addedAt: null })),
      }
  } catch {
    // Not JSON at all: the same answer as JSON of another shape.
  }
  throw new AccountsError(path)
}

export const writeAccounts = (path: string, file: AccountsFile): Promise<void> =>
  writePrivateFile(path, `${JSON.stringify(file, null, 2)}\n`)
