import { onTestFinished } from 'vitest'
import { mediaWorkerBin } from '../../config/media-worker.ts'
import { MediaBridge } from '../../controller/adapters/media/media-bridge.ts'
import type { MediaOptions, MediaTrouble } from '../../controller/adapters/media/options.ts'

export interface SentEvent {
  screen: string
  event: string
  data: unknown
}

/** A media bridge with real workers and real ffmpeg, and what it said; stopped after the test. */
export function bridgeUnderTest(media: Partial<MediaOptions> = {}) {
  const troubles: MediaTrouble[] = []
  const sent: SentEvent[] = []
  const listeners = new Set<(sent: SentEvent) => void>()
  const bridge = new MediaBridge({
    media: {
      ...{ port: 0, workers: 2, hallSound: null, hallPicture: null, hallOutput: null },
      ...media,
    },
    workerBin: mediaWorkerBin(),
    onTrouble: (trouble) => troubles.push(trouble),
  })
  const status = {
    media: { up: false, hallSound: false, hallPicture: false, sessions: 0 },
    heard: new Set<string>() as ReadonlySet<string>,
  }
  onTestFinished(() => bridge.stop())
  return {
    bridge,
    troubles,
    sent,
    status,
    /** Codes of the troubles so far. */
    codes: () => troubles.map(({ code }) => code),
    onSent: (listener: (event: SentEvent) => void) => void listeners.add(listener),
    start: () =>
      bridge.start({
        send: (screen, event, data) => {
          sent.push({ screen, event, data })
          for (const listener of listeners) listener({ screen, event, data })
        },
        onStatus: (media, heard) => Object.assign(status, { media, heard }),
      }),
    /** The refusal's code; fails where the call was answered. */
    refusal: async (member: string, screen: string, method: string, data: unknown) => {
      const error: unknown = await bridge.call(member, screen, method, data).then(
        () => new Error(`${method} was answered`),
        (refused: unknown) => refused,
      )
      return error instanceof Error && 'code' in error ? error.code : error
    },
  }
}

/** Whether a process of this id runs; one that has ended and is not yet collected does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
