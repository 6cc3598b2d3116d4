import type { enFlag, enPressed, enSecret } from './evidence-en.ts'

type Shape<T> = { [K in keyof T]: T[K] extends string ? string : Shape<T[K]> }

export const thFlag: Shape<typeof enFlag> = {
  title: 'ข้อสังเกต',
  open: '{count} ข้อสังเกต',
  key: 'แสดงข้อสังเกต',
  none: 'ไม่มีข้อสังเกตในการประชุมนี้',
  noted: 'บันทึกไว้',
  dismiss: 'ยกข้อสังเกต',
  uphold: 'ยืนตามข้อสังเกต',
  locked: 'ถูกระงับ',
  lockedLong: 'ถูกระงับจนกว่าจะวินิจฉัย',
  decided: { dismiss: 'ยกข้อสังเกต', uphold: 'ยืนตามข้อสังเกต' },
  whereIs: 'ลงคะแนนและพูดไม่ได้ ดูว่าตัวอยู่ที่ใด แล้วปลดระงับที่นั่น:',
  nowhere: 'ไม่อยู่ทั้งสองที่',
  code: {
    'card-in-two-readers': 'บัตรใบเดียวอยู่ในสองเครื่อง',
    'two-cards-one-seat': 'สองบัตรที่ที่นั่งเดียว',
    'remote-and-seated': 'อยู่ทางไกลและในห้องพร้อมกัน',
    'member-in-two-places': 'คนเดียวสองที่นั่ง',
    'key-at-second-seat': 'กดปุ่มแสดงตนที่ที่นั่งของผู้ที่อยู่ที่อื่น',
    'vote-nobody-signed-in': 'ลงคะแนนที่ที่นั่งซึ่งไม่มีผู้แสดงตน',
    'inhuman-rhythm': 'กดสม่ำเสมอเกินมือคน',
    'neighbour-order': 'ที่นั่งติดกันเลือกเหมือนกันไล่ลำดับ',
    'member-asked-to-leave': 'คะแนนของผู้ที่ออกไปหรือถูกนำออก',
  },
}

export const thSecret: Shape<typeof enSecret> = {
  title: 'เจ้าหน้าที่การลงคะแนนลับ',
  about: 'เจ้าหน้าที่สองคนสร้างกุญแจบนเครื่องของตน ต้องใช้ทั้งสองจึงเปิดหีบได้หลังปิดการลงคะแนน',
  nobody: 'ยังไม่มีกุญแจ',
  make: 'สร้างกุญแจของฉัน',
  again: 'สร้างกุญแจใหม่',
  write: 'จดรหัสนี้ลงกระดาษ ห้ามให้ผู้อื่นเห็น:',
  held: 'แท็บนี้เก็บกุญแจครึ่งของท่านไว้ด้วย จะส่งเมื่อท่านสั่งเท่านั้น',
  afterClose: 'หลังปิดการลงคะแนน เจ้าหน้าที่แต่ละคนส่งกุญแจที่นี่',
  type: 'กุญแจไม่อยู่ในแท็บนี้ ให้พิมพ์รหัสจากกระดาษ',
  give: 'ส่งกุญแจของฉัน',
  mistyped: 'รหัสไม่ถูกต้อง ขาดหรือผิดบางกลุ่ม',
  waitingFor: 'ส่งกุญแจแล้ว รอ {user}',
  counted: 'ได้กุญแจครบแล้ว หีบถูกนับและทำลาย',
  drop: 'ยกเลิกกุญแจทั้งสอง',
}

export const thPressed: Shape<typeof enPressed> = {
  title: 'ใครกด',
  who: 'ใครกด',
  hint: 'ใครกดที่ที่นั่งนี้',
  at: 'ใครกด: {where}',
  none: 'ไม่มีการลงคะแนนที่นี่ในการลงคะแนนครั้งนี้',
  older: 'ตอนต้นของการประชุมที่ยาวนี้อยู่ในบันทึกเท่านั้น',
  counts: 'นับ',
  replaced: 'ถูกแทนด้วยคะแนนหลัง',
  called: 'ขานในการเรียกชื่อ',
  'signed-in': 'ลงชื่อเข้า',
  left: 'ออก',
  fact: {
    place: 'ที่',
    console: 'เครื่อง',
    card: 'บัตร',
    credential: 'ส่งโดย',
    since: 'อยู่ตั้งแต่',
    press: 'การกด',
    bridgeAt: 'สะพาน',
    deviceAt: 'นาฬิกาเครื่อง',
    record: 'บันทึก',
  },
}
