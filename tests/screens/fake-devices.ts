/** What a person's machine has, as a page sees it. */
export interface FakeDevices {
  camera: FakeDevice
  microphone: FakeDevice
  /** Whether the voice is loud enough for a hall. */
  loud: boolean
}
export type FakeDevice = 'works' | 'missing' | 'refused' | 'in-use'

/** Takes the place of the browser's devices, before the page's own scripts run in it. */
export function installFakeDevices(devices: FakeDevices): void {
  const faults = {
    missing: 'NotFoundError',
    refused: 'NotAllowedError',
    'in-use': 'NotReadableError',
  }
  const fail = (device: FakeDevice) => {
    if (device !== 'works') throw new DOMException('', faults[device])
  }
  const current = { ...devices }
  Object.assign(window, { fakeDevices: current })

  /** Head and shoulders before a window: enough to judge a layout by. */
  function face(): MediaStreamTrack[] {
    const canvas = document.createElement('canvas')
    Object.assign(canvas, { width: 640, height: 360 })
    const draw = canvas.getContext('2d')
    if (!draw) return []
    const paint = () => {
      const box = (colour: string, x: number, y: number, w: number, h: number) => {
        draw.fillStyle = colour
        draw.fillRect(x, y, w, h)
      }
      const round = (colour: string, x: number, y: number, rx: number, ry: number) => {
        draw.fillStyle = colour
        draw.beginPath()
        draw.ellipse(x, y, rx, ry, 0, 0, 7)
        draw.fill()
      }
      box('#8d918f', 0, 0, 640, 360)
      box('#b9c3c8', 450, 30, 150, 240)
      round('#20242c', 320, 400, 150, 160)
      round('#1d1714', 320, 150, 66, 84)
      round('#bd9273', 320, 165, 52, 70)
    }
    paint()
    setInterval(paint, 200)
    return canvas.captureStream(5).getVideoTracks()
  }

  function voice(): MediaStreamTrack[] {
    const context = new AudioContext()
    const tone = context.createOscillator()
    const gain = context.createGain()
    gain.gain.value = current.loud ? 0.3 : 0.004
    const out = context.createMediaStreamDestination()
    tone.connect(gain).connect(out)
    tone.start()
    return out.stream.getAudioTracks()
  }

  /** A track that ends by itself says so; one that the page stops does not. */
  const pullOut = (track: MediaStreamTrack) => {
    track.stop()
    track.dispatchEvent(new Event('ended'))
  }

  const getUserMedia = (wanted: MediaStreamConstraints = {}): Promise<MediaStream> => {
    try {
      if (wanted.audio) fail(current.microphone)
      if (wanted.video) fail(current.camera)
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error('No device.'))
    }
    const tracks = [...(wanted.audio ? voice() : []), ...(wanted.video ? face() : [])]
    window.addEventListener('pull-out', () => tracks.forEach(pullOut), { once: true })
    return Promise.resolve(new MediaStream(tracks))
  }
  Object.defineProperty(navigator.mediaDevices, 'getUserMedia', { value: getUserMedia })
}
