import type { Group, Member } from '../../controller/protocol/chamber.ts'
import type { Text } from '../../controller/protocol/text.ts'

/** Invented people for fixtures. */
const FIRST: Text[] = [
  { th: 'กัญญา', en: 'Kanya' },
  { th: 'วีระเดช', en: 'Weeradet' },
  { th: 'พิมพ์ชนก', en: 'Phimchanok' },
  { th: 'อนันต์', en: 'Anan' },
  { th: 'เบญจมาศ', en: 'Benjamas' },
  { th: 'ธวัชชัย', en: 'Thawatchai' },
  { th: 'นภาพร', en: 'Naphaphon' },
  { th: 'ฮาซัน', en: 'Hasan' },
  { th: 'จันทร์เพ็ญ', en: 'Chanphen' },
  { th: 'กิตติศักดิ์', en: 'Kittisak' },
  { th: 'ศุภลักษณ์', en: 'Supphalak' },
  { th: 'ณรงค์ฤทธิ์', en: 'Narongrit' },
]
const LAST: Text[] = [
  { th: 'เมฆวารี', en: 'Mekwari' },
  { th: 'คำสิงห์แก้ว', en: 'Khamsingkaeo' },
  { th: 'รุ่งวารินทร์', en: 'Rungwarin' },
  { th: 'ทองประทีป', en: 'Thongprathip' },
  { th: 'อินทรเกษตร', en: 'Inthrakaset' },
  { th: 'ศิลาวงศ์เดช', en: 'Silawongdet' },
  { th: 'แสงตะวันฉาย', en: 'Saengtawanchai' },
  { th: 'วงศ์ภูผา', en: 'Wongphupha' },
  { th: 'นาคสุวรรณเลิศ', en: 'Naksuwanloet' },
  { th: 'วัฒนไพศาลกิจเจริญ', en: 'Watthanaphaisankitcharoen' },
  { th: 'น้ำค้างหอม', en: 'Namkhanghom' },
]
/** As long as names get, and longer: nothing may be lost but by an ellipsis with room for marks. */
export const LONGEST: Text = {
  th: 'หม่อมราชวงศ์ปิยะพงษ์ศักดิ์สิทธิ์ วัฒนไพศาลกิจเจริญรุ่งเรืองสุวรรณเลิศ',
  en: 'Mom Rajawongse Piyaphongsaksit Watthanaphaisankitcharoenrungrueangsuwanloet',
}

export const GROUPS: Group[] = [
  { id: 'rungarun', name: { th: 'กลุ่มรุ่งอรุณ', en: 'Daybreak Group' }, side: 'government', tags: [] },
  { id: 'thamnop', name: { th: 'กลุ่มทำนบ', en: 'Embankment Group' }, side: 'opposition', tags: [] },
]

/** One member a seat; `long` gives all of them the longest name. */
export function members(seats: readonly string[], long: boolean): Member[] {
  return seats.map((seat, index) => {
    const first = FIRST[(index * 7) % FIRST.length] ?? LONGEST
    const last = LAST[(index * 5 + Math.floor(index / 12)) % LAST.length] ?? LONGEST
    const name = long ? LONGEST : { th: `${first.th} ${last.th}`, en: `${first.en} ${last.en}` }
    const group = GROUPS[index % GROUPS.length]?.id ?? null
    return { id: `m${index}`, name, class: 'member', group, seat, card: null }
  })
}
