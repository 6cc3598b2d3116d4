import Type from 'typebox'
import { BALLOT_COMMANDS } from './ballot-commands.ts'
import { RecordedCard } from './card.ts'
import { Chamber } from './chamber.ts'
import { command, Reason } from './command-shape.ts'
import { ConsoleKey, HeldKey } from './device-messages.ts'
import { EVIDENCE_COMMANDS } from './evidence.ts'
import { FLOOR_COMMANDS, RequestKind } from './floor-commands.ts'
import { BallotId, ConsoleId, FaultId, ItemId, MemberId, SittingId } from './ids.ts'
import { Place } from './place.ts'
import { PRESENCE_COMMANDS } from './presence-commands.ts'
import { SECRET_COMMANDS } from './secret-commands.ts'
import { Text } from './text.ts'
import { ChangeSigningKey, SealBallot } from './witness.ts'

export { Place, RequestKind }

export const AgendaItem = Type.Object(
  {
    id: ItemId,
    number: Type.String({ maxLength: 12 }),
    title: Text,
    /** 0 for a top-level item, 1 and 2 for what stands below one. */
    level: Type.Integer({ minimum: 0, maximum: 2 }),
  },
  { additionalProperties: false },
)
export type AgendaItem = Type.Static<typeof AgendaItem>

/** Result of the device check a remote person passed before the lobby. */
export const DeviceCheck = Type.Object(
  {
    camera: Type.Boolean(),
    microphone: Type.Boolean(),
    /** Peak level measured while the person spoke, dBFS × 10, rounded. */
    levelTenthsDb: Type.Integer({ minimum: -1200, maximum: 0 }),
    roundTripMs: Type.Integer({ minimum: 0, maximum: 60_000 }),
  },
  { additionalProperties: false },
)
export type DeviceCheck = Type.Static<typeof DeviceCheck>

export const ConfigureChamber = command('ConfigureChamber', { chamber: Chamber })

export const ScheduleSitting = command('ScheduleSitting', {
  sitting: SittingId,
  title: Text,
  agenda: Type.Array(AgendaItem, { maxItems: 500 }),
})
export const OpenSitting = command('OpenSitting', {})
export const SuspendSitting = command('SuspendSitting', {})
export const ResumeSitting = command('ResumeSitting', {})
export const CloseSitting = command('CloseSitting', {})
export const StartAgendaItem = command('StartAgendaItem', { item: ItemId })

export const SignIn = command('SignIn', { member: MemberId, place: Place })
export const SignOut = command('SignOut', { member: MemberId })

export const EnterLobby = command('EnterLobby', { member: MemberId, check: DeviceCheck })
export const LeaveLobby = command('LeaveLobby', { member: MemberId })
export const AdmitPerson = command('AdmitPerson', { member: MemberId })
export const RefusePerson = command('RefusePerson', { member: MemberId, reason: Reason })
export const RemovePerson = command('RemovePerson', { member: MemberId, reason: Reason })

/** What a fault is about; `id` is the device's, seat's or member's. */
export const FaultSource = Type.Object(
  {
    kind: Type.Union([
      Type.Literal('console'),
      Type.Literal('device'),
      Type.Literal('bridge'),
      Type.Literal('line'),
      Type.Literal('seat'),
      Type.Literal('member'),
      Type.Literal('media'),
      Type.Literal('record'),
      Type.Literal('broker'),
      Type.Literal('controller'),
    ]),
    id: Type.String({ minLength: 1, maxLength: 80 }),
  },
  { additionalProperties: false },
)
export type FaultSource = Type.Static<typeof FaultSource>

export const RaiseFault = command('RaiseFault', {
  fault: FaultId,
  source: FaultSource,
  /** A kebab literal such as 'console-silent' or 'reported-by-member'. */
  code: Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' }),
  detail: Type.String({ maxLength: 500 }),
})
export const ResolveFault = command('ResolveFault', { fault: FaultId })

/** A key was pressed at a console: the core decides what it means now. */
export const PressKey = command('PressKey', {
  console: ConsoleId,
  key: ConsoleKey,
  ballot: Type.Union([BallotId, Type.Null()]),
  /** The console tells when the key comes up: it can be held to talk. */
  releases: Type.Optional(Type.Literal(true)),
})
export const ReleaseKey = command('ReleaseKey', { console: ConsoleId, key: HeldKey })
/** A person at the console began to speak, or was silent again. */
export const HearVoice = command('HearVoice', { console: ConsoleId, on: Type.Boolean() })
export const PresentCard = command('PresentCard', {
  console: ConsoleId,
  card: RecordedCard,
  inserted: Type.Boolean(),
})

export const Command = Type.Union([
  ConfigureChamber,
  ScheduleSitting,
  OpenSitting,
  SuspendSitting,
  ResumeSitting,
  CloseSitting,
  StartAgendaItem,
  SignIn,
  SignOut,
  ...FLOOR_COMMANDS,
  ...PRESENCE_COMMANDS,
  ...BALLOT_COMMANDS,
  ...SECRET_COMMANDS,
  ...EVIDENCE_COMMANDS,
  EnterLobby,
  LeaveLobby,
  AdmitPerson,
  RefusePerson,
  RemovePerson,
  RaiseFault,
  ResolveFault,
  PressKey,
  ReleaseKey,
  HearVoice,
  PresentCard,
  SealBallot,
  ChangeSigningKey,
])
export type Command = Type.Static<typeof Command>
export type CommandType = Command['type']
