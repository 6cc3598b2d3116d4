import type { enFloor } from './floor-en.ts'

type Shape<T> = { [K in keyof T]: T[K] extends string ? string : Shape<T[K]> }

export const thFloor: Shape<typeof enFloor> = {
  title: 'การอภิปรายและไมโครโฟน',
  mode: 'วิธีเปิดไมโครโฟน',
  most: 'จำนวนไมโครโฟนที่เปิดได้',
  fewer: 'ลดหนึ่งตัว',
  more: 'เพิ่มหนึ่งตัว',
  unable: {
    voice: 'มี {count} เครื่องที่จับเสียงพูดไม่ได้ ผู้ที่นั่งอยู่ใช้ปุ่มแทน',
    'push-to-talk': 'มี {count} เครื่องที่กดค้างพูดไม่ได้ เพราะไม่แจ้งเมื่อปล่อยปุ่ม',
  },
  hold: 'สงวนสิทธิ์อภิปราย',
  letGo: 'เลิกสงวนสิทธิ์',
  holdHint: 'ไม่มีปุ่มหรือเสียงใดเปิดไมโครโฟนได้',
  priority: 'ประธานพูดก่อน',
  priorityOver: 'เลิกพูดก่อน',
  priorityHint: 'ไมโครโฟนอื่นปิดเสียงและหยุดเวลาทั้งหมดจนกว่าจะเลิก',
  technician: 'เจ้าหน้าที่ควบคุม',
  chooseSeat: 'เลือกที่นั่งบนแผนผัง',
  forceOpen: 'เปิดค้าง',
  forceClosed: 'ปิดค้าง',
  toFloor: 'คืนการควบคุม',
  is: { open: 'เปิดค้างไว้', closed: 'ปิดค้างไว้' },
  quotas: 'เวลาที่ได้รับจัดสรรในวาระนี้',
  noQuotas: 'วาระนี้ไม่จำกัดเวลา',
  of: { member: 'สมาชิกแต่ละคน', group: 'กลุ่ม', tag: 'ฝ่าย', item: 'ทั้งวาระ' },
  tenMore: '+10 นาที',
  list: 'รายชื่อผู้อภิปราย',
  listed: 'ในรายชื่อ',
  noItem: 'เริ่มระเบียบวาระก่อน',
  choosePerson: 'เลือกผู้ที่จะลงชื่ออภิปราย',
  add: 'ลงชื่อ {member}',
  strike: 'ขีดออก',
  state: { absent: 'ไม่อยู่', waiting: 'รออยู่', speaking: 'กำลังอภิปราย', called: 'อภิปรายแล้ว' },
}
