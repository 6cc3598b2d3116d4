import { readFile } from 'node:fs/promises'
import Type from 'typebox'
import type { ReceiptsPort } from '../../engine/ports.ts'
import { ReceiptProof } from '../../protocol/witness.ts'
import type { App } from '../app.ts'
import { HttpProblem } from '../problem.ts'
import { answers } from './answers.ts'

export interface VerifyParts {
  receipts: ReceiptsPort
}

/**
 * A building behind one router is one address, and after a vote everybody in it may look up theirs.
 * Guessing needs no limit: there are 2⁵⁰ codes, and what they open was announced.
 */
const RECEIPTS_PER_MINUTE = 600

const open = { config: { audience: 'public' } } as const
const JS = 'text/javascript; charset=utf-8'

/** The page, and the program on it: read from the sources as they are, nothing is built or bundled. */
const FILES = {
  '/public/verify': ['verify.html', 'text/html; charset=utf-8'],
  '/public/verify.css': ['verify.css', 'text/css; charset=utf-8'],
  '/public/verify-page.mjs': ['verify-page.mjs', JS],
  '/public/sapha-verify.mjs': ['sapha-verify.mjs', JS],
} as const

/** Of the kiosk's own face; the last for ≥ ⌈ ⌉ in sums. */
const FONTS = [
  'sarabun/files/sarabun-thai-400-normal',
  'sarabun/files/sarabun-latin-400-normal',
  'sarabun/files/sarabun-thai-600-normal',
  'sarabun/files/sarabun-latin-600-normal',
  'noto-sans-math/files/noto-sans-math-latin-400-normal',
] as const

/** What anybody may check: receipts, the newest signed head, and the verifier itself. */
export async function verifyRoutes(app: App, { receipts }: VerifyParts): Promise<void> {
  app.get(
    '/api/receipts/:code',
    {
      config: {
        audience: 'public',
        rateLimit: { max: RECEIPTS_PER_MINUTE, timeWindow: '1 minute' },
      },
      schema: {
        summary: 'The proof that a vote is in the record, for the code on its receipt',
        params: Type.Object({ code: Type.String({ maxLength: 20 }) }),
        response: answers(ReceiptProof),
      },
    },
    (request) => {
      const proof = receipts.proofOf(request.params.code)
      if (proof !== null) return proof
      throw new HttpProblem(
        404,
        'receipt-unknown',
        'No declared open vote of late has this receipt: check the code, wait for the declaration, or look in an exported bundle.',
      )
    },
  )

  app.get('/public/checkpoint', open, (_request, reply) => {
    const { checkpoint } = receipts
    if (checkpoint === null)
      throw new HttpProblem(404, 'no-checkpoint', 'Nothing has been signed yet: try again soon.')
    return reply
      .header('cache-control', 'no-store')
      .type('text/plain; charset=utf-8')
      .send(checkpoint)
  })

  for (const [path, [name, type]] of Object.entries(FILES)) {
    const content = await readFile(new URL(`../../../kiosk/verify/${name}`, import.meta.url))
    app.get(path, open, (_request, reply) =>
      reply.header('cache-control', 'no-cache').type(type).send(content),
    )
  }
  for (const font of FONTS) {
    const content = await readFile(new URL(import.meta.resolve(`@fontsource/${font}.woff2`)))
    app.get(`/public/${font.split('/').at(-1)}.woff2`, open, (_request, reply) =>
      reply.header('cache-control', 'public, max-age=86400').type('font/woff2').send(content),
    )
  }
}
