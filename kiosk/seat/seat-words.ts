import type { OwnWords } from '../ui/words/language.ts'

/** Sentences of a seat's screen. */
export const seatWords: OwnWords = {
  th: {
    seat: {
      present: 'ลงชื่อแล้ว',
      signIn: 'ลงชื่อเข้าประชุม',
      signInHint: 'แตะเพื่อแสดงตนที่ที่นั่งนี้',
      signOut: 'ออกจากที่ประชุม',
      nobody: 'ที่นั่งนี้ไม่มีสมาชิก',
      askHint: 'จะได้ลำดับที่ {place}',
      before: 'มีผู้รออยู่ก่อน {count} คน',
      youAreNext: 'ท่านเป็นลำดับถัดไป',
      microphoneOn: 'ไมโครโฟนเปิดอยู่',
      microphoneOff: 'ไมโครโฟนปิดอยู่',
      turnOff: 'ปิดไมโครโฟน',
      turnOn: 'เปิดไมโครโฟน',
      leftOf: 'เวลาคงเหลือ จาก {total}',
      warnAt: 'เตือนเมื่อเหลือ 30 วินาที',
      roomHears: 'ที่ประชุมได้ยินท่าน',
    },
  },
  en: {
    seat: {
      present: 'present',
      signIn: 'Sign in',
      signInHint: 'touch to be present at this seat',
      signOut: 'Leave',
      nobody: 'This seat has no member',
      askHint: 'your place would be {place}',
      before: '{count} before you',
      youAreNext: 'you are next',
      microphoneOn: 'Your microphone is on',
      microphoneOff: 'Your microphone is off',
      turnOff: 'Microphone off',
      turnOn: 'Microphone on',
      leftOf: 'left of {total}',
      warnAt: 'warning at 30 s',
      roomHears: 'The hall hears you',
    },
  },
}
