import Type from 'typebox'
import { command } from './command-shape.ts'
import { ItemId, MemberId, SeatId } from './ids.ts'

/** Who speaks, for how long, and whose microphone is open; docs/decisions/floor.md has the rules. */

const Switch = Type.Boolean()
/** As long as any speech of any house; a longer one is a mistake of the keys. */
const UpToADay = Type.Integer({ minimum: 0, maximum: 24 * 3_600_000 })

/** What a request to speak is for; which of them go first is the chamber's policy. */
export const RequestKind = Type.Union([
  Type.Literal('speak'),
  Type.Literal('point-of-order'),
  Type.Literal('reply'),
  Type.Literal('consultation'),
])
export type RequestKind = Type.Static<typeof RequestKind>

/** How microphones open, in the field's own words. */
export const FloorMode = Type.Union([
  /** Press is on, up to the number of open microphones. */
  Type.Literal('open'),
  /** The same, and one press more switches the oldest off. */
  Type.Literal('override'),
  /** Press asks; the chair or the desk grants. */
  Type.Literal('request'),
  /** Whoever is heard is on, as long as they are. */
  Type.Literal('voice'),
  /** On while the key is down. */
  Type.Literal('push-to-talk'),
])
export type FloorMode = Type.Static<typeof FloorMode>

/** How many floor microphones may be open at once; the chair's are outside this number. */
export const MostOpen = Type.Integer({ minimum: 1, maximum: 25 })

/**
 * Whose time a quota is: of each person or one person, of a group, of everybody under a tag (a side
 * such as 'opposition' is one), of the whole debate on an item. It counts anew for each agenda item.
 */
export const QuotaOf = Type.Union([
  Type.Literal('member'),
  Type.Literal('group'),
  Type.Literal('tag'),
  Type.Literal('item'),
])
export type QuotaOf = Type.Static<typeof QuotaOf>

/** `id`: null for each member, and for the item as a whole. */
const quota = {
  of: QuotaOf,
  id: Type.Union([Type.String({ minLength: 1, maxLength: 40 }), Type.Null()]),
}
export const Quota = Type.Object({ ...quota, ms: UpToADay }, { additionalProperties: false })
export type Quota = Type.Static<typeof Quota>

/** One who is registered to speak to an item; `speechMs` null: as the chamber's policy has it. */
export const ListedSpeaker = Type.Object(
  { member: MemberId, speechMs: Type.Union([UpToADay, Type.Null()]) },
  { additionalProperties: false },
)
export type ListedSpeaker = Type.Static<typeof ListedSpeaker>

export const RequestFloor = command('RequestFloor', { member: MemberId, kind: RequestKind })
export const WithdrawRequest = command('WithdrawRequest', { member: MemberId })
/** `beyond`: whoever grants has seen that a quota is used up; the speech runs without any. */
export const GrantFloor = command('GrantFloor', {
  member: MemberId,
  beyond: Type.Optional(Type.Literal(true)),
})
export const RevokeFloor = command('RevokeFloor', { member: MemberId })
/** Of who has the floor or a chair seat; in the modes that are direct, opening takes the floor. */
export const SwitchMicrophone = command('SwitchMicrophone', { member: MemberId, on: Switch })
export const MuteAll = command('MuteAll', {})
export const ExtendSpeech = command('ExtendSpeech', {
  member: MemberId,
  byMs: Type.Integer({ minimum: 1000, maximum: 3_600_000 }),
})
/** The clock of a speech stands still; its microphone stays as it is. */
export const PauseSpeech = command('PauseSpeech', { member: MemberId })
export const ResumeSpeech = command('ResumeSpeech', { member: MemberId })
/** All floor microphones are silent and all speeches stand still while the chair has priority. */
export const SwitchPriority = command('SwitchPriority', { on: Switch })
/** While the floor is held, no key and no voice takes it; who has it keeps it. */
export const HoldFloor = command('HoldFloor', { on: Switch })
/** `openMicrophones` null: as the chamber's policy has it. Speeches and the queue stay. */
export const SetFloorMode = command('SetFloorMode', {
  mode: FloorMode,
  openMicrophones: Type.Union([MostOpen, Type.Null()]),
})
/** The technician's: whatever the floor says. 'floor': the floor decides again. */
export const OverrideMicrophone = command('OverrideMicrophone', {
  seat: SeatId,
  to: Type.Union([Type.Literal('open'), Type.Literal('closed'), Type.Literal('floor')]),
})
/** Replaces the list of the item; empty: there is none. As many as may stand in the queue. */
export const RegisterSpeakers = command('RegisterSpeakers', {
  item: ItemId,
  speakers: Type.Array(ListedSpeaker, { maxItems: 500 }),
})
/** `ms` null: what the policy says holds again. */
export const SetQuota = command('SetQuota', {
  item: ItemId,
  ...quota,
  ms: Type.Union([UpToADay, Type.Null()]),
})
/** The controller's own, when so little is left of a speech, and when nothing is. */
export const WarnSpeaker = command('WarnSpeaker', { member: MemberId })
export const CallTime = command('CallTime', { member: MemberId })

export const FLOOR_COMMANDS = [
  RequestFloor,
  WithdrawRequest,
  GrantFloor,
  RevokeFloor,
  SwitchMicrophone,
  MuteAll,
  ExtendSpeech,
  PauseSpeech,
  ResumeSpeech,
  SwitchPriority,
  HoldFloor,
  SetFloorMode,
  OverrideMicrophone,
  RegisterSpeakers,
  SetQuota,
  WarnSpeaker,
  CallTime,
] as const
