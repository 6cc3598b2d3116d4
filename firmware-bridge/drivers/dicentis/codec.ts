import Type from 'typebox'
import { Compile } from 'typebox/compile'

/**
 * The conference protocol of Bosch DICENTIS: one JSON object a message, `operation` and `parameters`.
 * Pure. Bosch publishes no specification of it to everybody: operations and fields are those that the
 * public module bitfocus/companion-module-bosch-dicentis uses, and no others.
 */

export type DicentisRequest =
  | { operation: 'login'; parameters: { user: string; password: string } }
  | { operation: 'getseats'; parameters: Record<string, never> }
  | { operation: 'GetDiscussionList'; parameters: Record<string, never> }
  | { operation: 'grantspeech' | 'removespeech'; parameters: { seatIds: string[] } }

export const encodeRequest = (request: DicentisRequest): string => JSON.stringify(request)

export type DicentisHeard =
  | { type: 'login'; ok: boolean }
  | { type: 'seats'; seats: { id: string; name: string }[] }
  /** Who speaks, and who else is in the list. */
  | { type: 'discussion'; open: string[]; waiting: string[] }
  | { type: 'error'; text: string }
  | { type: 'other' }
  | { type: 'bad-message' }

const MAX_SEATS = 4096
const Id = Type.String({ maxLength: 200 })
const list = <T extends Type.TSchema>(item: T) => Type.Array(item, { maxItems: MAX_SEATS })
const Message = Compile(
  Type.Object({
    operation: Type.String({ maxLength: 80 }),
    parameters: Type.Optional(Type.Unknown()),
  }),
)
const Login = Compile(Type.Object({ loggedIn: Type.Boolean() }))
const Seats = Compile(
  Type.Object({ seats: list(Type.Object({ seatId: Id, seatName: Type.Optional(Id) })) }),
)
const Discussion = Compile(
  Type.Object({
    discussionList: list(
      Type.Object({ seatId: Type.Optional(Id), microphoneState: Type.Optional(Id) }),
    ),
  }),
)
const Failure = Compile(Type.Object({ message: Type.String({ maxLength: 1000 }) }))

/** One message; operations are told apart whatever their capitals. Never throws. */
export function heardOf(bytes: Uint8Array): DicentisHeard {
  const message = parsed(new TextDecoder().decode(bytes))
  if (!Message.Check(message)) return { type: 'bad-message' }
  const { operation, parameters } = message
  switch (operation.toLowerCase()) {
    case 'login':
      return { type: 'login', ok: Login.Check(parameters) && parameters.loggedIn }
    case 'getseats':
      if (!Seats.Check(parameters)) return { type: 'bad-message' }
      return {
        type: 'seats',
        seats: parameters.seats.map(({ seatId, seatName }) => ({
          id: seatId,
          name: seatName ?? '',
        })),
      }
    case 'getdiscussionlist': {
      if (!Discussion.Check(parameters)) return { type: 'bad-message' }
      const seats = parameters.discussionList.flatMap(({ seatId, microphoneState }) =>
        seatId === undefined ? [] : [{ seatId, isOpen: microphoneState === 'on' }],
      )
      return {
        type: 'discussion',
        open: seats.filter(({ isOpen }) => isOpen).map(({ seatId }) => seatId),
        waiting: seats.filter(({ isOpen }) => !isOpen).map(({ seatId }) => seatId),
      }
    }
    case 'error':
      return { type: 'error', text: Failure.Check(parameters) ? parameters.message : '' }
    default:
      return { type: 'other' }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
