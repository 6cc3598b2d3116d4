import type { SourceSignal } from './remote-browser.ts'
import { closeDevices, openDevices } from '../../kiosk/join/media/devices.ts'
import { LevelMeter } from '../../kiosk/join/media/level-meter.ts'
import { MediaLink } from '../../kiosk/join/media/media-link.ts'

/**
 * The page of a remote member without its screens: what the join page does with sound and picture,
 * driven by a test.
 */
const listeners = new Set<(event: string, data: unknown) => void>()
const signal = {
  call: async (method: string, data: unknown) => {
    const answer = await window.callMedia(method, data)
    if ('error' in answer) throw new Error(answer.error)
    return answer.data
  },
  onEvent: (listener: (event: string, data: unknown) => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}

let link: MediaLink | null = null

/** A second and a half: the simulated microphone beeps once a second. */
const READINGS = 15

const remoteMember = {
  hear: (event: string, data: unknown) => {
    for (const listener of listeners) listener(event, data)
  },

  /** Opens the devices, starts the link; returns what was wrong with the devices. */
  start: async (forceTcp: boolean) => {
    const own = await openDevices()
    link = new MediaLink({ forceTcp, onChanged: play })
    link.publish(own)
    link.start(signal)
    return own.problems
  },

  /** The highest level of the page's own microphone in so many readings, in dBFS. */
  ownLevel: async () => {
    const own = await openDevices()
    if (own.audio === null) return null
    const { audio } = own
    const levels: number[] = []
    await new Promise<void>((heardEnough) => {
      const meter = new LevelMeter(audio, (dbfs) => {
        if (levels.push(dbfs) < READINGS) return
        meter.stop()
        heardEnough()
      })
      meter.start()
    })
    closeDevices(own)
    return Math.max(...levels)
  },

  state: () => link?.state ?? 'idle',
  heard: () => link?.heard ?? false,
  endedBecause: () => link?.endedBecause ?? null,
  feeds: () => (link?.received ?? []).map(({ feed, kind, member }) => ({ feed, kind, member })),
  /** What arrived so far: energy of decoded sound, decoded pictures, how it travelled. */
  figures: async () => {
    const reports = (await link?.stats()) ?? []
    const all = reports.flatMap((report) => [...report.values()] as Record<string, unknown>[])
    const inbound = all.filter(({ type }) => type === 'inbound-rtp')
    const sum = (of: Record<string, unknown>[], name: string) =>
      of.reduce((total, stat) => total + Number(stat[name] ?? 0), 0)
    const remotes = all.filter(({ type }) => type === 'remote-candidate')
    return {
      audioEnergy: sum(inbound, 'totalAudioEnergy'),
      pictures: sum(inbound, 'framesDecoded'),
      sent: sum(
        all.filter(({ type }) => type === 'outbound-rtp'),
        'packetsSent',
      ),
      protocols: [...new Set(remotes.map(({ protocol }) => protocol))],
      addresses: [...new Set(remotes.map(({ address }) => address))],
    }
  },
  stop: () => link?.stop(),
}

/** Chromium decodes only what an element plays. */
const playing = new Map<MediaStream, HTMLMediaElement>()
function play(): void {
  for (const { stream, kind } of link?.received ?? []) {
    if (playing.has(stream)) continue
    const element = document.createElement(kind)
    element.muted = kind === 'video'
    element.srcObject = stream
    document.body.append(element)
    playing.set(stream, element)
    element.play().catch(() => undefined)
  }
}

declare global {
  interface Window {
    callMedia: SourceSignal
    remoteMember: typeof remoteMember
  }
}
window.remoteMember = remoteMember
