import type Type from 'typebox'
import { Problem } from '../../protocol/http-api.ts'

/** The answers of a route: its own on success, a problem otherwise. */
export const answers = <T extends Type.TSchema>(success: T) => ({
  200: success,
  '4xx': Problem,
  '5xx': Problem,
})
