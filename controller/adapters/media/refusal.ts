import type { MediaRefusalCode } from '../../protocol/media-messages.ts'

/** A signalling call that was not carried out; it changed nothing. */
export class MediaRefusal extends Error {
  readonly code: MediaRefusalCode

  constructor(code: MediaRefusalCode, message: string) {
    super(message)
    this.name = 'MediaRefusal'
    this.code = code
  }
}
