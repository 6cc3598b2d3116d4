import { chairWords } from '../chair/chair-words.ts'
import { hallWords } from '../display/hall-words.ts'
import { joinWords } from '../join/join-words.ts'
import { ownWords } from '../own/own-words.ts'
import { publicWords } from '../public/public-words.ts'
import { seatWords } from '../seat/seat-words.ts'
import type { OwnWords } from '../ui/words/language.ts'

/** The sentences of all kiosk screens; each screen's are written beside it. */
export const kioskWords: OwnWords = {
  th: {
    ...ownWords.th,
    ...seatWords.th,
    ...chairWords.th,
    ...hallWords.th,
    ...joinWords.th,
    ...publicWords.th,
  },
  en: {
    ...ownWords.en,
    ...seatWords.en,
    ...chairWords.en,
    ...hallWords.en,
    ...joinWords.en,
    ...publicWords.en,
  },
}
