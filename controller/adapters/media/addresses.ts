import { isIPv6 } from 'node:net'
import type { NetworkInterfaceInfo } from 'node:os'

/** One socket browsers reach, and what they are told of it. */
export interface ListenAddress {
  /** An address of this machine. */
  ip: string
  /** Another address that leads here, such as the public one of a router that forwards the port. */
  announcedAddress?: string
  /** Both addresses are announced. */
  exposeInternalIp?: boolean
}

export class AddressError extends Error {
  readonly code = 'no-address-to-listen-on'
}

/** As os.networkInterfaces() gives them. */
export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>

/**
 * Where to listen so that browsers can be told the `announced` addresses. An announced address of
 * this machine is listened on; any other must be a router's, and is announced for an address of the
 * same family here. Without any given: every address of the machine a network can reach, loopback
 * when there is none.
 * @throws {AddressError} when an outside address has no address here that it could lead to
 */
export function listenAddresses(
  interfaces: Interfaces,
  announced: readonly string[] | undefined,
): ListenAddress[] {
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? [])
  const here = new Set(all.map(({ address }) => address))
  const reachable = all
    .filter(({ internal, address }) => !internal && !isLinkLocal(address))
    .map(({ address }) => address)
  const found = reachable.length > 0 ? reachable : ['127.0.0.1']
  const wanted = [...new Set(announced ?? found)]

  const inside = wanted.filter((address) => here.has(address))
  const listening = inside.map((ip): ListenAddress => ({ ip }))
  for (const outside of wanted.filter((address) => !here.has(address))) {
    const carriers = found.filter((ip) => isIPv6(ip) === isIPv6(outside))
    const carrier = carriers.find((ip) => !isTranslated(listening, ip))
    if (carrier === undefined)
      throw new AddressError(
        `Nothing on this machine can carry the announced address ${outside}: each outside ` +
          `address needs an ${isIPv6(outside) ? 'IPv6' : 'IPv4'} address here of its own. ` +
          'Correct media › announced.',
      )
    const direct = listening.find(({ ip }) => ip === carrier)
    if (direct === undefined) listening.push({ ip: carrier, announcedAddress: outside })
    else Object.assign(direct, { announcedAddress: outside, exposeInternalIp: true })
  }
  return listening
}

/** All addresses browsers are told. */
export const announcedBy = (listening: readonly ListenAddress[]): string[] =>
  listening.flatMap(({ ip, announcedAddress, exposeInternalIp }) => [
    ...(announcedAddress === undefined || exposeInternalIp === true ? [ip] : []),
    ...(announcedAddress === undefined ? [] : [announcedAddress]),
  ])

const isTranslated = (listening: readonly ListenAddress[], ip: string) =>
  listening.some((address) => address.ip === ip && address.announcedAddress !== undefined)

/** Such an address means something only together with a network card's name. */
const isLinkLocal = (address: string) => /^(fe[89ab][0-9a-f]:|169\.254\.)/i.test(address)
