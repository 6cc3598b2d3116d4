import type { EventType } from './events.ts'
import { ONLY_NOTES } from './flags.ts'
import type { JsonObject, JsonValue } from './recorded.ts'

/** Lifts the data of one event type from the version it is listed under to the next one. */
export type Upcaster = (data: JsonObject) => JsonObject
export type Upcasters = Readonly<Partial<Record<EventType, Readonly<Record<number, Upcaster>>>>>

/** What earlier versions of this software wrote, in today's shape. The stored bytes never change. */
export const UPCASTERS: Upcasters = {
  ChamberConfigured: {
    1: (data) => ({ ...data, chamber: chamberWithTags(objectIn(data, 'chamber')) }),
    2: (data) => ({ ...data, chamber: chamberWithFlags(objectIn(data, 'chamber')) }),
  },
  // Nobody was listed, everybody was given the floor, and there were no quotas.
  FloorRequested: { 1: (data) => ({ ...data, listed: null }) },
  FloorRequestWithdrawn: { 1: (data) => ({ ...data, because: 'self' }) },
  FloorGranted: { 1: (data) => ({ ...data, taken: 'granted', beyond: false }) },
  // Speeches ended in fewer ways.
  FloorEnded: { 1: (data) => data },
  MemberSignedIn: { 1: (data) => ({ ...data, card: null }) },
  VoteCast: { 1: (data) => ({ ...data, evidence: evidenceKeptSince(objectIn(data, 'evidence')) }) },
  BallotOpened: {
    1: (data) => ({ ...data, rule: ruleThatDecides(objectIn(data, 'rule')), origin: null }),
    2: (data) => ({ ...data, supporters: null, prepared: null, call: null }),
  },
  ResultDeclared: { 1: (data) => ({ ...data, accepted: [] }) },
  VoteFlagged: { 1: (data) => ({ ...data, detail: inBothLanguages(data['detail']) }) },
  BallotClosed: { 1: (data) => ({ ...data, result: resultInWords(objectIn(data, 'result')) }) },
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const objectIn = (data: JsonObject, key: string): JsonObject => {
  const value = data[key]
  return isObject(value) ? value : {}
}

const objectsIn = (data: JsonObject, key: string): JsonObject[] => {
  const value = data[key]
  return Array.isArray(value) ? value.filter(isObject) : []
}

/** Groups had no tags, results no splits by them, and rules one way to decide. */
const chamberWithTags = (chamber: JsonObject): JsonObject => ({
  ...chamber,
  policy: { ...objectIn(chamber, 'policy'), presenceCheck: 'optional', lateWindowMs: 0 },
  groups: objectsIn(chamber, 'groups').map((group) => ({ ...group, tags: [] })),
  splits: [],
  rules: objectsIn(chamber, 'rules').map(ruleThatDecides),
})

/** Nothing was looked for, and nobody wrote down which cable a console hung on. */
const chamberWithFlags = (chamber: JsonObject): JsonObject => ({
  ...chamber,
  policy: { ...objectIn(chamber, 'policy'), flags: ONLY_NOTES },
  consoles: objectsIn(chamber, 'consoles').map((console) => ({
    ...console,
    bridge: null,
    line: null,
  })),
})

const evidenceKeptSince = (evidence: JsonObject): JsonObject => ({
  ...evidence,
  line: null,
  card: null,
  credential: null,
  presentSince: null,
  bridgeAt: null,
  sentAt: null,
  called: false,
})

function ruleThatDecides(rule: JsonObject): JsonObject {
  const { base, compare, threshold, tie, quorum, ...kept } = rule
  return {
    ...kept,
    decides: {
      by: 'threshold',
      base: base ?? null,
      compare: compare ?? null,
      threshold: threshold ?? null,
      tie: tie ?? null,
    },
    also: [],
    quorum: { part: quorum ?? null, atClose: 'cast' },
    recount: null,
    supporters: null,
    electorate: 'frozen',
  }
}

/** What was written in one language stands in both. */
const inBothLanguages = (words: JsonValue | undefined): JsonObject => ({
  th: words ?? '',
  en: words ?? '',
})

/** Sums were formulas alone: an old one is its own sentence. */
const sumInWords = (sum: JsonObject): JsonObject => ({
  ...sum,
  words: inBothLanguages(sum['formula']),
})

const resultInWords = (result: JsonObject): JsonObject => ({
  ...result,
  decision: sumInWords(objectIn(result, 'decision')),
  quorum: sumInWords(objectIn(result, 'quorum')),
  also: [],
  splits: [],
  leading: [],
  sanity: [],
})
