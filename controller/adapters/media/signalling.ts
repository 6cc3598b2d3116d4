import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { mediaCalls, type MediaMethod, type MediaRequest } from '../../protocol/media-messages.ts'
import { MediaRefusal } from './refusal.ts'

/**
 * What answers the calls of one page, after `join`. An answer is checked against the contract
 * before it is sent, hence unknown here.
 */
export type Answers = {
  [M in MediaMethod]: (request: MediaRequest<M>) => Promise<unknown>
}

type Answered = (answers: Answers, data: unknown) => Promise<unknown>

const methods: Record<MediaMethod, Answered> = {
  join: checked(mediaCalls.join, (to) => to.join),
  'create-transport': checked(mediaCalls['create-transport'], (to) => to['create-transport']),
  'connect-transport': checked(mediaCalls['connect-transport'], (to) => to['connect-transport']),
  'restart-ice': checked(mediaCalls['restart-ice'], (to) => to['restart-ice']),
  produce: checked(mediaCalls.produce, (to) => to.produce),
  consume: checked(mediaCalls.consume, (to) => to.consume),
  'resume-consumer': checked(mediaCalls['resume-consumer'], (to) => to['resume-consumer']),
}

/**
 * Checks one call, has it answered, and checks the answer.
 * @throws {MediaRefusal} 'malformed' for a call that is not of the contract
 */
export async function answer(answers: Answers, method: string, data: unknown): Promise<unknown> {
  if (!isMediaMethod(method))
    throw new MediaRefusal('malformed', 'The media bridge has no method of this name.')
  return await methods[method](answers, data)
}

const isMediaMethod = (method: string): method is MediaMethod => Object.hasOwn(mediaCalls, method)

function checked<Request extends TSchema, Reply extends TSchema>(
  schemas: { request: Request; reply: Reply },
  pick: (answers: Answers) => (request: Static<Request>) => Promise<unknown>,
): Answered {
  const isRequest = Compile(schemas.request)
  const isReply = Compile(schemas.reply)
  return async (answers, data) => {
    if (!isRequest.Check(data))
      throw new MediaRefusal(
        'malformed',
        `Not of the contract: ${placeOf(isRequest.Errors(data))}.`,
      )
    const reply = await pick(answers)(data)
    if (!isReply.Check(reply))
      throw new MediaRefusal('refused-by-media', `Bad answer: ${placeOf(isReply.Errors(reply))}.`)
    return reply
  }
}

/** Where the first thing wrong is, such as `/rtpParameters/codecs must have fewer items`. */
const placeOf = ([first]: readonly { instancePath: string; message: string }[]) =>
  first === undefined ? 'unknown' : `${first.instancePath} ${first.message}`
