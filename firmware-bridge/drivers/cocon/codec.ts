import Type from 'typebox'
import { Compile } from 'typebox/compile'

/**
 * Televic CoCon API (Televic, "CoCon API Description", sections 3.3 to 3.4.3 and 4.3.3): questions are
 * addresses, answers JSON, mostly a JSON string with JSON in it. Pure. Commands are named as there.
 */

export type CoconQuestion =
  | { type: 'connect' }
  /** Stays open until the server has something to say, or for 30 s. */
  | { type: 'notification'; id: string }
  | { type: 'get-state' }
  | { type: 'set-state'; state: 'On' | 'Off' | 'Request'; seat: number }

/** What comes after the address of the API, `http://…:8890/CoCon`. */
export function encodeQuestion(question: CoconQuestion): string {
  switch (question.type) {
    case 'connect':
      return '/Connect'
    case 'notification':
      return `/Notification/id=${encodeURIComponent(question.id)}`
    case 'get-state':
      return '/Microphone/GetState'
    case 'set-state':
      return `/Microphone/SetState/?State=${question.state}&SeatNr=${question.seat}`
  }
}

export type CoconHeard =
  | { type: 'connected'; id: string }
  /** Seats whose microphones are open, and seats that ask. */
  | { type: 'microphones'; isAnswer: boolean; speakers: number[]; requests: number[] }
  /** 0 is done; 1 and -1 are not. */
  | { type: 'set'; result: number }
  | { type: 'other' }
  | { type: 'bad-answer' }

const Seats = Type.Array(Type.Integer({ minimum: 0, maximum: 65_535 }), { maxItems: 4096 })
const State = Type.Object({ Speakers: Seats, Requests: Type.Optional(Seats) })
const Connected = Compile(
  Type.Object({ Connect: Type.Literal(true), id: Type.String({ minLength: 1, maxLength: 80 }) }),
)
const Told = Compile(Type.Object({ MicrophoneState: State }))
const Answered = Compile(Type.Object({ GetState: Type.Object({ State }) }))
const WasSet = Compile(Type.Object({ SetState: Type.Integer() }))
const Anything = Compile(Type.Record(Type.String(), Type.Unknown()))

/** One answer or notification. Never throws. */
export function heardOf(bytes: Uint8Array): CoconHeard {
  const first = parsed(new TextDecoder().decode(bytes))
  const message = typeof first === 'string' ? parsed(first) : first
  if (Connected.Check(message)) return { type: 'connected', id: message.id }
  if (Told.Check(message)) return microphones(message.MicrophoneState, false)
  if (Answered.Check(message)) return microphones(message.GetState.State, true)
  if (WasSet.Check(message)) return { type: 'set', result: message.SetState }
  if (typeof message === 'number' && Number.isInteger(message))
    return { type: 'set', result: message }
  if (!Anything.Check(message)) return { type: 'bad-answer' }
  const isCutShort = 'MicrophoneState' in message || 'GetState' in message || 'Connect' in message
  return isCutShort ? { type: 'bad-answer' } : { type: 'other' }
}

const microphones = (
  { Speakers, Requests = [] }: Type.Static<typeof State>,
  isAnswer: boolean,
): CoconHeard => ({ type: 'microphones', isAnswer, speakers: Speakers, requests: Requests })

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
