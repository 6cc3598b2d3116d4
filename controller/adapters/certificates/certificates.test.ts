import { X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ServerCertificate } from '../../engine/ports.ts'
import { makeAuthority, makeServerCertificate } from './authority.ts'
import { Certificates, type CertificateOptions } from './certificates.ts'

const DAY_MS = 24 * 3_600_000

let dataDir = ''
let opened: Certificates[] = []
let now = Date.now()
let warnings: string[] = []

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sapha-certificates-'))
  now = Date.now()
  warnings = []
})
afterEach(async () => {
  for (const certificates of opened) certificates.stop()
  opened = []
  await rm(dataDir, { recursive: true })
})

function open(options: Partial<CertificateOptions> = {}) {
  const certificates = new Certificates({
    dataDir,
    names: [],
    own: null,
    clock: { now: () => now },
    onWarning: (code) => warnings.push(code),
    ...options,
  })
  opened.push(certificates)
  return certificates
}

/** What Node's own client says of a server with this certificate, reached by this name. */
async function connect(server: { cert: string; key: string }, ca: string, servername: string) {
  const listening = https.createServer(server, (_request, response) => response.end('up'))
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  const { port } = listening.address() as AddressInfo
  try {
    return await new Promise<string>((resolve) => {
      const options = { port, host: '127.0.0.1', ca, servername, agent: false }
      https
        .get(options, (response) => {
          response.resume()
          resolve(response.statusCode === 200 ? 'accepted' : 'strange')
        })
        .on('error', (error: NodeJS.ErrnoException) => resolve(`${error.code} ${error.message}`))
    })
  } finally {
    listening.closeAllConnections()
    listening.close()
  }
}

describe('a local authority', () => {
  test('vouches for this machine, and a client that trusts it connects', async () => {
    const made = await open({ names: ['Chamber.Example', '192.0.2.7'] }).start()
    const authority = made.authority ?? ''
    for (const name of ['localhost', hostname().toLowerCase(), 'chamber.example'])
      expect(await connect(made, authority, name), name).toBe('accepted')
    expect(await connect(made, authority, 'other.example')).toMatch(/ALTNAME_INVALID/)
    const certificate = new X509Certificate(made.cert)
    for (const address of ['127.0.0.1', '::1', '192.0.2.7'])
      expect(certificate.checkIP(address), address).toBe(address)
    const validity = certificate.validToDate.getTime() - certificate.validFromDate.getTime()
    expect(validity).toBeLessThanOrEqual(397 * DAY_MS)
    expect(warnings).toEqual([])
  })

  test('keeps its keys for its owner only', async () => {
    await open().start()
    for (const name of ['ca.pem', 'server.pem'])
      expect((await stat(join(dataDir, 'secrets', name))).mode & 0o777).toBe(0o600)
  })

  test('cannot pose as a site outside: its own certificate forbids what it did not list', async () => {
    const names = { dns: ['localhost'], addresses: ['127.0.0.1'] }
    const authority = await makeAuthority(names, 'test', now)
    const bank = await makeServerCertificate(
      authority,
      { dns: ['bank.example'], addresses: [] },
      now,
    )
    expect(await connect(bank, authority.cert, 'bank.example')).toMatch(
      /permitted subtree violation/,
    )
  })

  test('is the same after a restart, and so is its certificate', async () => {
    const first = await open().start()
    expect(await open().start()).toEqual(first)
  })

  test('makes a new certificate a month before the old one ends, and tells who serves it', async () => {
    const certificates = open()
    const first = await certificates.start()
    const renewed: ServerCertificate[] = []
    certificates.onRenewed((next) => renewed.push(next))
    now += 360 * DAY_MS
    await certificates.renew()
    expect(renewed).toEqual([])
    now += 10 * DAY_MS
    await certificates.renew()
    expect(renewed).toHaveLength(1)
    expect(renewed[0]?.cert).not.toBe(first.cert)
    expect(renewed[0]?.authority).toBe(first.authority)
  })

  test('a name added later within the local network is vouched for; one outside it is named', async () => {
    const first = await open().start()
    const within = await open({ names: ['chamber.local', '10.9.8.7'] }).start()
    expect(within.authority).toBe(first.authority)
    expect(new X509Certificate(within.cert).checkHost('chamber.local')).toBe('chamber.local')
    expect(new X509Certificate(within.cert).checkIP('10.9.8.7')).toBe('10.9.8.7')
    expect(warnings).toEqual([])
    const outside = await open({ names: ['chamber.example'] }).start()
    expect(warnings).toEqual(['names-not-covered'])
    expect(await connect(outside, first.authority ?? '', 'localhost')).toBe('accepted')
  })

  test('what a power cut or an editor left of its files is made again', async () => {
    await open().start()
    await writeFile(join(dataDir, 'secrets', 'server.pem'), 'half a')
    const made = await open().start()
    expect(await connect(made, made.authority ?? '', 'localhost')).toBe('accepted')
  })
})

describe("the house's own certificate", () => {
  let own = { cert: '', key: '' }

  beforeEach(async () => {
    own = { cert: join(dataDir, 'own.crt'), key: join(dataDir, 'own.key') }
    await put(now)
  })

  async function put(from: number) {
    const names = { dns: ['localhost'], addresses: ['127.0.0.1'] }
    const authority = await makeAuthority(names, 'house', from)
    const made = await makeServerCertificate(authority, names, from)
    await writeFile(own.cert, made.cert)
    await writeFile(own.key, made.key)
  }

  test('is served as it is, without an authority to install', async () => {
    const served = await open({ own }).start()
    expect(served.cert).toBe(await readFile(own.cert, 'utf8'))
    expect(served.authority).toBeNull()
  })

  test('is taken up when its files are replaced; a broken one is not, and is reported', async () => {
    const certificates = open({ own })
    const first = await certificates.start()
    const renewed: ServerCertificate[] = []
    certificates.onRenewed((next) => renewed.push(next))
    await writeFile(own.key, 'no key')
    await certificates.renew()
    expect(renewed).toEqual([])
    expect(warnings).toEqual(['certificate-not-renewed'])
    await put(now)
    await certificates.renew()
    expect(renewed).toHaveLength(1)
    expect(renewed[0]?.cert).not.toBe(first.cert)
  })

  test('is refused by name when it is expired, of another key, unreadable or not PEM', async () => {
    await put(now - 500 * DAY_MS)
    await expect(open({ own }).start()).rejects.toMatchObject({ code: 'certificate-unusable' })
    await put(now)
    const key = await readFile(own.key)
    await put(now)
    await writeFile(own.key, key)
    await expect(open({ own }).start()).rejects.toMatchObject({ code: 'certificate-unusable' })
    await writeFile(own.cert, 'not PEM')
    await expect(open({ own }).start()).rejects.toMatchObject({ code: 'certificate-unusable' })
    const absent = { ...own, cert: join(dataDir, 'absent.crt') }
    await expect(open({ own: absent }).start()).rejects.toMatchObject({
      code: 'certificate-unreadable',
    })
  })
})
