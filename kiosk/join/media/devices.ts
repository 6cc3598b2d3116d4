import type { OwnTracks } from './media-session.ts'

/** Why a microphone or a camera is not there. */
export type DeviceProblem =
  /** The person, or the browser's settings, said no. */
  | 'refused'
  /** No such device. */
  | 'missing'
  /** Another program holds it, or it does not work. */
  | 'in-use'
  /** Browsers give devices to pages over HTTPS alone. */
  | 'insecure-page'

export interface OpenedDevices extends OwnTracks {
  problems: { audio: DeviceProblem | null; video: DeviceProblem | null }
}

export interface DeviceChoice {
  /** Ids of listDevices(); the browser's own choice when left out. */
  microphone?: string
  camera?: string
}

export interface FoundDevice {
  id: string
  label: string
}

/**
 * Opens microphone and camera; each may fail by itself and says why. Never rejects. Both are asked
 * for together first, so that the person is asked once.
 */
export async function openDevices(choice: DeviceChoice = {}): Promise<OpenedDevices> {
  const audio = voiceFrom(choice.microphone)
  const video = faceFrom(choice.camera)
  const both = await open({ audio, video })
  if (both.problem === null) return { ...both.tracks, problems: { audio: null, video: null } }
  const [voice, face] = [await open({ audio }), await open({ video })]
  return {
    audio: voice.tracks.audio,
    video: face.tracks.video,
    problems: { audio: voice.problem, video: face.problem },
  }
}

/** Names are empty until the person has allowed a device once. */
export async function listDevices(): Promise<{
  microphones: FoundDevice[]
  cameras: FoundDevice[]
}> {
  const all = hasDevices() ? await navigator.mediaDevices.enumerateDevices() : []
  const ofKind = (kind: MediaDeviceKind) =>
    all
      .filter((device) => device.kind === kind)
      .map(({ deviceId, label }) => ({ id: deviceId, label }))
  return { microphones: ofKind('audioinput'), cameras: ofKind('videoinput') }
}

/** Switches the devices off: their lights go out. */
export function closeDevices({ audio, video }: OwnTracks): void {
  audio?.stop()
  video?.stop()
}

/** A voice across a hall's loudspeakers: echo and noise are taken out where the member sits. */
function voiceFrom(id: string | undefined): MediaTrackConstraints {
  return {
    channelCount: 1,
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    ...(id !== undefined && { deviceId: { exact: id } }),
  }
}

function faceFrom(id: string | undefined): MediaTrackConstraints {
  return {
    width: { ideal: 640 },
    height: { ideal: 360 },
    frameRate: { ideal: 20, max: 30 },
    ...(id !== undefined && { deviceId: { exact: id } }),
  }
}

async function open(
  constraints: MediaStreamConstraints,
): Promise<{ tracks: OwnTracks; problem: DeviceProblem | null }> {
  const nothing: OwnTracks = { audio: null, video: null }
  if (!hasDevices()) return { tracks: nothing, problem: 'insecure-page' }
  try {
    const stream = await navigator.mediaDevices.getUserMedia(constraints)
    const audio = stream.getAudioTracks()[0] ?? null
    const video = stream.getVideoTracks()[0] ?? null
    return { tracks: { audio, video }, problem: null }
  } catch (error) {
    return { tracks: nothing, problem: problemOf(error) }
  }
}

/** Browsers leave `mediaDevices` out of pages that are not secure, whatever the types say. */
const hasDevices = () => 'mediaDevices' in navigator

function problemOf(error: unknown): DeviceProblem {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing'
  return 'in-use'
}
