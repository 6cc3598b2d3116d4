// The library's parts find each other by decorators, which need this before anything else.
import 'reflect-metadata'
import { randomBytes } from 'node:crypto'
import { GeneralName, GeneralSubtree, GeneralSubtrees, NameConstraints } from '@peculiar/asn1-x509'
import { AsnConvert } from '@peculiar/asn1-schema'
import * as x509 from '@peculiar/x509'
import { constraintsFor, coverage, type Names } from './names.ts'

/** EC P-256: what every browser and operating system of the last ten years takes. */
const KEYS = { name: 'ECDSA', namedCurve: 'P-256' } as const
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const

const DAY_MS = 24 * 3_600_000
const AUTHORITY_DAYS = 3_650
/** Browsers refuse a server's certificate that is valid for more than 398 days. */
const SERVER_DAYS = 397
/** Clocks of tablets are off by hours, and a certificate must hold on them at once. */
const BACKDATED_DAYS = 1

const NAME_CONSTRAINTS = '2.5.29.30'

/** A private key and its certificate, both PEM. */
export interface KeyPair {
  cert: string
  key: string
}

/** Makes an authority that can vouch only for the local network and this machine's own names. */
export async function makeAuthority(names: Names, label: string, now: number): Promise<KeyPair> {
  const keys = await crypto.subtle.generateKey(KEYS, true, ['sign', 'verify'])
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ O: ['Sapha'] }, { CN: [`Sapha local authority (${label})`] }],
    ...validity(now, AUTHORITY_DAYS),
    signingAlgorithm: SIGNING,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
      nameConstraints(constraintsFor(names)),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { cert: cert.toString('pem'), key: await privatePem(keys.privateKey) }
}

/** Which names this authority may vouch for, read from its own certificate. */
export function coveredBy(authority: string): (name: string) => boolean {
  const extension = new x509.X509Certificate(authority).getExtension(NAME_CONSTRAINTS)
  if (extension === null) return () => true
  const { permittedSubtrees } = AsnConvert.parse(extension.value, NameConstraints)
  const bases = [...(permittedSubtrees ?? [])].map((subtree) => subtree.base)
  return coverage({
    dns: bases.flatMap((base) => base.dNSName ?? []),
    addresses: bases.flatMap((base) => base.iPAddress ?? []),
  })
}

/** A server's certificate for these names, with the authority's below it as its chain. */
export async function makeServerCertificate(
  authority: KeyPair,
  names: Names,
  now: number,
): Promise<KeyPair> {
  const issuer = new x509.X509Certificate(authority.cert)
  const keys = await crypto.subtle.generateKey(KEYS, true, ['sign', 'verify'])
  const cert = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: [{ O: ['Sapha'] }, { CN: [(names.dns[0] ?? 'controller').slice(0, 64)] }],
    issuer: issuer.subjectName,
    ...validity(now, SERVER_DAYS),
    signingAlgorithm: SIGNING,
    publicKey: keys.publicKey,
    signingKey: await importPrivate(authority.key),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...names.dns.map((value) => ({ type: 'dns', value }) as const),
        ...names.addresses.map((value) => ({ type: 'ip', value }) as const),
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return {
    cert: `${cert.toString('pem')}\n${authority.cert}`,
    key: await privatePem(keys.privateKey),
  }
}

function nameConstraints(permitted: Names): x509.Extension {
  const subtree = (base: ConstructorParameters<typeof GeneralName>[0]) =>
    new GeneralSubtree({ base: new GeneralName(base) })
  const constraints = new NameConstraints({
    permittedSubtrees: new GeneralSubtrees([
      ...permitted.dns.map((dNSName) => subtree({ dNSName })),
      ...permitted.addresses.map((iPAddress) => subtree({ iPAddress })),
    ]),
  })
  return new x509.Extension(NAME_CONSTRAINTS, true, AsnConvert.serialize(constraints))
}

const validity = (now: number, days: number) => ({
  notBefore: new Date(now - BACKDATED_DAYS * DAY_MS),
  notAfter: new Date(now + (days - BACKDATED_DAYS) * DAY_MS),
})

/** Positive, as RFC 5280 §4.1.2.2 asks: the first bit is clear, and the first byte is not zero. */
function serialNumber(): string {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40
  return bytes.toString('hex')
}

async function privatePem(key: CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')
}

async function importPrivate(pem: string): Promise<CryptoKey> {
  const [der] = x509.PemConverter.decode(pem)
  if (der === undefined) throw new TypeError('no key in this PEM text')
  return crypto.subtle.importKey('pkcs8', der, KEYS, false, ['sign'])
}
