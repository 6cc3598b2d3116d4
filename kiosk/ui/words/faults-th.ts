import type { enFaults } from './faults-en.ts'

export const thFaults: Record<keyof typeof enFaults, string> = {
  'console-silent': 'เครื่องไม่ตอบ',
  'console-problem': 'เครื่องปฏิเสธคำสั่ง',
  'reported-by-member': 'สมาชิกแจ้งเหตุขัดข้อง',
  'bridge-lost': 'สะพานอุปกรณ์ไม่ตอบ',
  'line-down': 'สายอนุกรมขาด',
  'topic-refused': 'พยายามส่งในนามเครื่องอื่น',
  'malformed-message': 'ส่งข้อความผิดรูปแบบ',
  'media-down': 'ระบบเสียงและภาพหยุด',
  'record-unavailable': 'เขียนบันทึกไม่ได้',
  'clock-stepped': 'นาฬิกากระโดด',
}
