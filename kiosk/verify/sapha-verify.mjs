/**
 * Proves a bundle that a Sapha chamber exported (docs/bundle.md says what is in one, docs/verify.md
 * what it proves). One file that imports nothing and shares no code with the recorder: read it, keep
 * it, run it years from now.
 *
 *   node sapha-verify.mjs BUNDLE [--receipt CODE] [--checkpoint FILE]… [--key KEY]
 *
 * Node 20.16 or newer, or a browser at /public/verify. Ends with 0: it holds. 1: it does not.
 * 2: it cannot be judged. Licence: AGPL-3.0-only, as the whole of Sapha.
 *
 * @typedef {{ readonly [key: string]: unknown }} Fields whatever JSON has, until it is looked at
 * @typedef {{ th: string, en: string }} Words
 * @typedef {{ at: number, cause: Fields, data: Fields, seq: number, type: string, version: number }} Event
 * @typedef {{ name: string, key: string, seq: number }} Key
 * @typedef {{ id: string, counts: string }} Choice
 * @typedef {{ choice: string, event: string }} Vote
 * @typedef {{ yes: number, no: number, cast: number, present: number, existing: number }} Tally
 * @typedef {{
 *   id: string, rule: Fields, choices: Choice[], electorate: string[], entitled: Set<string>,
 *   existing: number, state: string, votes: Map<string, Vote>, voters: Set<string>,
 *   result: Fields | null, runOff: boolean, sealed: boolean, casting: string }} Ballot
 */

// ── What is said ──────────────────────────────────────────────────────────────────────────────────

/** Why a bundle fails. `%` stands for what is particular. @type {Readonly<Record<string, Words>>} */
const REASONS = {
  'not-a-bundle': { th: 'ไฟล์นี้ไม่ใช่ชุดข้อมูลของสภา: %', en: 'This file is no bundle: %' },
  'too-new': { th: 'โปรแกรมตรวจรุ่นนี้ยังไม่รู้จัก: %', en: 'This verifier is too old for it: %' },
  'no-signatures-here': {
    th: 'โปรแกรมนี้ตรวจลายเซ็น Ed25519 ไม่ได้',
    en: 'This browser or Node cannot check Ed25519 signatures',
  },
  'nothing-signed': {
    th: 'ไม่มีหัวบันทึกที่ลงนามไว้ จึงยืนยันไม่ได้ว่าไม่ถูกเขียนใหม่ทั้งหมด',
    en: 'No head in it is signed: nobody can tell whether all of it was written anew',
  },
  'line-broken': { th: 'บรรทัด % ไม่อยู่ในรูปแบบ', en: 'Line % is not of the form of a bundle' },
  'count-wrong': {
    th: 'จำนวน % ไม่ตรงกับที่บรรทัดแรกบอก',
    en: 'There are not as many % as the first line says',
  },
  'not-canonical': {
    th: 'ข้อความของเหตุการณ์ไม่อยู่ในรูปมาตรฐาน',
    en: 'The event is not in canonical form',
  },
  'event-malformed': { th: 'เหตุการณ์ขาดหรือผิดรูป: %', en: 'The event lacks or misshapes: %' },
  'out-of-order': { th: 'ลำดับเหตุการณ์ผิด พบเหตุการณ์ที่ %', en: 'Event % stands in its place' },
  'chain-broken': {
    th: 'ห่วงโซ่ขาด: ค่าแฮชไม่ตรงกับเนื้อหาและเหตุการณ์ก่อนหน้า',
    en: 'The chain is broken: its hash is not that of its text and the event before',
  },
  'head-wrong': {
    th: 'เหตุการณ์สุดท้ายไม่ใช่หัวบันทึกที่บอกไว้',
    en: 'The last event is not the head that is named',
  },
  'batch-wrong': { th: 'ชุดเขียนไม่ตรงกับเหตุการณ์', en: 'A batch does not fit the events' },
  'key-not-certified': {
    th: 'กุญแจลงนามเปลี่ยนโดยกุญแจเดิมไม่ได้รับรอง',
    en: 'The signing key changed and the old key does not vouch for the new one',
  },
  'key-unknown': {
    th: 'กุญแจที่ให้มาไม่ได้อยู่ในบันทึกนี้',
    en: 'The key that was given is none of this record',
  },
  'checkpoint-malformed': { th: 'หัวบันทึกที่ลงนามอ่านไม่ได้', en: 'A checkpoint cannot be read' },
  'signature-wrong': {
    th: 'ลายเซ็นของหัวบันทึกไม่ถูกต้อง',
    en: 'The signature of a checkpoint does not hold',
  },
  'checkpoint-differs': {
    th: 'หัวบันทึกที่ลงนามไว้เป็นคนละค่ากับห่วงโซ่นี้: ประวัติถูกเขียนใหม่',
    en: 'A signed head is not the one of this chain: history was rewritten',
  },
  'checkpoint-outside': {
    th: 'หัวบันทึกที่พยานถืออยู่ (%) ไม่อยู่ในช่วงของชุดข้อมูลนี้',
    en: 'The head a witness holds (%) lies outside this bundle: events are missing, or the bundle is older',
  },
  'no-such-ballot': { th: 'ไม่มีการลงคะแนน %', en: 'There is no vote %' },
  'ballot-twice': { th: 'เปิดการลงคะแนน % ซ้ำ', en: 'Vote % is opened a second time' },
  'ballot-state': {
    th: 'เกิดขึ้นไม่ได้เมื่อการลงคะแนนอยู่ในสถานะ %',
    en: 'This cannot happen while the vote is %',
  },
  'not-entitled': { th: '% ไม่มีสิทธิลงคะแนนครั้งนี้', en: '% was not entitled to vote in it' },
  'not-present': { th: '% ไม่ได้อยู่ในที่ประชุม', en: '% was not present' },
  'electorate-wrong': {
    th: 'ผู้มีสิทธิลงคะแนนไม่ตรงกับผู้ที่อยู่ในที่ประชุม',
    en: 'Those who may vote are not those who were present',
  },
  'choice-unknown': { th: 'ไม่มีตัวเลือก %', en: 'There is no choice %' },
  'voted-twice': {
    th: '% ลงคะแนนซ้ำ ทั้งที่นับคะแนนแรก',
    en: '% votes again where the first vote counts',
  },
  'secret-vote-named': {
    th: 'การลงคะแนนลับมีชื่อผู้ลงคะแนนคู่กับตัวเลือก',
    en: 'A secret vote names a choice',
  },
  'result-wrong': {
    th: 'ผลที่บันทึกไม่ตรงกับการนับใหม่: %',
    en: 'The recorded result is not what the votes give: %',
  },
  'officers-same': {
    th: 'คะแนนด้วยวาจาต้องมีเจ้าหน้าที่สองคนต่างกัน',
    en: 'A vote added orally needs two different officers',
  },
  'seal-wrong': {
    th: 'รากของต้นไม้คะแนนไม่ตรงกับคะแนนเสียง',
    en: 'The seal is not the root over the votes',
  },
  'receipt-unknown': { th: 'ไม่มีใบรับ % ในชุดข้อมูลนี้', en: 'No vote in this bundle has the receipt %' },
  'receipt-broken': {
    th: 'ใบรับไม่ตรงกับหลักฐาน: %',
    en: 'The proof does not lead from the receipt to a signed head: %',
  },
}

/** A reason to say that it does not hold, or cannot be judged, at an event where one can be named. */
class Failure extends Error {
  /**
   * @param {string} code
   * @param {string | number} [detail]
   * @param {number | null} [seq]
   */
  constructor(code, detail = '', seq = null) {
    super(`${code} ${detail}`)
    this.code = code
    this.seq = seq
    const { th, en } = REASONS[code] ?? { th: code, en: code }
    const filled = (/** @type {string} */ text) => text.replace('%', String(detail))
    this.words = { th: filled(th), en: filled(en) }
  }
}

const NOT_JUDGED = new Set(['not-a-bundle', 'too-new', 'no-signatures-here', 'nothing-signed'])

/** The event being read: failures name it. */
let present = 0

/** @param {string} code @param {string | number} [detail] @returns {never} */
function fail(code, detail = '') {
  throw new Failure(code, detail, present === 0 ? null : present)
}

/** @param {unknown} holds @param {string} code @param {string | number} [detail] */
function must(holds, code, detail = '') {
  if (holds !== true) fail(code, detail)
}

// ── SHA-256 (FIPS 180-4) and Merkle trees (RFC 6962) ─────────────────────────────────────────────

const ROUND = new Int32Array(64)
const INITIAL = new Int32Array(8)
{
  // The first 32 bits of the fractional parts of cube and square roots of the first primes.
  const fraction = (/** @type {number} */ root) => ((root - Math.floor(root)) * 2 ** 32) | 0
  for (let n = 2, found = 0; found < 64; n++) {
    let prime = true
    for (let by = 2; by * by <= n; by++) if (n % by === 0) prime = false
    if (!prime) continue
    if (found < 8) INITIAL[found] = fraction(Math.sqrt(n))
    ROUND[found++] = fraction(Math.cbrt(n))
  }
}
const W = new Int32Array(64)

/** @param {Int32Array} list @param {number} at */
const word = (list, at) => /** @type {number} */ (list[at])

/** One block of 64 bytes. @param {Int32Array} state @param {DataView} bytes @param {number} from */
function compress(state, bytes, from) {
  for (let i = 0; i < 16; i++) W[i] = bytes.getInt32(from + i * 4)
  for (let i = 16; i < 64; i++) {
    const x = word(W, i - 15)
    const y = word(W, i - 2)
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
    W[i] = word(W, i - 16) + s0 + word(W, i - 7) + s1
  }
  let a = word(state, 0)
  let b = word(state, 1)
  let c = word(state, 2)
  let d = word(state, 3)
  let e = word(state, 4)
  let f = word(state, 5)
  let g = word(state, 6)
  let h = word(state, 7)
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + word(ROUND, i) + word(W, i)) | 0
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + s0 + ((a & c) ^ (a & d) ^ (c & d))) | 0
  }
  state[0] = word(state, 0) + a
  state[1] = word(state, 1) + b
  state[2] = word(state, 2) + c
  state[3] = word(state, 3) + d
  state[4] = word(state, 4) + e
  state[5] = word(state, 5) + f
  state[6] = word(state, 6) + g
  state[7] = word(state, 7) + h
}

// Made once: a large bundle is hashed some hundred thousand times.
const STATE = new Int32Array(8)
const TAIL = new DataView(new ArrayBuffer(128))
const TAIL_BYTES = new Uint8Array(TAIL.buffer)

/** @param {Uint8Array} bytes @returns {Uint8Array} 32 bytes */
function sha256(bytes) {
  STATE.set(INITIAL)
  const whole = bytes.length - (bytes.length % 64)
  const given = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = 0; at < whole; at += 64) compress(STATE, given, at)
  const rest = bytes.length - whole
  const length = rest < 56 ? 64 : 128
  TAIL_BYTES.fill(0)
  for (let at = 0; at < rest; at++) TAIL.setUint8(at, given.getUint8(whole + at))
  TAIL.setUint8(rest, 0x80)
  TAIL.setUint32(length - 8, Math.floor(bytes.length / 2 ** 29))
  TAIL.setUint32(length - 4, (bytes.length * 8) % 2 ** 32)
  for (let at = 0; at < length; at += 64) compress(STATE, TAIL, at)
  const digest = new Uint8Array(32)
  for (let i = 0; i < 8; i++) {
    const value = word(STATE, i)
    digest[i * 4] = value >>> 24
    digest[i * 4 + 1] = value >>> 16
    digest[i * 4 + 2] = value >>> 8
    digest[i * 4 + 3] = value
  }
  return digest
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
/** @param {Uint8Array} bytes */
const hexOf = (bytes) => {
  let text = ''
  for (const byte of bytes) text += HEX[byte]
  return text
}
/** @param {string} hex */
const fromHex = (hex) =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
/** @param {string} text */
const fromBase64 = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
const encoder = new TextEncoder()
const encode = (/** @type {string} */ text) => encoder.encode(text)
/** @param {Uint8Array[]} parts */
function joined(...parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

/** @param {Fields} entry what a leaf says */
const leafOf = (entry) => sha256(joined(Uint8Array.of(0), encode(canonical(entry))))
/** @param {Uint8Array} left @param {Uint8Array} right */
const nodeOf = (left, right) => sha256(joined(Uint8Array.of(1), left, right))
/** @param {number} size */
const leftSize = (size) => 2 ** Math.floor(Math.log2(size - 1))

/** @param {Uint8Array[]} leaves @returns {Uint8Array} */
function rootOf(leaves) {
  const [first] = leaves
  if (first === undefined) return sha256(new Uint8Array())
  if (leaves.length === 1) return first
  const left = leftSize(leaves.length)
  return nodeOf(rootOf(leaves.slice(0, left)), rootOf(leaves.slice(left)))
}

/** @param {Uint8Array} leaf @param {number} at @param {number} size @param {Uint8Array[]} path @returns {Uint8Array | null} */
function rootByPath(leaf, at, size, path) {
  if (!(at >= 0 && at < size)) return null
  const beside = path.at(-1)
  if (size === 1) return beside === undefined ? leaf : null
  if (beside === undefined) return null
  const left = leftSize(size)
  const below = rootByPath(
    leaf,
    at < left ? at : at - left,
    at < left ? left : size - left,
    path.slice(0, -1),
  )
  if (below === null) return null
  return at < left ? nodeOf(below, beside) : nodeOf(beside, below)
}

/** The first ten digits of a leaf in Crockford's base 32. @param {Uint8Array} leaf */
function codeOf(leaf) {
  const bits = [...leaf.subarray(0, 7)].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const digits = bits.match(/.{5}/g) ?? []
  return digits
    .slice(0, 10)
    .map((five) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.charAt(Number.parseInt(five, 2)))
    .join('')
}

/** As it is printed: people type small letters, hyphens, O for 0 and I or L for 1. @param {string} typed */
const printedCode = (typed) =>
  typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')

// ── Canonical JSON (RFC 8785, whole numbers only) ────────────────────────────────────────────────

/** @param {unknown} value @returns {string} */
function canonical(value) {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    must(Number.isSafeInteger(value), 'not-canonical')
    return String(value)
  }
  if (typeof value !== 'object' || value === null) return String(value)
  if (isList(value)) return `[${value.map(canonical).join()}]`
  const object = /** @type {Fields} */ (value)
  let out = ''
  for (const key of Object.keys(object).sort())
    out += `${out === '' ? '{' : ','}${JSON.stringify(key)}:${canonical(object[key])}`
  return out === '' ? '{}' : `${out}}`
}

/** @param {unknown} value @returns {value is readonly unknown[]} */
const isList = (value) => Array.isArray(value)
/** @param {unknown} value @returns {value is Fields} */
const isFields = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)

/** @param {string} text @returns {unknown} */
const parse = (text) => /** @type {unknown} */ (JSON.parse(text))
/** @param {unknown} value @param {string} name @returns {Fields} */
const fields = (value, name) => (isFields(value) ? value : fail('event-malformed', name))
/** @param {Fields} of @param {string} name */
const text = (of, name) => {
  const value = of[name]
  return typeof value === 'string' ? value : fail('event-malformed', name)
}
/** @param {Fields} of @param {string} name */
const whole = (of, name) => {
  const value = of[name]
  return typeof value === 'number' ? value : fail('event-malformed', name)
}
/** @param {Fields} of @param {string} name */
const list = (of, name) => {
  const value = of[name] ?? null
  return isList(value) ? value : fail('event-malformed', name)
}
/** @param {Fields} of @param {string} name */
const texts = (of, name) =>
  list(of, name).map((value) => (typeof value === 'string' ? value : fail('event-malformed', name)))
/** @param {Fields} of @param {string} name */
const objects = (of, name) => list(of, name).map((value) => fields(value, name))
/** @param {unknown} a @param {unknown} b */
const same = (a, b) => a !== undefined && canonical(a) === canonical(b)

// ── The chamber, as far as votes need it ─────────────────────────────────────────────────────────

class Chamber {
  known = false
  /** @type {Map<string, { counts: boolean, group: string | null, tags: Set<string> }>} in the chamber's order */
  members = new Map()
  /** @type {Fields[]} */
  groups = []
  /** @type {Fields[]} */
  splits = []
  remoteVoting = false
  /** @type {Map<string, string>} who is here → 'seat' or 'remote' */
  here = new Map()
  /** @type {Map<string, Ballot>} */
  ballots = new Map()

  /** @param {Fields} chamber */
  configure(chamber) {
    this.known = true
    this.groups = objects(chamber, 'groups')
    this.splits = chamber['splits'] === undefined ? [] : objects(chamber, 'splits')
    this.remoteVoting = fields(chamber['policy'], 'policy')['remoteVoting'] === true
    const groups = new Map(this.groups.map((group) => [text(group, 'id'), group]))
    this.members = new Map(
      objects(chamber, 'members').map((member) => {
        const own = text(member, 'class')
        const id = typeof member['group'] === 'string' ? member['group'] : null
        const group = groups.get(id ?? '')
        const tags = group === undefined || group['tags'] === undefined ? [] : texts(group, 'tags')
        if (group !== undefined) tags.push(text(group, 'side'))
        return [
          text(member, 'id'),
          { counts: own === 'member', group: id, tags: new Set([...tags, own]) },
        ]
      }),
    )
  }

  /** Whether this member counts towards a quorum now. @param {string} member */
  counts(member) {
    const place = this.here.get(member)
    if (place === undefined || this.members.get(member)?.counts !== true) return false
    return place === 'seat' || this.remoteVoting
  }

  /** @param {string} tag */
  under(tag) {
    return [...this.members].flatMap(([id, { counts, tags }]) =>
      counts && tags.has(tag) ? [id] : [],
    )
  }

  present() {
    return [...this.here.keys()].filter((member) => this.counts(member)).length
  }

  existing() {
    return [...this.members.values()].filter(({ counts }) => counts).length
  }
}

// ── What a rule makes of votes (RULES: votes · den CMP num · base, in whole numbers) ──────────────

/** @param {Fields} rule as events of version 1 have it, or as today @returns {Fields} as today */
function todaysRule(rule) {
  if (rule['decides'] !== undefined) return rule
  const { base, compare, threshold, tie, quorum } = rule
  const decides = {
    by: 'threshold',
    base: base ?? null,
    compare: compare ?? null,
    threshold: threshold ?? null,
    tie: tie ?? null,
  }
  return {
    ...rule,
    method: 'machine',
    decides,
    also: [],
    quorum: { part: quorum ?? null, atClose: 'cast' },
    electorate: 'frozen',
  }
}

/** What the measure is taken of. @param {Fields} measure @param {Tally} tally */
function baseOf(measure, { yes, no, cast, present: here, existing }) {
  const base = text(measure, 'base')
  if (base === 'yes+no') return yes + no
  return base === 'cast' ? cast : base === 'present' ? here : existing
}

/** @param {Fields} measure @param {number} votes @param {Tally} tally */
function reaches(measure, votes, tally) {
  const { num, den } = fraction(measure, 'threshold')
  const [left, right] = [votes * den, num * baseOf(measure, tally)]
  return text(measure, 'compare') === '>' ? left > right : left >= right
}

/** The least number of votes that reaches the measure. @param {Fields} measure @param {Tally} tally */
function leastOf(measure, tally) {
  const { num, den } = fraction(measure, 'threshold')
  return needed(baseOf(measure, tally), num, den, text(measure, 'compare') === '>')
}

/** The number the votes are shown against: the votes against, or the least that reaches. @param {Fields} measure @param {Tally} tally */
function shownAgainst(measure, tally) {
  const { num, den } = fraction(measure, 'threshold')
  if (text(measure, 'base') === 'yes+no' && num * 2 === den) return tally.no
  return leastOf(measure, tally)
}

/** ⌈base · num/den⌉, or ⌊base · num/den⌋ + 1 where it must be more. @param {number} base @param {number} num @param {number} den @param {boolean} more */
function needed(base, num, den, more) {
  const rest = (base * num) % den
  const floor = (base * num - rest) / den
  return more || rest > 0 ? floor + 1 : floor
}

/** @param {Fields} of @param {string} name */
function fraction(of, name) {
  const part = fields(of[name], name)
  return { num: whole(part, 'num'), den: whole(part, 'den') }
}

/** @param {Fields} rule @param {Tally} tally */
function quorate(rule, tally) {
  const quorum = fields(rule['quorum'], 'quorum')
  const { num, den } = fraction(quorum, 'part')
  return (
    (text(quorum, 'atClose') === 'present' ? tally.present : tally.cast) * den >=
    tally.existing * num
  )
}

/**
 * @param {Ballot} ballot @param {Tally} tally @param {Map<string, number>} counts @param {boolean[]} also
 * @returns {{ outcome: string, holds: boolean, leading: string[], votes: number, against: number | null }}
 */
function decide(ballot, tally, counts, also) {
  const decides = fields(ballot.rule['decides'], 'decides')
  const decided =
    text(decides, 'by') === 'threshold'
      ? byThreshold(decides, tally, also)
      : byPersons(ballot, decides, tally, counts)
  return quorate(ballot.rule, tally) ? decided : { ...decided, outcome: 'inquorate' }
}

/** @param {Fields} decides @param {Tally} tally @param {boolean[]} also */
function byThreshold(decides, tally, also) {
  const { yes, no } = tally
  const holds = reaches(decides, yes, tally)
  const tie = text(decides, 'tie')
  const carried = () => {
    if (yes + no === 0) return 'no-decision'
    if (also.includes(false)) return 'not-carried'
    if (holds) return 'carried'
    if (yes !== no || tie === 'not-carried') return 'not-carried'
    return tie === 'casting-vote' ? 'tie' : 'referred'
  }
  /** @type {string[]} */
  const leading = []
  return { outcome: carried(), holds, leading, votes: yes, against: shownAgainst(decides, tally) }
}

/** @param {Ballot} ballot @param {Fields} decides @param {Tally} tally @param {Map<string, number>} counts */
function byPersons(ballot, decides, tally, counts) {
  const ranked = ballot.choices
    .filter((choice) => choice.counts === 'person' && (counts.get(choice.id) ?? 0) > 0)
    .map(({ id }) => ({ id, votes: counts.get(id) ?? 0 }))
    .sort((one, other) => other.votes - one.votes)
  const votes = ranked[0]?.votes ?? 0
  const ids = (/** @type {number} */ least) =>
    ranked.filter((one) => one.votes >= least).map(({ id }) => id)
  const first = ids(votes)
  if (votes === 0)
    return { outcome: 'no-decision', holds: false, leading: [], votes, against: null }
  const alone = first.length === 1
  if (text(decides, 'by') === 'plurality' || ballot.runOff) {
    const again = !ballot.runOff && decides['tie'] === 'run-off'
    return {
      outcome: alone ? 'elected' : again ? 'run-off' : 'referred',
      holds: alone,
      leading: first,
      votes,
      against: null,
    }
  }
  if (!alone) return { outcome: 'run-off', holds: false, leading: first, votes, against: null }
  const given = ranked.reduce((sum, one) => sum + one.votes, 0)
  const holds = reaches(decides, votes, { ...tally, yes: votes, no: given - votes })
  if (holds) return { outcome: 'elected', holds, leading: first, votes, against: null }
  const second = ranked[1]
  return second === undefined
    ? { outcome: 'referred', holds, leading: first, votes, against: null }
    : { outcome: 'run-off', holds, leading: ids(second.votes), votes, against: null }
}

/**
 * Whether a line such as `429 ≥ 247 = ⌈494 × 1/2⌉` is true as it stands and says these numbers.
 * @param {string} line @param {number} votes @param {number | null} against null: any
 */
function isTrueSum(line, votes, against) {
  if (line === '0') return votes === 0
  const sum =
    /^(\d+) ([=<>≥≤]) (\d+)(?: = (?:⌈(\d+) × (\d+)\/(\d+)⌉|⌊(\d+) × (\d+)\/(\d+)⌋ \+ 1))?$/.exec(
      line,
    )
  if (sum === null || Number(sum[1]) !== votes) return false
  const right = Number(sum[3])
  if (against !== null && right !== against) return false
  const more = sum[7] !== undefined
  const [base, num, den] = (more ? sum.slice(7, 10) : sum.slice(4, 7)).map(Number)
  if (base && num !== undefined && den && right !== needed(base, num, den, more)) return false
  const signs = {
    '=': votes === right,
    '<': votes < right,
    '>': votes > right,
    '≥': votes >= right,
    '≤': votes <= right,
  }
  return Object.entries(signs).some(([sign, holds]) => sign === sum[2] && holds)
}

/** @param {Ballot} ballot @param {Iterable<string>} chosen */
function countsOf(ballot, chosen) {
  const counts = new Map(ballot.choices.map(({ id }) => [id, 0]))
  for (const choice of chosen) counts.set(choice, (counts.get(choice) ?? 0) + 1)
  return counts
}

/** @param {Ballot} ballot @param {Map<string, number>} counts @param {string} counting */
const votesFor = (ballot, counts, counting) =>
  ballot.choices.reduce(
    (sum, { id, counts: as }) => (as === counting ? sum + (counts.get(id) ?? 0) : sum),
    0,
  )

/** @param {Map<string, number>} counts */
const countList = (counts) => [...counts].map(([choice, count]) => ({ choice, count }))

/**
 * Counts anew and compares. `then`: how many were present at the close, for a result that was changed
 * after it; who was present and silent then is not looked at again.
 * @param {Chamber} chamber @param {Ballot} ballot @param {Fields} result @param {{ present?: number }} given
 */
function checkResult(chamber, ballot, result, { present: then }) {
  const wrong = (/** @type {unknown} */ holds, /** @type {string} */ what) =>
    must(holds, 'result-wrong', what)
  const secret = ballot.rule['method'] === 'secret'
  const chosen = [...ballot.votes].map(([member, { choice }]) => ({ member, choice }))
  const cast = secret ? ballot.voters.size : chosen.length
  const tally = {
    yes: 0,
    no: 0,
    cast,
    present: then ?? chamber.present(),
    existing: ballot.existing,
  }
  wrong(whole(result, 'cast') === cast, 'cast')
  wrong(whole(result, 'existing') === tally.existing, 'existing')
  if (chamber.known) wrong(whole(result, 'present') === tally.present, 'present')
  const also = secret ? [] : checkAlso(chamber, ballot, result, then === undefined)
  /** @param {Map<string, number>} counts */
  const outcome = (counts) => {
    tally.yes = votesFor(ballot, counts, 'yes')
    tally.no = votesFor(ballot, counts, 'no')
    return decide(ballot, tally, counts, also)
  }
  const choices = chosen.map(({ choice }) => choice)
  let counts = secret ? secretCounts(ballot, result) : countsOf(ballot, choices)
  let decided = outcome(counts)
  // The chair's additional vote counts for a choice, and is nobody's part of the turnout.
  if (decided.outcome === 'tie' && ballot.casting !== '') {
    counts = countsOf(ballot, [...choices, ballot.casting])
    decided = outcome(counts)
  }
  wrong(same(result['counts'], countList(counts)), 'counts')
  wrong(result['outcome'] === decided.outcome, `outcome: ${decided.outcome}`)
  checkSum(result, 'decision', decided.holds, decided.votes, decided.against)
  const part = fields(ballot.rule['quorum'], 'quorum')
  const { num, den } = fraction(part, 'part')
  const least = needed(tally.existing, num, den, false)
  checkSum(
    result,
    'quorum',
    quorate(ballot.rule, tally),
    part['atClose'] === 'present' ? tally.present : cast,
    least,
  )
  if (result['leading'] !== undefined) wrong(same(result['leading'], decided.leading), 'leading')
  if (!chamber.known) return
  if (!secret && result['splits'] !== undefined) checkSplits(chamber, ballot, result, chosen)
  if (then !== undefined) return
  const voted = (/** @type {string} */ member) =>
    secret ? ballot.voters.has(member) : ballot.votes.has(member)
  const asked =
    ballot.rule['electorate'] === 'present-now' ? [...chamber.members.keys()] : ballot.electorate
  wrong(
    same(
      result['silent'],
      asked.filter((member) => !voted(member) && chamber.counts(member)),
    ),
    'silent',
  )
}

/** The totals of a secret vote, which nobody can count anew: as many as voted, with those that were no vote. @param {Ballot} ballot @param {Fields} result */
function secretCounts(ballot, result) {
  const counts = new Map(
    objects(result, 'counts').map((entry) => [text(entry, 'choice'), whole(entry, 'count')]),
  )
  const all = [...counts.values()]
  const spoiled = all.reduce((left, count) => left - count, ballot.voters.size)
  const right =
    same(
      [...counts.keys()],
      ballot.choices.map(({ id }) => id),
    ) &&
    all.every((count) => count >= 0) &&
    spoiled >= 0
  must(right, 'result-wrong', 'counts')
  const said =
    spoiled > 0 && objects(result, 'sanity').some(({ code }) => code === 'spoiled-ballots')
  must(spoiled === 0 || said, 'result-wrong', 'spoiled')
  return counts
}

/**
 * The conditions beside the decision. Who was present at the close is not known later: a condition of
 * that base keeps what was found then.
 * @param {Chamber} chamber @param {Ballot} ballot @param {Fields} result @param {boolean} atClose
 */
function checkAlso(chamber, ballot, result, atClose) {
  const rules = objects(ballot.rule, 'also')
  const shown = result['also'] === undefined ? [] : objects(result, 'also')
  const ids = (/** @type {Fields[]} */ of) => of.map(({ id }) => id ?? null)
  must(same(ids(shown), ids(rules)), 'result-wrong', 'also')
  return rules.map((rule, at) => {
    const condition = fields(shown[at], 'also')
    if (!chamber.known || (!atClose && rule['base'] === 'present'))
      return fields(condition['arithmetic'], 'also')['holds'] === true
    const among = chamber.under(text(rule, 'of'))
    const own = among.flatMap((member) => ballot.votes.get(member)?.choice ?? [])
    const counts = countsOf(ballot, own)
    const tally = {
      yes: votesFor(ballot, counts, 'yes'),
      no: votesFor(ballot, counts, 'no'),
      cast: own.length,
      present: among.filter((member) => chamber.counts(member)).length,
      existing: among.length,
    }
    const holds = reaches(rule, tally.yes, tally)
    checkSum(condition, 'arithmetic', holds, tally.yes, leastOf(rule, tally))
    return holds
  })
}

/** @param {Fields} of @param {string} name @param {boolean} holds @param {number} votes @param {number | null} against */
function checkSum(of, name, holds, votes, against) {
  const sum = fields(of[name], name)
  must(
    sum['holds'] === holds && isTrueSum(text(sum, 'formula'), votes, against),
    'result-wrong',
    name,
  )
}

/** @param {Chamber} chamber @param {Ballot} ballot @param {Fields} result @param {{ member: string, choice: string }[]} chosen */
function checkSplits(chamber, ballot, result, chosen) {
  const expected = chamber.splits.map((split) => {
    const tags = objects(split, 'parts').map((part) => text(part, 'tag'))
    const partOf = (/** @type {string} */ member) =>
      tags.find((tag) => chamber.members.get(member)?.tags.has(tag))
    return { id: text(split, 'id'), parts: partsOf(ballot, chosen, tags, partOf) }
  })
  const groups = chamber.groups.map((group) => text(group, 'id'))
  if (groups.length > 0)
    expected.push({
      id: 'group',
      parts: partsOf(
        ballot,
        chosen,
        groups,
        (member) => chamber.members.get(member)?.group ?? undefined,
      ),
    })
  const shown = objects(result, 'splits').map((split) => ({
    id: text(split, 'id'),
    parts: objects(split, 'parts').map((part) => ({
      tag: text(part, 'tag'),
      counts: list(part, 'counts'),
    })),
  }))
  must(same(shown, expected), 'result-wrong', 'splits')
}

/** @param {Ballot} ballot @param {{ member: string, choice: string }[]} chosen @param {string[]} tags @param {(member: string) => string | undefined} partOf */
function partsOf(ballot, chosen, tags, partOf) {
  const part = (/** @type {string | undefined} */ tag) =>
    chosen.filter(({ member }) => partOf(member) === tag).map(({ choice }) => choice)
  const rows = tags.map((tag) => ({ tag, counts: countList(countsOf(ballot, part(tag))) }))
  const others = part(undefined)
  return others.length === 0
    ? rows
    : [...rows, { tag: 'others', counts: countList(countsOf(ballot, others)) }]
}

// ── What each event may do ───────────────────────────────────────────────────────────────────────

/** Versions of the events whose meaning is checked; others are proven by the chain alone. @type {Readonly<Record<string, number>>} */
const VERSIONS = {
  ChamberConfigured: 9,
  SittingScheduled: 1,
  SittingClosed: 1,
  MemberSignedIn: 9,
  MemberLeft: 9,
  BallotOpened: 9,
  VoteCast: 9,
  SecretVoteCast: 9,
  BallotHeld: 9,
  BallotResumed: 9,
  BallotClosing: 9,
  BallotClosed: 9,
  ResultDeclared: 9,
  BallotVoided: 9,
  CastingVoteGiven: 9,
  OralVoteAdded: 9,
  ResultCorrected: 9,
  BallotSealed: 1,
  SigningKeyChanged: 1,
}

class Votes {
  chamber = new Chamber()
  /** @type {Key[]} in the order in which they took over */
  keys = []
  trusted = ''
  /** @type {Set<string>} */
  sittings = new Set()
  /** The receipt somebody asks for, and what it is of. */
  code = ''
  /** @type {{ ballot: string, member: string, choice: string, event: number, counts: boolean } | null} */
  receipt = null
  ballots = 0
  votes = 0
  results = 0
  seals = 0
  corrections = 0

  /** @param {Event} event @param {string} hash */
  read({ type, data, seq }, hash) {
    switch (type) {
      case 'ChamberConfigured':
        return this.chamber.configure(fields(data['chamber'], 'chamber'))
      case 'SittingScheduled':
        this.sittings.add(text(data, 'sitting'))
        return this.chamber.here.clear()
      case 'SittingClosed':
        return this.chamber.here.clear()
      case 'MemberSignedIn':
        return void this.chamber.here.set(
          text(data, 'member'),
          text(fields(data['place'], 'place'), 'kind'),
        )
      case 'MemberLeft':
        return void this.chamber.here.delete(text(data, 'member'))
      case 'SigningKeyChanged':
        return void this.keys.push({ name: text(data, 'name'), key: text(data, 'key'), seq })
      case 'BallotOpened':
        return this.open(data)
      default:
        if (VERSIONS[type] !== undefined) this.change(type, data, seq, hash)
    }
  }

  /** @param {Fields} data */
  open(data) {
    const [id, rule] = [text(data, 'ballot'), todaysRule(fields(data['rule'], 'rule'))]
    must(!this.chamber.ballots.has(id), 'ballot-twice', id)
    for (const { id: other, state } of this.chamber.ballots.values())
      must(!['open', 'held', 'closing'].includes(state), 'ballot-state', `${other}: ${state}`)
    const electorate = texts(data, 'electorate')
    const existing = whole(data, 'existing')
    const origin = isFields(data['origin']) ? data['origin'] : {}
    const failed =
      origin['kind'] === 'takeover' ? this.chamber.ballots.get(text(origin, 'of')) : undefined
    // Whoever could vote by the machine that failed may vote by the roll call that takes over.
    const voters =
      failed?.electorate ??
      [...this.chamber.members.keys()].filter((member) => this.chamber.counts(member))
    if (this.chamber.known) {
      must(same(electorate, voters), 'electorate-wrong')
      must(existing === (failed?.existing ?? this.chamber.existing()), 'result-wrong', 'existing')
    }
    this.ballots += 1
    this.chamber.ballots.set(id, {
      ...{ id, rule, electorate, existing, entitled: new Set(electorate), state: 'open' },
      choices: objects(rule, 'choices').map((choice) => ({
        id: text(choice, 'id'),
        counts: text(choice, 'counts'),
      })),
      ...{ votes: new Map(), voters: new Set(), result: null, sealed: false },
      runOff: origin['kind'] === 'run-off',
      casting: '',
    })
  }

  /** @param {string} type @param {Fields} data @param {number} seq @param {string} hash */
  change(type, data, seq, hash) {
    const ballot =
      this.chamber.ballots.get(text(data, 'ballot')) ?? fail('no-such-ballot', text(data, 'ballot'))
    const during = (/** @type {string[]} */ ...states) =>
      must(states.includes(ballot.state), 'ballot-state', ballot.state)
    switch (type) {
      case 'VoteCast':
        during('open', 'closing')
        return this.vote(ballot, data, seq, hash)
      case 'SecretVoteCast':
        during('open', 'closing')
        must(ballot.rule['method'] === 'secret', 'ballot-state', 'open')
        return void ballot.voters.add(this.voter(ballot, text(data, 'member')))
      case 'BallotHeld':
        during('open')
        return void (ballot.state = 'held')
      case 'BallotResumed':
        during('held')
        return void (ballot.state = 'open')
      case 'BallotClosing':
        during('open')
        return void (ballot.state = 'closing')
      case 'BallotClosed':
        during('open', 'closing')
        ballot.state = 'closed'
        return this.result(ballot, data, {})
      case 'CastingVoteGiven':
        during('closed', 'declared')
        must(ballot.result?.['outcome'] === 'tie', 'result-wrong', 'outcome')
        ballot.casting = text(data, 'choice')
        return this.result(ballot, data, this.then(ballot))
      case 'OralVoteAdded':
        during('open', 'closing', 'closed')
        this.oral(ballot, data, seq, hash)
        return ballot.result === null ? undefined : this.result(ballot, data, this.then(ballot))
      case 'ResultCorrected':
        during('declared')
        this.corrections += 1
        this.oral(ballot, data, seq, hash)
        return this.result(ballot, data, this.then(ballot))
      case 'ResultDeclared':
        during('closed')
        return void (ballot.state = 'declared')
      case 'BallotVoided':
        must(ballot.state !== 'voided', 'ballot-state', ballot.state)
        return void (ballot.state = 'voided')
      default:
        return this.seal(ballot, data)
    }
  }

  /** Who is present when a result is changed is no part of it: it stays as at the close. @param {Ballot} ballot */
  then(ballot) {
    return ballot.result === null ? {} : { present: whole(ballot.result, 'present') }
  }

  /** @param {Ballot} ballot @param {Fields} data @param {{ present?: number }} given */
  result(ballot, data, given) {
    const result = fields(data['result'], 'result')
    checkResult(this.chamber, ballot, result, given)
    ballot.result = result
    this.results += 1
  }

  /** @param {Ballot} ballot @param {string} member */
  voter(ballot, member) {
    const { rule, entitled } = ballot
    if (rule['electorate'] !== 'present-now') must(entitled.has(member), 'not-entitled', member)
    else if (this.chamber.known) must(this.chamber.counts(member), 'not-entitled', member)
    return member
  }

  /** @param {Ballot} ballot @param {Fields} data @param {number} seq @param {string} hash */
  vote(ballot, data, seq, hash) {
    const member = this.voter(ballot, text(data, 'member'))
    if (this.chamber.known) must(this.chamber.here.has(member), 'not-present', member)
    if (ballot.rule['revision'] === 'first-counts')
      must(!ballot.votes.has(member), 'voted-twice', member)
    this.count(ballot, member, text(data, 'choice'), seq, hash)
  }

  /** @param {Ballot} ballot @param {string} member @param {string} choice @param {number} seq @param {string} hash */
  count(ballot, member, choice, seq, hash) {
    must(ballot.rule['method'] !== 'secret', 'secret-vote-named')
    must(
      ballot.choices.some(({ id }) => id === choice),
      'choice-unknown',
      choice,
    )
    ballot.votes.set(member, { choice, event: hash })
    ballot.sealed = false
    this.votes += 1
    if (this.code !== '') this.look(ballot.id, member, choice, hash, seq)
  }

  /** Any existing member whose console failed, once. @param {Ballot} ballot @param {Fields} data @param {number} seq @param {string} hash */
  oral(ballot, data, seq, hash) {
    const [one, other] = texts(data, 'officers')
    must(one !== undefined && other !== undefined && one !== other, 'officers-same')
    const member = text(data, 'member')
    if (this.chamber.known) must(this.chamber.members.get(member)?.counts, 'not-entitled', member)
    must(!ballot.votes.has(member), 'voted-twice', member)
    this.count(ballot, member, text(data, 'choice'), seq, hash)
  }

  /** @param {string} ballot @param {string} member @param {string} choice @param {string} hash @param {number} seq */
  look(ballot, member, choice, hash, seq) {
    const found = codeOf(leafOf({ ballot, member, choice, event: hash })) === this.code
    if (found) this.receipt = { ballot, member, choice, event: seq, counts: true }
    else if (this.receipt?.ballot === ballot && this.receipt.member === member)
      this.receipt.counts = false
  }

  /** @param {Ballot} ballot @param {Fields} data */
  seal(ballot, data) {
    must(ballot.result !== null, 'ballot-state', ballot.state)
    must(ballot.rule['method'] !== 'secret', 'secret-vote-named')
    const place = new Map(ballot.electorate.map((member, at) => [member, at]))
    const last = place.size
    const votes = [...ballot.votes].sort(
      ([a], [b]) => (place.get(a) ?? last) - (place.get(b) ?? last),
    )
    const leaves = votes.map(([member, { choice, event }]) =>
      leafOf({ ballot: ballot.id, member, choice, event }),
    )
    must(
      whole(data, 'size') === leaves.length && text(data, 'root') === hexOf(rootOf(leaves)),
      'seal-wrong',
    )
    ballot.sealed = true
    this.seals += 1
  }
}

// ── Signed heads (C2SP signed notes) ─────────────────────────────────────────────────────────────

/** `name+id+base64`, as keys are published. @param {{ name: string, key: string }} of */
export function publishedKey({ name, key }) {
  const bytes = joined(Uint8Array.of(1), fromBase64(key))
  const id = hexOf(sha256(joined(encode(`${name}\n`), bytes)).subarray(0, 4))
  return `${name}+${id}+${btoa(String.fromCharCode(...bytes))}`
}

/** Whether this key signed this note. @param {string} note @param {{ name: string, key: string }} key @returns {Promise<boolean>} */
async function signedBy(note, key) {
  const end = note.indexOf('\n\n')
  const line = /^— (\S+) ([A-Za-z0-9+/]+=*)\n$/.exec(note.slice(end + 2))
  if (end === -1 || line === null || line[1] !== key.name || line[2] === undefined) return false
  const bytes = fromBase64(line[2])
  const id = publishedKey(key).slice(key.name.length + 1, key.name.length + 9)
  if (bytes.length !== 68 || hexOf(bytes.subarray(0, 4)) !== id) return false
  if (btoa(String.fromCharCode(...bytes)) !== line[2]) return false
  try {
    const publicKey = await crypto.subtle.importKey('raw', fromBase64(key.key), 'Ed25519', false, [
      'verify',
    ])
    return await crypto.subtle.verify(
      'Ed25519',
      publicKey,
      bytes.slice(4),
      encode(note.slice(0, end + 1)),
    )
  } catch {
    throw new Failure('no-signatures-here')
  }
}

/** @param {string} note @returns {{ seq: number, hash: string }} */
function headOf(note) {
  const lines = /^\S+\n([1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n\n— \S+ \S+\n$/.exec(note)
  if (lines === null) throw new Failure('checkpoint-malformed')
  return { seq: Number(lines[1]), hash: hexOf(fromBase64(lines[2] ?? '')) }
}

/** Each key vouches for the next; one that nobody vouches for counts only if it was given. @param {Votes} votes @param {(string | null)[]} certificates */
async function checkKeys({ keys, trusted }, certificates) {
  for (const [at, next] of keys.entries()) {
    const [before, certificate] = [keys[at - 1], certificates[at] ?? null]
    if (before === undefined) continue
    const text = `${before.name}\nnext key\n${next.key}\n\n`
    const vouched =
      certificate !== null && certificate.startsWith(text) && (await signedBy(certificate, before))
    if (!vouched && publishedKey(next) !== trusted)
      throw new Failure('key-not-certified', '', next.seq)
  }
  if (trusted !== '' && !keys.some((key) => publishedKey(key) === trusted))
    throw new Failure('key-unknown')
}

/** Signed by a key that had not been replaced by then. @param {string} note @param {Key[]} keys */
async function checkSignature(note, keys) {
  const { seq } = headOf(note)
  for (const [at, key] of keys.entries())
    if ((keys[at + 1]?.seq ?? Infinity) > seq && (await signedBy(note, key))) return
  throw new Failure('signature-wrong', '', seq)
}

// ── The bundle ───────────────────────────────────────────────────────────────────────────────────

const BODY = encode('{"body":')
const HASH = ',"hash":"'
const HASH_DIGITS = 64
const GENESIS = '0'.repeat(HASH_DIGITS)
/** A page stays alive: after so many lines it may draw. */
const BREATH = 5000

/**
 * @typedef {object} Asked
 * @property {string} [receipt] code on a receipt
 * @property {string[]} [checkpoints] notes a witness kept; each may hold several
 * @property {string} [key] the chamber's key as it was published
 * @property {(done: number) => void} [onProgress] from 0 to 1
 *
 * @typedef {object} Verdict
 * @property {'holds' | 'fails' | 'unjudged'} verdict
 * @property {string} code empty where it holds
 * @property {number | null} seq the first event that does not hold
 * @property {Words} words
 * @property {Words[]} facts what was found to hold
 * @property {Words | null} receipt
 */

/** @param {Uint8Array} bytes a bundle @param {Asked} [asked] @returns {Promise<Verdict>} */
export async function verifyBundle(bytes, asked = {}) {
  const reader = new Bundle(bytes, asked)
  try {
    await reader.read()
    return reader.verdict()
  } catch (error) {
    const failure =
      error instanceof Failure ? error : new Failure('not-a-bundle', String(error), present || null)
    const { code, seq, words } = failure
    return {
      verdict: NOT_JUDGED.has(code) ? 'unjudged' : 'fails',
      code,
      seq,
      words,
      facts: [],
      receipt: null,
    }
  }
}

class Bundle {
  votes = new Votes()
  /** @type {string[]} hash of each event, the first at 0 */
  hashes = []
  /** @type {string[]} */
  checkpoints = []
  /** @type {(string | null)[]} */
  certificates = []
  /** @type {Map<string, number>} types this program does not know */
  unknown = new Map()
  first = 1
  previous = GENESIS
  batches = 0
  lastBatch = 0
  lastAt = 0
  witnessed = 0
  signedTo = 0
  #scratch = new Uint8Array(4096)

  /** @param {Uint8Array} bytes @param {Asked} asked */
  constructor(bytes, asked) {
    this.bytes = bytes
    this.asked = asked
    this.votes.trusted = asked.key ?? ''
    this.votes.code = printedCode(asked.receipt ?? '')
    /** @type {Fields} */
    this.header = {}
    this.decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  }

  async read() {
    present = 0
    const { bytes } = this
    for (let from = 0, number = 1; from < bytes.length; number++) {
      const end = bytes.indexOf(10, from)
      if (end === -1) throw new Failure('line-broken', number)
      this.line(bytes.subarray(from, end), number)
      from = end + 1
      if (number % BREATH !== 0) continue
      this.asked.onProgress?.(from / bytes.length)
      await new Promise((resolve) => setTimeout(resolve))
    }
    present = 0
    this.checkCounts()
    await checkKeys(this.votes, this.certificates)
    await this.checkCheckpoints()
    if (this.votes.code !== '' && this.votes.receipt === null)
      throw new Failure('receipt-unknown', this.votes.code)
  }

  /** @param {Uint8Array} line @param {number} number */
  line(line, number) {
    if (number === 1) return this.begin(line)
    if (BODY.every((byte, at) => line[at] === byte)) return this.event(line)
    const text = this.textOf(line, 'line-broken', number)
    const said = fields(parsed(text, 'line-broken', number), 'line')
    if (canonical(said) !== text) throw new Failure('line-broken', number)
    if (isFields(said['batch'])) return this.batch(said['batch'])
    const known = Object.keys(said).join()
    if (known === 'checkpoint') return void this.checkpoints.push(noteIn(said))
    if (known !== 'key,seq' || this.hashes.length > 0) throw new Failure('line-broken', number)
    this.addKey(fields(said['key'], 'key'), whole(said, 'seq'))
  }

  /** @param {Uint8Array} line */
  begin(line) {
    const text = this.textOf(line, 'not-a-bundle', 1)
    const header = fields(parsed(text, 'not-a-bundle', 1), 'bundle')
    const format = header['bundle']
    if (typeof format !== 'string' || !format.startsWith('sapha/'))
      throw new Failure('not-a-bundle', 'sapha/1')
    if (format !== 'sapha/1') throw new Failure('too-new', format)
    const names = 'batches,bundle,checkpoints,events,first,head,keys,previous,sitting'
    must(canonical(header) === text && Object.keys(header).join() === names, 'line-broken', 1)
    this.header = header
    this.first = whole(header, 'first')
    this.previous = textOf64(header['previous'])
    must(this.first > 1 || this.previous === GENESIS, 'chain-broken')
  }

  /** @param {Uint8Array} line */
  event(line) {
    present = this.first + this.hashes.length
    const bodyEnd = line.length - HASH.length - HASH_DIGITS - 2
    const tail = this.textOf(line.subarray(Math.max(0, bodyEnd)), 'not-canonical', '')
    must(tail.startsWith(HASH) && tail.endsWith('"}'), 'line-broken', present)
    const body = line.subarray(BODY.length, bodyEnd)
    const hash = this.linkTo(body)
    must(hash === tail.slice(HASH.length, -2), 'chain-broken')
    const written = this.textOf(body, 'not-canonical', '')
    const value = fields(parsed(written, 'not-canonical', ''), 'event')
    must(canonical(value) === written, 'not-canonical')
    must(
      Object.keys(value).join() === 'at,cause,data,seq,type,version',
      'event-malformed',
      'fields',
    )
    const event = {
      at: whole(value, 'at'),
      cause: fields(value['cause'], 'cause'),
      data: fields(value['data'], 'data'),
      seq: whole(value, 'seq'),
      type: text(value, 'type'),
      version: whole(value, 'version'),
    }
    must(event.seq === present, 'out-of-order', event.seq)
    this.previous = hash
    this.hashes.push(hash)
    this.lastAt = event.at
    const newest = VERSIONS[event.type]
    if (newest !== undefined && event.version > newest)
      throw new Failure('too-new', `${event.type} ${event.version}`, present)
    if (event.type === 'SigningKeyChanged') this.certificates.push(certificateIn(event.data))
    if (newest === undefined) this.unknown.set(event.type, (this.unknown.get(event.type) ?? 0) + 1)
    else this.votes.read(event, hash)
  }

  /** @param {Uint8Array} body */
  linkTo(body) {
    const length = HASH_DIGITS + body.length
    if (this.#scratch.length < length) this.#scratch = new Uint8Array(length * 2)
    for (let at = 0; at < HASH_DIGITS; at++) this.#scratch[at] = this.previous.charCodeAt(at)
    this.#scratch.set(body, HASH_DIGITS)
    return hexOf(sha256(this.#scratch.subarray(0, length)))
  }

  /** @param {Fields} batch */
  batch(batch) {
    const last = this.first + this.hashes.length - 1
    const { at, hash, last: named } = batch
    must(
      Object.keys(batch).join() === 'at,hash,last' &&
        named === last &&
        hash === this.previous &&
        at === this.lastAt &&
        last > this.lastBatch,
      'batch-wrong',
    )
    this.lastBatch = last
    this.batches += 1
  }

  /** @param {Fields} key @param {number} seq */
  addKey(key, seq) {
    must(seq < this.first, 'line-broken', 2)
    this.votes.keys.push({ name: text(key, 'name'), key: text(key, 'key'), seq })
    this.certificates.push(certificateIn(key))
  }

  checkCounts() {
    if (Object.keys(this.header).length === 0) throw new Failure('not-a-bundle', 'empty')
    const { sitting } = this.header
    must(
      sitting === null
        ? this.first === 1
        : typeof sitting === 'string' && this.votes.sittings.has(sitting),
      'count-wrong',
      'sittings',
    )
    const counted = {
      events: this.hashes.length,
      batches: this.batches,
      checkpoints: this.checkpoints.length,
      keys: this.certificates.length - this.keysWithin(),
    }
    for (const [what, count] of Object.entries(counted))
      must(this.header[what] === count, 'count-wrong', what)
    const head = { hash: this.previous, seq: this.first + this.hashes.length - 1 }
    must(same(this.header['head'], head), 'head-wrong')
  }

  keysWithin() {
    return this.votes.keys.filter(({ seq }) => seq >= this.first).length
  }

  async checkCheckpoints() {
    for (const note of this.checkpoints) await this.checkNote(note)
    for (const given of this.asked.checkpoints ?? [])
      for (const note of notesIn(given)) {
        await this.checkNote(note)
        this.witnessed = Math.max(this.witnessed, headOf(note).seq)
      }
    if (this.signedTo === 0) throw new Failure('nothing-signed')
  }

  /** @param {string} note */
  async checkNote(note) {
    const { seq, hash } = headOf(note)
    const known = this.hashes[seq - this.first]
    if (known === undefined) throw new Failure('checkpoint-outside', seq, seq)
    if (known !== hash) throw new Failure('checkpoint-differs', '', seq)
    await checkSignature(note, this.votes.keys)
    this.signedTo = Math.max(this.signedTo, seq)
  }

  /** @param {Uint8Array} bytes @param {string} code @param {string | number} detail */
  textOf(bytes, code, detail) {
    try {
      return this.decoder.decode(bytes)
    } catch {
      return fail(code, detail)
    }
  }

  /** @returns {Verdict} */
  verdict() {
    const words = {
      th: 'ชุดข้อมูลนี้ถูกต้อง ไม่มีส่วนใดถูกแก้ ตัด เพิ่ม หรือสลับ',
      en: 'It holds: nothing in it was changed, left out, added or reordered.',
    }
    return {
      verdict: 'holds',
      code: '',
      seq: null,
      words,
      facts: this.facts(),
      receipt: this.receiptWords(),
    }
  }

  facts() {
    const { votes, hashes, first, unknown } = this
    const last = first + hashes.length - 1
    const key = votes.keys.at(-1)
    const n = (/** @type {number} */ value) => value.toLocaleString('en')
    /** @type {[boolean, string, string][]} */
    const said = [
      [
        true,
        `ห่วงโซ่ของเหตุการณ์ที่ ${n(first)} ถึง ${n(last)} ต่อกันครบ`,
        `The chain holds from event ${n(first)} to ${n(last)}.`,
      ],
      [true, `หัวบันทึก ${last} ${this.previous}`, `Head: ${last} ${this.previous}`],
      [
        key !== undefined,
        `กุญแจลงนาม ${key ? publishedKey(key) : ''} (เทียบกับที่ประกาศไว้)`,
        `Signing key: ${key ? publishedKey(key) : ''} (compare it with the one that was published)`,
      ],
      [
        true,
        `หัวบันทึกที่ลงนาม ${n(this.checkpoints.length)} ค่า ผูกไว้ถึงเหตุการณ์ที่ ${n(this.signedTo)}`,
        `${n(this.checkpoints.length)} signed heads bind it up to event ${n(this.signedTo)}.`,
      ],
      [this.signedTo < last, `หลังจากนั้นยังไม่ได้ลงนาม`, `What follows is not signed yet.`],
      [
        this.witnessed > 0,
        `ตรงกับหัวบันทึกที่พยานถืออยู่ ถึงเหตุการณ์ที่ ${n(this.witnessed)}`,
        `It is the history a witness saw, up to event ${n(this.witnessed)}.`,
      ],
      [
        true,
        `การลงคะแนน ${n(votes.ballots)} ครั้ง ${n(votes.votes)} คะแนน อยู่ในเวลาเปิดและโดยผู้มีสิทธิ`,
        `${n(votes.ballots)} votes with ${n(votes.votes)} ballots, each while it was open and by somebody entitled.`,
      ],
      [
        true,
        `นับใหม่ตรงกับผลที่บันทึก ${n(votes.results)} ผล`,
        `${n(votes.results)} results counted anew: all as recorded.`,
      ],
      [
        votes.corrections > 0,
        `แก้ไขโดยเพิ่มต่อท้าย ${n(votes.corrections)} ครั้ง`,
        `${n(votes.corrections)} corrections, each appended.`,
      ],
      [
        true,
        `ผนึกคะแนนตรงกับรากต้นไม้ ${n(votes.seals)} ครั้ง`,
        `${n(votes.seals)} seals are the roots over their votes.`,
      ],
      ...this.unsealed().map(
        (id) =>
          /** @type {[boolean, string, string]} */ ([
            true,
            `การลงคะแนน ${id} ยังไม่ผนึก`,
            `Vote ${id} is not sealed yet.`,
          ]),
      ),
      [
        unknown.size > 0,
        `เหตุการณ์ชนิดอื่น พิสูจน์ด้วยห่วงโซ่เท่านั้น: ${[...unknown.keys()].join(', ')}`,
        `Proven by the chain alone: ${[...unknown.keys()].join(', ')}.`,
      ],
    ]
    return said.filter(([holds]) => holds).map(([, th, en]) => ({ th, en }))
  }

  unsealed() {
    const open = [...this.votes.chamber.ballots.values()]
    return open
      .filter(
        ({ result, sealed, rule }) => result !== null && !sealed && rule['method'] !== 'secret',
      )
      .map(({ id }) => id)
  }

  receiptWords() {
    const { receipt, code } = this.votes
    if (receipt === null) return null
    const { ballot, member, choice, event, counts } = receipt
    return counts
      ? {
          th: `ใบรับ ${code}: ${member} ลงคะแนน ${choice} ในการลงคะแนน ${ballot} (เหตุการณ์ที่ ${event}) และนับแล้ว`,
          en: `Receipt ${code}: ${member} voted ${choice} in ${ballot} (event ${event}), and it counts.`,
        }
      : {
          th: `ใบรับ ${code}: ${member} ลงคะแนน ${choice} ในการลงคะแนน ${ballot} (เหตุการณ์ที่ ${event}) แต่เปลี่ยนภายหลัง`,
          en: `Receipt ${code}: ${member} voted ${choice} in ${ballot} (event ${event}), and changed it later.`,
        }
  }
}

/** @param {unknown} value */
const textOf64 = (value) =>
  typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) ? value : fail('line-broken', 1)
/** @param {Fields} of */
const noteIn = (of) => text(of, 'checkpoint')
/** @param {Fields} key */
const certificateIn = (key) => (key['certificate'] === null ? null : text(key, 'certificate'))
/** @param {string} text @param {string} code @param {string | number} detail @returns {unknown} */
function parsed(text, code, detail) {
  try {
    return parse(text)
  } catch {
    return fail(code, detail)
  }
}

/** A witness's file: notes of five lines, one after the other. @param {string} text */
function notesIn(text) {
  const lines = text.replaceAll('\r\n', '\n').replace(/\n*$/, '\n').split('\n')
  /** @type {string[]} */
  const notes = []
  for (let at = 0; at + 5 < lines.length; at += 5)
    notes.push(`${lines.slice(at, at + 5).join('\n')}\n`)
  if (notes.length === 0) throw new Failure('checkpoint-malformed')
  return notes
}

/**
 * One vote, by what GET /api/receipts/CODE answers: from the code to the leaf, the root, the event in
 * the chain, the signed head. @param {string} code @param {unknown} given @returns {Promise<Verdict>}
 */
export async function verifyReceipt(code, given) {
  present = 0
  const broken = (/** @type {unknown} */ holds, /** @type {string} */ what) =>
    must(holds, 'receipt-broken', what)
  try {
    const proof = fields(given, 'proof')
    const said = fields(proof['leaf'], 'leaf')
    const leaf = leafOf(said)
    broken(codeOf(leaf) === printedCode(code), 'leaf')
    const [index, size] = [whole(proof, 'index'), whole(proof, 'size')]
    const root = rootByPath(leaf, index, size, texts(proof, 'path').map(fromHex))
    broken(root !== null && hexOf(root) === text(proof, 'root'), 'root')
    const sealed = fields(proof['sealed'], 'sealed')
    const body = text(sealed, 'body')
    const event = fields(parsed(body, 'receipt-broken', 'event'), 'event')
    broken(
      event['type'] === 'BallotSealed' &&
        same(event['data'], { ballot: text(said, 'ballot'), root: text(proof, 'root'), size }),
      'event',
    )
    const hash = hexOf(sha256(encode(`${text(sealed, 'previous')}${body}`)))
    const note = text(proof, 'checkpoint')
    broken(hash === headOf(note).hash && whole(event, 'seq') === headOf(note).seq, 'head')
    const key = fields(proof['key'], 'key')
    const named = { name: text(key, 'name'), key: text(key, 'key') }
    broken(await signedBy(note, named), 'signature')
    const [member, choice, ballot] = [
      text(said, 'member'),
      text(said, 'choice'),
      text(said, 'ballot'),
    ]
    const shown = `${headOf(note).seq} ${hash.slice(0, 8)}`
    return {
      ...{ verdict: 'holds', code: '', seq: null, receipt: null },
      words: {
        th: `${member} ลงคะแนน ${choice} ในการลงคะแนน ${ballot} และอยู่ในบันทึก`,
        en: `${member} voted ${choice} in ${ballot}, and it is in the record.`,
      },
      facts: [
        {
          th: `คะแนนที่ ${index + 1} จาก ${size} อยู่ใต้รากที่ผนึกไว้`,
          en: `Ballot ${index + 1} of ${size} is under the sealed root.`,
        },
        {
          th: `ผูกกับหัวบันทึกที่ลงนาม ${shown}: เทียบกับที่แสดงในห้องประชุมหรือในรายงาน`,
          en: `Bound by the signed head ${shown}: compare it with the display and the report.`,
        },
        { th: `กุญแจ ${publishedKey(named)}`, en: `Key ${publishedKey(named)}` },
      ],
    }
  } catch (error) {
    const {
      code: why,
      seq,
      words,
    } = error instanceof Failure ? error : new Failure('receipt-broken', String(error))
    return {
      verdict: NOT_JUDGED.has(why) ? 'unjudged' : 'fails',
      code: why,
      seq,
      words,
      facts: [],
      receipt: null,
    }
  }
}

// ── The command line ─────────────────────────────────────────────────────────────────────────────

const USAGE = 'node sapha-verify.mjs BUNDLE [--receipt CODE] [--checkpoint FILE]... [--key KEY]'

/** @param {Verdict} verdict @returns {string[]} */
export function linesOf({ verdict, words, facts, code, seq, receipt }) {
  const title = {
    holds: ['ถูกต้อง', 'HOLDS'],
    fails: ['ไม่ถูกต้อง', 'DOES NOT HOLD'],
    unjudged: ['ตัดสินไม่ได้', 'CANNOT BE JUDGED'],
  }[verdict]
  const at = seq === null ? ['', ''] : [` ที่เหตุการณ์ ${seq}`, ` at event ${seq}`]
  const why = code === '' ? '' : ` (${code})`
  return [
    `${title[0] ?? ''}${at[0] ?? ''}: ${words.th}`,
    `${title[1] ?? ''}${at[1] ?? ''}${why}: ${words.en}`,
    ...[...facts, ...(receipt === null ? [] : [receipt])].flatMap(({ th, en }) => [
      `  ${th}`,
      `  ${en}`,
    ]),
  ]
}

/** @param {string[]} args @param {(path: string) => Uint8Array} readFile @param {(line: string) => void} say */
export async function run(args, readFile, say) {
  /** @type {{ files: string[], checkpoints: string[], receipt: string, key: string }} */
  const given = { files: [], checkpoints: [], receipt: '', key: '' }
  for (let at = 0; at < args.length; at++) {
    const [name, value] = [args[at] ?? '', args[at + 1] ?? '']
    if (!name.startsWith('--')) given.files.push(name)
    else if (value === '' || !['--receipt', '--checkpoint', '--key'].includes(name))
      given.files.length = 9
    else if (name === '--checkpoint') given.checkpoints.push(args[++at] ?? '')
    else given[name === '--key' ? 'key' : 'receipt'] = args[++at] ?? ''
  }
  const [file, ...more] = given.files
  if (file === undefined || more.length > 0) {
    say(USAGE)
    return 2
  }
  try {
    const checkpoints = given.checkpoints.map((path) => new TextDecoder().decode(readFile(path)))
    const verdict = await verifyBundle(readFile(file), {
      checkpoints,
      receipt: given.receipt,
      key: given.key,
    })
    for (const line of linesOf(verdict)) say(line)
    return { holds: 0, fails: 1, unjudged: 2 }[verdict.verdict]
  } catch (error) {
    say(`ตัดสินไม่ได้ CANNOT BE JUDGED: ${error instanceof Error ? error.message : String(error)}`)
    return 2
  }
}

if (typeof process === 'object' && typeof process.getBuiltinModule === 'function') {
  const { readFileSync, realpathSync } = process.getBuiltinModule('node:fs')
  const program = process.argv[1]
  const say = (/** @type {string} */ line) => process.stdout.write(`${line}\n`)
  if (program !== undefined && realpathSync(program) === import.meta.filename)
    process.exitCode = await run(process.argv.slice(2), readFileSync, say)
}
