import { createHash, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { App } from '../app.ts'
import { HttpProblem } from '../problem.ts'

const open = { config: { audience: 'public' } } as const
const fileOf = (name: string) => readFile(new URL(`../trust/${name}`, import.meta.url), 'utf8')
/** A new tablet may have no Thai font, and this is the first page it sees. */
const THAI_FONT = import.meta.resolve('@fontsource/sarabun/files/sarabun-thai-400-normal.woff2')

/**
 * The local authority's certificate, and how to make a browser trust it. `authority` answers its
 * PEM, or null where the house brought a certificate of its own.
 */
export async function trustRoutes(app: App, authority: () => string | null): Promise<void> {
  const [page, style, font] = await Promise.all([
    fileOf('trust.html'),
    fileOf('trust.css'),
    readFile(new URL(THAI_FONT)),
  ])

  const certificate = () => {
    const pem = authority()
    if (pem === null)
      throw new HttpProblem(404, 'own-certificate', 'The house uses a certificate of its own.')
    return pem
  }

  app.get('/ca.crt', open, (_request, reply) =>
    reply
      .type('application/x-x509-ca-cert')
      .header('content-disposition', 'attachment; filename="sapha-ca.crt"')
      .send(certificate()),
  )
  app.get('/trust', open, (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .send(page.replaceAll('{{fingerprint}}', fingerprintOf(certificate()))),
  )
  app.get('/trust.css', open, (_request, reply) => reply.type('text/css').send(style))
  app.get('/trust.woff2', open, (_request, reply) => reply.type('font/woff2').send(font))
}

/** SHA-256 of the certificate as operating systems show it: AB:CD:… */
export function fingerprintOf(pem: string): string {
  const digest = createHash('sha256').update(new X509Certificate(pem).raw).digest('hex')
  return (digest.toUpperCase().match(/../g) ?? []).join(':')
}
