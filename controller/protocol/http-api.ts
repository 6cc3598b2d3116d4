import Type from 'typebox'
import { DeviceId, ID_PATTERN, Instant, MemberId, SeatId, SittingId, UserId } from './ids.ts'

/** Bodies of the HTTP API that screens use. */

const strict = { additionalProperties: false }
const Secret = Type.String({ minLength: 1, maxLength: 200 })

/** Who a screen is to the controller. */
export const Identity = Type.Union([
  Type.Object({ kind: Type.Literal('desk'), user: UserId }, strict),
  Type.Object({ kind: Type.Literal('seat'), seat: SeatId }, strict),
  Type.Object({ kind: Type.Literal('display'), display: DeviceId }, strict),
  Type.Object({ kind: Type.Literal('member'), member: MemberId, sitting: SittingId }, strict),
])
export type Identity = Type.Static<typeof Identity>

/**
 * One browser may be several of them at once (a technician's desk with a seat's screen in another
 * tab). A page says which it acts as by `?as=` on /api/session, /api/logout, /api/commands and
 * /api/socket; without it, it is the one signed in last.
 */
const segment = ID_PATTERN.slice(1, -1)
export const ActsAs = Type.String({ pattern: `^(desk|(seat|display|member):${segment})$` })
export const AsQuery = Type.Object({ as: Type.Optional(ActsAs) }, strict)

/** The `as` of an identity. */
export function actsAs(identity: Identity): string {
  switch (identity.kind) {
    case 'desk':
      return 'desk'
    case 'seat':
      return `seat:${identity.seat}`
    case 'display':
      return `display:${identity.display}`
    case 'member':
      return `member:${identity.member}`
  }
}

/** GET /api/session. */
export const SessionReply = Type.Object(
  {
    identity: Type.Union([Identity, Type.Null()]),
    /** Nobody has an account yet: the desk asks for the set-up code first. */
    setupNeeded: Type.Boolean(),
  },
  strict,
)
export type SessionReply = Type.Static<typeof SessionReply>

export const SetupBody = Type.Object({ code: Secret, user: UserId, password: Secret }, strict)
export const LoginBody = Type.Object({ user: UserId, password: Secret }, strict)
export const PasswordBody = Type.Object({ password: Secret, next: Secret }, strict)
export const AddAccountBody = Type.Object({ user: UserId }, strict)

/** GET /api/accounts: who may sign in at the desk, and whose code is still open; desk only. */
export const AccountsReply = Type.Object(
  {
    accounts: Type.Array(
      Type.Object(
        {
          user: UserId,
          /** Null for the first account. */
          addedBy: Type.Union([UserId, Type.Null()]),
          addedAt: Type.Union([Instant, Type.Null()]),
        },
        strict,
      ),
    ),
    codes: Type.Array(Type.Object({ user: UserId, by: UserId, until: Instant }, strict)),
  },
  strict,
)
export type AccountsReply = Type.Static<typeof AccountsReply>

/** POST /api/accounts: the new officer's link with the one-time code in it, told this once. */
export const AddedAccount = Type.Object(
  { user: UserId, code: Type.String(), url: Type.String(), until: Instant },
  strict,
)
export type AddedAccount = Type.Static<typeof AddedAccount>

export const EnrolBody = Type.Object(
  { screen: Type.String({ pattern: `^(seat|display)/${segment}$` }), key: Secret },
  strict,
)
export const JoinBody = Type.Object(
  { sitting: SittingId, member: MemberId, key: Secret, code: Type.String({ maxLength: 20 }) },
  strict,
)

/** GET /api/invitations: one line for each person who may take part from afar; desk only. */
export const Invitation = Type.Object(
  { member: MemberId, url: Type.String(), code: Type.String() },
  strict,
)
export type Invitation = Type.Static<typeof Invitation>

/** GET /api/screens: where a seat's or a display's screen is enrolled; desk only. */
export const ScreenLink = Type.Object(
  {
    kind: Type.Union([Type.Literal('seat'), Type.Literal('display')]),
    id: Type.String(),
    url: Type.String(),
  },
  strict,
)
export type ScreenLink = Type.Static<typeof ScreenLink>

/** Every error of the HTTP API. `lost` says what was, and what was not, lost by it. */
export const Problem = Type.Object(
  { code: Type.String(), message: Type.String(), lost: Type.String() },
  strict,
)
export type Problem = Type.Static<typeof Problem>
