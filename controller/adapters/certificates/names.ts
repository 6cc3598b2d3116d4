import { hostname, networkInterfaces } from 'node:os'
import { BlockList, isIP, isIPv6 } from 'node:net'

/** What a certificate vouches for. */
export interface Names {
  dns: string[]
  addresses: string[]
}

/** Networks no certificate authority of the world vouches for, and loopback (RFC 1918, 3927, 4193…). */
const LOCAL_NETWORKS = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '100.64.0.0/10',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
]
/** Top levels that stand for the local network (RFC 6762, 8375, 9476). */
const LOCAL_DOMAINS = ['localhost', 'local', 'lan', 'internal', 'home.arpa']

/** The machine's names and the addresses of all its interfaces, with those configured. */
export function machineNames(configured: readonly string[]): Names {
  const found = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  const addresses = found.map((entry) => withoutZone(entry.address))
  const given = configured.map(withoutBrackets)
  return {
    dns: unique([
      'localhost',
      hostname().toLowerCase(),
      ...given.filter((name) => isIP(name) === 0),
    ]),
    addresses: unique([
      '127.0.0.1',
      '::1',
      ...addresses,
      ...given.filter((name) => isIP(name) !== 0),
    ]),
  }
}

/**
 * The names an authority made for this machine may ever vouch for: the local network's, and those of
 * this machine that lie outside it. Somebody who steals its key cannot pose as a bank.
 */
export function constraintsFor(names: Names): Names {
  const covered = coverage({ dns: LOCAL_DOMAINS, addresses: LOCAL_NETWORKS })
  const own = (address: string) => `${address}/${isIPv6(address) ? 128 : 32}`
  return {
    dns: [...LOCAL_DOMAINS, ...names.dns.filter((name) => !covered(name))],
    addresses: [...LOCAL_NETWORKS, ...names.addresses.filter((a) => !covered(a)).map(own)],
  }
}

/** Tells whether an authority with these constraints may vouch for a name or address. */
export function coverage(constraints: Names): (name: string) => boolean {
  const networks = new BlockList()
  for (const network of constraints.addresses) {
    const [base = '', prefix] = network.split('/')
    networks.addSubnet(base, Number(prefix), familyOf(base))
  }
  return (name) =>
    isIP(name) === 0
      ? constraints.dns.some((domain) => name === domain || name.endsWith(`.${domain}`))
      : networks.check(name, familyOf(name))
}

const familyOf = (address: string) => (isIPv6(address) ? 'ipv6' : 'ipv4')
/** A link-local address names its interface ('fe80::1%eth0'); a certificate does not. */
const withoutZone = (address: string) => address.split('%')[0] ?? address
const withoutBrackets = (name: string) => name.toLowerCase().replace(/^\[(.*)\]$/, '$1')
const unique = (list: string[]) => [...new Set(list)].sort()
