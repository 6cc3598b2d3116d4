import { X509Certificate, createPrivateKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { CertificatesPort, Clock, ServerCertificate } from '../../engine/ports.ts'
import { readPrivateFile, writePrivateFile } from '../auth/private-file.ts'
import { coveredBy, makeAuthority, makeServerCertificate, type KeyPair } from './authority.ts'
import { machineNames, type Names } from './names.ts'

export interface CertificateOptions {
  dataDir: string
  /** Names people type, beside the machine's own names and addresses. */
  names: readonly string[]
  /** Paths of the house's own certificate (with its chain) and key, PEM; null: a local authority. */
  own: { cert: string; key: string } | null
  clock: Clock
  /** A sentence for the technician about something that does not stop the controller. */
  onWarning(code: string, sentence: string): void
}

export class CertificateError extends Error {
  readonly code: 'certificate-unreadable' | 'certificate-unusable'
  constructor(code: CertificateError['code'], message: string) {
    super(message)
    this.name = 'CertificateError'
    this.code = code
  }
}

const DAY_MS = 24 * 3_600_000
/** Time enough to notice that renewal failed, and to repair it. */
const RENEW_BEFORE_MS = 30 * DAY_MS
/** An address may change when a cable is moved; an hour later it is vouched for. */
const CHECK_EVERY_MS = 3_600_000

/** The server's certificate: the house's own, or one of a local authority made at the first start. */
export class Certificates implements CertificatesPort {
  readonly #options: CertificateOptions
  readonly #listeners: ((certificate: ServerCertificate) => void)[] = []
  #present: ServerCertificate | null = null
  #warned = ''
  #timer: NodeJS.Timeout | null = null

  constructor(options: CertificateOptions) {
    this.#options = options
  }

  async start(): Promise<ServerCertificate> {
    const present = await this.#load()
    this.#present = present
    this.#timer = setInterval(() => void this.renew(), CHECK_EVERY_MS)
    return present
  }

  onRenewed(listener: (certificate: ServerCertificate) => void): void {
    this.#listeners.push(listener)
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  /** Looks whether the certificate still fits, as it does by itself every hour. Never rejects. */
  async renew(): Promise<void> {
    try {
      const next = await this.#load()
      if (next.cert === this.#present?.cert) return
      this.#present = next
      for (const listener of this.#listeners) listener(next)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      this.#options.onWarning('certificate-not-renewed', `The certificate was not renewed: ${why}`)
    }
  }

  #load(): Promise<ServerCertificate> {
    const { own } = this.#options
    return own === null ? this.#local() : loadOwn(own, this.#options.clock.now())
  }

  async #local(): Promise<ServerCertificate> {
    const { dataDir, clock } = this.#options
    const now = clock.now()
    const all = machineNames(this.#options.names)
    const authority = await kept(
      dataDir,
      'ca',
      (pair) => leftMs(pair.cert, now) > RENEW_BEFORE_MS,
      () => makeAuthority(all, hostname(), now),
    )
    const names = this.#covered(authority, all)
    const fits = ({ cert }: KeyPair) =>
      leftMs(cert, now) > RENEW_BEFORE_MS &&
      new X509Certificate(cert).checkIssued(new X509Certificate(authority.cert)) &&
      covers(cert, names)
    const server = await kept(dataDir, 'server', fits, () =>
      makeServerCertificate(authority, names, now),
    )
    return { ...server, authority: authority.cert }
  }

  /** Leaves out what the authority was not made for, and says how to have it vouched for. */
  #covered(authority: KeyPair, all: Names): Names {
    const mayVouch = coveredBy(authority.cert)
    const left = [...all.dns, ...all.addresses].filter((name) => !mayVouch(name))
    if (left.length > 0 && this.#warned !== left.join()) {
      this.#warned = left.join()
      this.#options.onWarning(
        'names-not-covered',
        `The local authority was made before ${left.join(', ')} and may not vouch for it. Remove ` +
          `${join(this.#options.dataDir, 'secrets', 'ca.pem')} and restart for a new authority, ` +
          `which every device must then trust again.`,
      )
    }
    return { dns: all.dns.filter(mayVouch), addresses: all.addresses.filter(mayVouch) }
  }
}

/** The pair kept in the data folder while it fits, else a new one in its place. */
async function kept(
  dataDir: string,
  name: string,
  fits: (pair: KeyPair) => boolean,
  make: () => Promise<KeyPair>,
): Promise<KeyPair> {
  // One file for both: after a power cut a key never stands beside another key's certificate.
  const path = join(dataDir, 'secrets', `${name}.pem`)
  const stored = (await readPrivateFile(path))?.toString('utf8')
  const pair = stored === undefined ? null : split(stored)
  if (pair !== null && fits(pair)) return pair
  const made = await make()
  await writePrivateFile(path, `${made.key}\n${made.cert}\n`)
  return made
}

function split(pem: string): KeyPair | null {
  const end = '-----END PRIVATE KEY-----'
  const at = pem.indexOf(end)
  if (at < 0) return null
  const cert = pem.slice(at + end.length).trim()
  return cert.startsWith('-----BEGIN CERTIFICATE-----')
    ? { key: pem.slice(0, at + end.length), cert }
    : null
}

const leftMs = (cert: string, now: number) => new X509Certificate(cert).validToDate.getTime() - now

/** True where the certificate is for exactly these names, also when an address has gone. */
function covers(cert: string, { dns, addresses }: Names): boolean {
  const { subjectAltName = '' } = new X509Certificate(cert)
  const listed = subjectAltName === '' ? 0 : subjectAltName.split(', ').length
  const parsed = new X509Certificate(cert)
  return (
    listed === dns.length + addresses.length &&
    dns.every((name) => parsed.checkHost(name, { wildcards: false }) !== undefined) &&
    addresses.every((address) => parsed.checkIP(address) !== undefined)
  )
}

async function loadOwn(
  paths: { cert: string; key: string },
  now: number,
): Promise<ServerCertificate> {
  const [cert, key] = await Promise.all([readPem(paths.cert), readPem(paths.key)])
  let parsed: X509Certificate
  let belongs: boolean
  try {
    parsed = new X509Certificate(cert)
    belongs = parsed.checkPrivateKey(createPrivateKey(key))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw unusable(paths.cert, `it or ${paths.key} is not PEM (${why})`)
  }
  if (!belongs) throw unusable(paths.cert, `${paths.key} is the key of another certificate`)
  if (parsed.validToDate.getTime() <= now)
    throw unusable(paths.cert, `it was valid until ${parsed.validToDate.toISOString()}`)
  return { cert, key, authority: null }
}

const unusable = (path: string, why: string) =>
  new CertificateError(
    'certificate-unusable',
    `The certificate ${path} cannot be used: ${why}. Name another, or none for a local one.`,
  )

async function readPem(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CertificateError(
      'certificate-unreadable',
      `${path} cannot be read (${error.code ?? error.message}): check http.certificate and the ` +
        `rights of the controller's user.`,
    )
  })
}
