import type { OwnWords } from '../../kiosk/ui/words/language.ts'
import { en } from './en.ts'
import { th } from './th.ts'

/** The dashboard's own sentences, under `own` in the messages. */
export const dashboardWords: OwnWords = { th, en }
