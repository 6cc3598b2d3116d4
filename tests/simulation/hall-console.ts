import type { ConsoleKey, TalkLamp } from '../../controller/protocol/device-messages.ts'
import type { BallotId, ConsoleId, MemberId } from '../../controller/protocol/ids.ts'

/** What a person sees at a console. */
export interface Lamps {
  microphoneOpen: boolean
  talk: TalkLamp
  place: number
  present: boolean
  time?: 'warned' | 'up'
  /** `id` is null for a vote whose tag says nothing to anybody. */
  ballot: { id: BallotId | null; choices: number; recorded: number } | null
}

/** A console in the hall, however it is connected. */
export interface HallConsole {
  readonly id: ConsoleId
  /** Null while it has no power or was told nothing yet. */
  readonly lamps: Lamps | null
  /** Called after every change of the lamps. */
  onShown: () => void
  /** `by` sits there and presses; a key that does nothing now does nothing. */
  press(key: ConsoleKey, by: MemberId): void
  card(card: string, inserted: boolean, by: MemberId): void
  /** The power goes: what it had not delivered is forgotten. */
  die(): void
  boot(): void
}
