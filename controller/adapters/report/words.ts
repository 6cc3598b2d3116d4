import type { Outcome } from '../../protocol/events.ts'
import type { ReportLanguage, VoteRecord, VoterPart } from '../../protocol/vote-record.ts'

/** What a record of a vote is written in, as the House writes it. */
export interface ReportWords {
  title: string
  simulation: string
  item: (number: string) => string
  motion: string
  rule: string
  methodName: string
  method: Record<VoteRecord['rule']['method'], string>
  time: {
    name: string
    bell: string
    presence: string
    opened: string
    held: string
    extended: string
    closing: string
    closed: string
    declared: string
    voided: string
  }
  clock: (at: string) => string
  seconds: (count: number) => string
  persons: (count: number) => string
  existing: string
  presentAtOpening: string
  electorate: string
  presentAtClose: string
  supporters: string
  result: string
  outcome: Record<Outcome, string>
  outcomeMore: Partial<Record<Outcome, string>>
  cast: string
  silent: string
  spoiled: string
  decision: string
  quorum: string
  /** Of a presence check. */
  quorumBefore: string
  bySplit: string
  casting: string
  oral: string
  oralOf: (officers: string) => string
  correction: string
  corrected: string
  voided: (reason: string) => string
  undecided: string
  origin: Record<NonNullable<VoteRecord['origin']>['kind'], (ballot: string) => string>
  followed: Record<NonNullable<VoteRecord['origin']>['kind'], (ballot: string) => string>
  secret: string
  neverDeclared: string
  names: string
  number: string
  member: string
  name: string
  group: string
  choice: string
  place: string
  note: string
  part: Record<VoterPart, string>
  remote: string
  seat: (seat: string) => string
  saidAloud: string
  page: [string, string]
  chain: string
  checkpoint: string
  noCheckpoint: string
  seal: string
  ballot: string
  madeFrom: string
}

const th: ReportWords = {
  title: 'บันทึกการออกเสียงลงคะแนน',
  simulation: 'การจำลอง ไม่ใช่การลงมติจริง',
  item: (number) => `ระเบียบวาระที่ ${number}`,
  motion: 'ญัตติ',
  rule: 'หลักเกณฑ์',
  methodName: 'วิธีการ',
  method: {
    machine: 'ออกเสียงลงคะแนนเปิดเผย โดยใช้เครื่องออกเสียงลงคะแนน',
    'roll-call': 'ออกเสียงลงคะแนนเปิดเผย โดยเรียกชื่อตามลำดับอักษร',
    secret: 'ออกเสียงลงคะแนนลับ',
  },
  time: {
    name: 'เวลา',
    bell: 'กดออดเรียกสมาชิก',
    presence: 'แสดงตน',
    opened: 'เปิดการลงคะแนน',
    held: 'พักการลงคะแนน',
    extended: 'ขยายเวลา',
    closing: 'ยุติการลงคะแนน',
    closed: 'ปิดการลงคะแนน',
    declared: 'ประกาศผล',
    voided: 'สั่งให้เป็นโมฆะ',
  },
  clock: (at) => `${at} น.`,
  seconds: (count) => `${count} วินาที`,
  persons: (count) => `${count} คน`,
  existing: 'สมาชิกทั้งหมดเท่าที่มีอยู่',
  presentAtOpening: 'ผู้เข้าประชุมเมื่อเปิดการลงคะแนน',
  electorate: 'ผู้มีสิทธิลงคะแนน',
  presentAtClose: 'ผู้เข้าประชุมเมื่อปิดการลงคะแนน',
  supporters: 'ผู้รับรองหรือผู้เสนอ',
  result: 'ผลการลงคะแนน',
  outcome: {
    carried: 'เห็นด้วย',
    'not-carried': 'ไม่เห็นด้วย',
    tie: 'คะแนนเสียงเท่ากัน',
    'no-decision': 'ไม่มีข้อยุติ',
    inquorate: 'องค์ประชุมไม่ครบ',
    elected: 'ได้รับเลือก',
    'run-off': 'ลงคะแนนใหม่',
    referred: 'ไม่เห็นด้วย',
  },
  outcomeMore: {
    'no-decision': 'เสนอประธานวินิจฉัย',
    inquorate: 'เสนอประธานวินิจฉัย',
    'run-off': 'เฉพาะผู้ได้คะแนนนำ',
    referred: 'เสนอประธานวินิจฉัย',
  },
  cast: 'ผู้ลงคะแนน',
  silent: 'ไม่ได้กดลงคะแนน',
  spoiled: 'บัตรเสีย',
  decision: 'มติ',
  quorum: 'องค์ประชุมเมื่อปิดการลงคะแนน',
  quorumBefore: 'องค์ประชุมเมื่อแสดงตน',
  bySplit: 'คะแนนแยกตามกลุ่ม',
  casting: 'ประธานออกเสียงชี้ขาด',
  oral: 'คะแนนที่ขานด้วยวาจา (รวมอยู่ในผลแล้ว)',
  oralOf: (officers) => `เจ้าหน้าที่รับรอง ${officers}`,
  correction: 'การแก้ไขหลังประกาศผล (คะแนนที่ขานด้วยวาจา)',
  corrected: 'ผลเมื่อแก้ไขแล้ว',
  voided: (reason) => `การลงคะแนนนี้เป็นโมฆะ: ${reason}`,
  undecided: 'เป็นโมฆะก่อนมีผล',
  origin: {
    recount: (ballot) => `การนับคะแนนใหม่ของการลงคะแนน ${ballot}`,
    takeover: (ballot) => `การเรียกชื่อแทนการลงคะแนน ${ballot} ที่เครื่องขัดข้อง`,
    'run-off': (ballot) => `การลงคะแนนรอบตัดสินต่อจากการลงคะแนน ${ballot}`,
  },
  followed: {
    recount: (ballot) => `มีการนับคะแนนใหม่ในการลงคะแนน ${ballot}`,
    takeover: (ballot) => `ลงคะแนนแทนโดยเรียกชื่อในการลงคะแนน ${ballot}`,
    'run-off': (ballot) => `มีการลงคะแนนรอบตัดสินในการลงคะแนน ${ballot}`,
  },
  secret: 'การลงคะแนนลับ: บันทึกรู้ว่าผู้ใดลงคะแนนแล้ว ไม่มีผู้ใดรู้ว่าเลือกอะไร',
  neverDeclared: 'ไม่แสดงการลงคะแนนรายบุคคล เพราะเป็นโมฆะก่อนประกาศผล',
  names: 'รายชื่อสมาชิก เรียงตามลำดับอักษร',
  number: 'ลำดับ',
  member: 'เลขสมาชิก',
  name: 'ชื่อ - สกุล',
  group: 'พรรคหรือกลุ่ม',
  choice: 'การลงคะแนน',
  place: 'ที่ลงคะแนน',
  note: 'หมายเหตุ',
  part: {
    voted: 'ลงคะแนนแล้ว',
    silent: 'ไม่ได้กดลงคะแนน',
    left: 'ออกก่อนปิดการลงคะแนน',
    'no-vote-here': 'ไม่มีสิทธิลงคะแนนครั้งนี้',
    absent: 'ไม่อยู่ในที่ประชุม',
  },
  remote: 'ทางไกล',
  seat: (seat) => `ที่นั่ง ${seat}`,
  saidAloud: 'ขานด้วยวาจา',
  page: ['หน้า', '/'],
  chain: 'หัวห่วงโซ่บันทึก',
  checkpoint: 'จุดตรวจที่ลงนาม',
  noCheckpoint: 'ยังไม่มีจุดตรวจที่ลงนาม',
  seal: 'รากของต้นไม้คะแนน',
  ballot: 'การลงคะแนน',
  madeFrom: 'พิมพ์จากบันทึกของระบบ ตรวจสอบได้ด้วยโปรแกรมตรวจสอบ',
}

const en: ReportWords = {
  title: 'Record of a vote',
  simulation: 'Simulation, no real decision',
  item: (number) => `Agenda item ${number}`,
  motion: 'Motion',
  rule: 'Rule',
  methodName: 'Method',
  method: {
    machine: 'Open vote, by machine',
    'roll-call': 'Open vote, by roll call in Thai alphabetical order',
    secret: 'Secret vote',
  },
  time: {
    name: 'Times',
    bell: 'Bell',
    presence: 'Presence check',
    opened: 'Voting opened',
    held: 'Voting paused',
    extended: 'Time extended',
    closing: 'Voting ended',
    closed: 'Voting closed',
    declared: 'Result declared',
    voided: 'Annulled',
  },
  clock: (at) => at,
  seconds: (count) => `${count} s`,
  persons: (count) => `${count}`,
  existing: 'Existing members',
  presentAtOpening: 'Present when voting opened',
  electorate: 'Entitled to vote',
  presentAtClose: 'Present when voting closed',
  supporters: 'Supporters',
  result: 'Result',
  outcome: {
    carried: 'Agreed',
    'not-carried': 'Not agreed',
    tie: 'Tie',
    'no-decision': 'No decision',
    inquorate: 'Inquorate',
    elected: 'Elected',
    'run-off': 'Run-off',
    referred: 'Not agreed',
  },
  outcomeMore: {
    'no-decision': 'referred to the chair',
    inquorate: 'referred to the chair',
    'run-off': 'between those who lead',
    referred: 'referred to the chair',
  },
  cast: 'Votes cast',
  silent: 'Did not press',
  spoiled: 'Spoiled',
  decision: 'Decision',
  quorum: 'Quorum when voting closed',
  quorumBefore: 'Quorum at the presence check',
  bySplit: 'Votes by part of the house',
  casting: 'Casting vote of the chair',
  oral: 'Votes said aloud (in the result)',
  oralOf: (officers) => `attested by ${officers}`,
  correction: 'Corrected after the declaration (votes said aloud)',
  corrected: 'Result as corrected',
  voided: (reason) => `This vote is void: ${reason}`,
  undecided: 'Void before it came to a result',
  origin: {
    recount: (ballot) => `Recount of vote ${ballot}`,
    takeover: (ballot) => `Roll call in place of vote ${ballot}, whose machine failed`,
    'run-off': (ballot) => `Run-off of vote ${ballot}`,
  },
  followed: {
    recount: (ballot) => `Recounted in vote ${ballot}`,
    takeover: (ballot) => `Taken over by roll call in vote ${ballot}`,
    'run-off': (ballot) => `Run-off in vote ${ballot}`,
  },
  secret: 'Secret vote: the record knows who has voted, and nobody what they chose',
  neverDeclared: 'No member’s choice is shown: the vote became void before its result was declared',
  names: 'Members, in Thai alphabetical order',
  number: 'No.',
  member: 'Member no.',
  name: 'Name',
  group: 'Party or group',
  choice: 'Vote',
  place: 'Given at',
  note: 'Note',
  part: {
    voted: 'Voted',
    silent: 'Did not press',
    left: 'Left before the close',
    'no-vote-here': 'Not entitled in this vote',
    absent: 'Not present',
  },
  remote: 'remote',
  seat: (seat) => `seat ${seat}`,
  saidAloud: 'said aloud',
  page: ['Page', ' of '],
  chain: 'Head of the record’s chain',
  checkpoint: 'Signed checkpoint',
  noCheckpoint: 'No signed checkpoint yet',
  seal: 'Root over the votes',
  ballot: 'Vote',
  madeFrom: 'Printed from the record; the verifier proves it',
}

export const REPORT_WORDS: Readonly<Record<ReportLanguage, ReportWords>> = { th, en }
