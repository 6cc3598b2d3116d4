/** What a chamber's file says of its media (config/media-schema.ts checks it). */
export interface MediaOptions {
  /** The one UDP and the one TCP port of all browsers; 0: any that is free. */
  port: number
  announced?: readonly string[]
  workers?: number
  hallSound: HallSound | null
  hallPicture: HallPicture | null
  hallOutput: HallOutput | null
}

export type HallSound =
  | {
      kind: 'rtp'
      port: number
      address?: string
      encoding?: 'opus' | 'L16' | 'L24'
      channels?: number
      payloadType?: number
    }
  | { kind: 'alsa'; device: string }
  | { kind: 'file'; path: string }
  | { kind: 'test-tone' }

export type HallPicture =
  | { kind: 'rtp'; port: number; address?: string; payloadType?: number }
  | { kind: 'rtsp'; url: string }
  | { kind: 'file'; path: string }
  | { kind: 'test-picture' }

export type HallOutput =
  | { kind: 'rtp'; address: string; port: number; slots?: number }
  | { kind: 'alsa'; device: string; slots?: number }

/** Of the hall output: as many as usually speak from afar at once. */
export const DEFAULT_SLOTS = 4

/** Something a technician should know: a code for programs, a sentence to act on. */
export interface MediaTrouble {
  code: MediaTroubleCode
  detail: string
}

export type MediaTroubleCode =
  /** A media worker ended; remote sound and picture are interrupted until it is back. */
  | 'media-worker-died'
  /** The workers could not be started; it is tried again. */
  | 'media-start-failed'
  /** ffmpeg ended for a source or the hall output; it is started again. */
  | 'ffmpeg-ended'
  /** The camera sends what browsers cannot show: no hall picture. */
  | 'picture-format-unsupported'
  /** More remote members hold the floor than the hall output has slots. */
  | 'hall-output-full'
  /** A stream could not be set up; the others go on. */
  | 'media-stream-failed'
  /** What should be heard could not be changed at the worker. */
  | 'media-worker-refused'

export type OnTrouble = (trouble: MediaTrouble) => void

/** The sentence of whatever was thrown. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
