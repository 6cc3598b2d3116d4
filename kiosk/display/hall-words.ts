import type { OwnWords } from '../ui/words/language.ts'

/** Sentences of the hall displays. */
export const hallWords: OwnWords = {
  th: {
    hall: {
      soon: 'กำลังจะเริ่มการประชุม',
      suspended: 'พักการประชุม',
      closed: 'ปิดการประชุม',
      castOf: 'ลงคะแนนแล้ว จากผู้มีสิทธิ',
      counting: 'ปิดการลงคะแนนแล้ว รอประกาศผล',
      voided: 'การลงคะแนนเป็นโมฆะ',
      didNotPress: 'ไม่กดลงคะแนน',
      quorum: 'องค์ประชุม',
      more: 'และอีก {count} คน',
      verdict: {
        carried: 'ที่ประชุมเห็นด้วย',
        'not-carried': 'ที่ประชุมไม่เห็นด้วย',
        tie: 'คะแนนเสียงเท่ากัน',
        'no-decision': 'ไม่มีข้อยุติ',
        inquorate: 'องค์ประชุมไม่ครบ',
        elected: 'ได้รับเลือก',
        'run-off': 'ลงคะแนนใหม่',
        referred: 'ไม่เห็นด้วย เสนอประธานวินิจฉัย',
      },
    },
  },
  en: {
    hall: {
      soon: 'The sitting begins soon',
      suspended: 'Sitting suspended',
      closed: 'Sitting closed',
      castOf: 'cast, of those entitled',
      counting: 'Voting is closed, the result follows',
      voided: 'This vote is void',
      didNotPress: 'did not press',
      quorum: 'quorum',
      more: 'and {count} more',
      verdict: {
        carried: 'Agreed',
        'not-carried': 'Not agreed',
        tie: 'Tie',
        'no-decision': 'No decision',
        inquorate: 'Inquorate',
        elected: 'Elected',
        'run-off': 'Run-off',
        referred: 'Not agreed: refer to the chair',
      },
    },
  },
}
