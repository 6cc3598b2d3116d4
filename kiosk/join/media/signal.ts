import { Check } from 'typebox/value'
import {
  mediaCalls,
  mediaEvents,
  type MediaEvent,
  type MediaEventData,
  type MediaMethod,
  type MediaReply,
  type MediaRequest,
} from '../../../controller/protocol/media-messages.ts'

/** The page's link to the controller, as far as media needs it. */
export interface Signal {
  /** Resolves with the answer; rejects when it was refused or the link is away. */
  call(method: string, data: unknown): Promise<unknown>
  /** Every media event for this page; returns what ends it. */
  onEvent(listener: (event: string, data: unknown) => void): () => void
}

/** Longer than any call takes; a controller that was replaced in between never answers. */
const ANSWER_LIMIT_MS = 8000

/** One call with its answer checked. Rejects when it is refused, late or not of the contract. */
export async function ask<M extends MediaMethod>(
  signal: Signal,
  method: M,
  request: MediaRequest<M>,
): Promise<MediaReply<M>> {
  let late: ReturnType<typeof setTimeout> | undefined
  const limit = new Promise<never>((_resolve, reject) => {
    late = setTimeout(() => reject(new Error(`No answer to ${method}.`)), ANSWER_LIMIT_MS)
  })
  const call = signal.call(method, request)
  const reply = await Promise.race([call, limit]).finally(() => clearTimeout(late))
  if (!isReply(method, reply)) throw new TypeError(`The answer to ${method} makes no sense.`)
  return reply
}

function isReply<M extends MediaMethod>(method: M, reply: unknown): reply is MediaReply<M> {
  return Check(mediaCalls[method].reply, reply)
}

/** An event with its data, where it is of the contract. */
export type KnownEvent = { [E in MediaEvent]: { event: E; data: MediaEventData<E> } }[MediaEvent]

export function knownEvent(event: string, data: unknown): KnownEvent | null {
  if (event === 'feeds' && Check(mediaEvents.feeds, data)) return { event, data }
  if (event === 'heard' && Check(mediaEvents.heard, data)) return { event, data }
  if (event === 'closed' && Check(mediaEvents.closed, data)) return { event, data }
  if (event === 'rejoin' && Check(mediaEvents.rejoin, data)) return { event, data }
  return null
}
