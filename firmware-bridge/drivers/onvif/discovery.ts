import onvif from 'onvif'

const { Discovery } = onvif

export interface FoundCamera {
  /** As a chamber's file writes it. */
  address: string
  /** From its scopes; empty where it does not say. */
  name: string
  hardware: string
}

/** More than this answers to nobody's eye. */
const MOST = 256

/**
 * Who answers a WS-Discovery probe on the local network within `timeoutMs`, each once. `device` is the
 * network interface to ask on, such as `eth0`. What is no answer to a probe is left out.
 */
export async function findOnvifCameras(timeoutMs = 3000, device?: string): Promise<FoundCamera[]> {
  const found = new Map<string, FoundCamera>()
  const take = (_answer: unknown, _from: unknown, xml: unknown) => {
    const camera = typeof xml === 'string' ? cameraOf(xml) : null
    if (camera !== null && found.size < MOST) found.set(camera.address, camera)
  }
  // The package says an error for each answer that is none; without a listener that would be thrown.
  const ignore = () => undefined
  Discovery.on('error', ignore)
  Discovery.on('device', take)
  try {
    await new Promise<void>((resolve) => {
      const options = { timeout: timeoutMs, resolve: false, ...(device && { device }) }
      Discovery.probe(options, () => resolve())
    })
  } finally {
    Discovery.removeListener('device', take)
    Discovery.removeListener('error', ignore)
  }
  return [...found.values()]
}

/** From a ProbeMatch: the first address that is one of http, and what its scopes say. Pure. */
export function cameraOf(probeMatch: string): FoundCamera | null {
  const [, addresses = ''] = /<(?:\w+:)?XAddrs[^>]*>([^<]{1,2000})</.exec(probeMatch) ?? []
  const address = addresses.split(/\s+/).find((it) => /^https?:\/\//.test(it) && URL.canParse(it))
  if (address === undefined) return null
  const scope = (name: string) => {
    const [, value = ''] =
      new RegExp(`onvif://www\\.onvif\\.org/${name}/([^\\s<]{1,80})`, 'i').exec(probeMatch) ?? []
    try {
      return decodeURIComponent(value)
    } catch {
      return value
    }
  }
  return { address, name: scope('name'), hardware: scope('hardware') }
}
