import type { FloorMode, ListedSpeaker, QuotaOf, RequestKind } from './floor-commands.ts'
import type { ItemId, MemberId } from './ids.ts'

/** How somebody came to the floor: given it, by a key, by a key that is held down, by their voice. */
export type FloorTaken = 'granted' | 'opened' | 'held-key' | 'voice'

/** Why a speech ended; 'override': somebody else's key, in the mode of that name. */
export type FloorEnding =
  'speaker' | 'desk' | 'left' | 'sitting' | 'override' | 'key-up' | 'silent' | 'time'

/** A microphone of the hall by its own id: that of its seat, or of the seats that share it. */
export type MicrophoneId = string

export type FloorEvent =
  | {
      type: 'FloorRequested'
      /** `listed`: the place in the item's list of speakers, from 0; null for who asked. */
      data: { member: MemberId; kind: RequestKind; listed: number | null }
    }
  | {
      type: 'FloorRequestWithdrawn'
      /** 'left': the person went; 'list': the list or the item changed. */
      data: { member: MemberId; because: 'self' | 'desk' | 'left' | 'list' }
    }
  | {
      type: 'FloorGranted'
      /**
       * allottedMs 0: no limit of its own. kind of the request it answers, 'speak' when there was
       * none. `beyond`: no quota limits it.
       */
      data: {
        member: MemberId
        kind: RequestKind
        allottedMs: number
        taken: FloorTaken
        beyond: boolean
      }
    }
  | { type: 'FloorEnded'; data: { member: MemberId; by: FloorEnding } }
  | { type: 'MicrophoneSwitched'; data: { member: MemberId; on: boolean } }
  | { type: 'SpeechExtended'; data: { member: MemberId; byMs: number } }
  | { type: 'SpeechPaused'; data: { member: MemberId } }
  | { type: 'SpeechResumed'; data: { member: MemberId } }
  /** By a point of order or whatever else interrupts: microphone closed, clock still. */
  | { type: 'SpeechInterrupted'; data: { member: MemberId } }
  /** `open`: the microphone that was open before is so again. */
  | { type: 'SpeechContinued'; data: { member: MemberId; open: boolean } }
  /** `member`: at the chair seat; null for the desk. */
  | { type: 'PrioritySwitched'; data: { on: boolean; member: MemberId | null } }
  | { type: 'FloorHeld'; data: { on: boolean } }
  | { type: 'FloorModeSet'; data: { mode: FloorMode; openMicrophones: number | null } }
  | {
      type: 'MicrophoneOverridden'
      data: { microphone: MicrophoneId; to: 'open' | 'closed' | 'floor' }
    }
  | { type: 'SpeakersRegistered'; data: { item: ItemId; speakers: ListedSpeaker[] } }
  | {
      type: 'QuotaSet'
      data: { item: ItemId; of: QuotaOf; id: string | null; ms: number | null }
    }
  | { type: 'SpeakerWarned'; data: { member: MemberId } }
  | { type: 'TimeCalled'; data: { member: MemberId } }

export type FloorEventType = FloorEvent['type']
