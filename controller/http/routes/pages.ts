import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { App } from '../app.ts'
import { HttpProblem } from '../problem.ts'

export interface PageParts {
  /** Folders of the two built web apps. */
  kioskDir: string
  dashboardDir: string
}

/** Paths below which a page finds its own way. */
const KIOSK_PAGES = ['/seat/*', '/chair', '/chair/*', '/join/*', '/display/*']
const DASHBOARD_PAGES = [
  '/',
  '/login',
  '/setup',
  '/prepare',
  '/devices',
  '/record',
  '/record/*',
  '/access',
]

const open = { config: { audience: 'public' } } as const

/** Serves both web apps: pages always fresh, assets (named by their hash) for ever. */
export async function pageRoutes(app: App, { kioskDir, dashboardDir }: PageParts): Promise<void> {
  // A build may lay .br and .gz files beside its assets; they are sent where they are.
  await app.register(fastifyStatic, { serve: false, preCompressed: true, cacheControl: false })
  servePages(app, KIOSK_PAGES, kioskDir)
  servePages(app, DASHBOARD_PAGES, dashboardDir)
  serveAssets(app, 'kiosk-assets', kioskDir)
  serveAssets(app, 'assets', dashboardDir)
  // Browsers ask for one by themselves; pages name their own.
  app.get('/favicon.ico', open, (_request, reply) => reply.code(204).send())
}

function servePages(app: App, paths: string[], dir: string): void {
  for (const path of paths)
    app.get(path, open, async (_request, reply) => {
      const page = await readFile(join(dir, 'index.html')).catch(() => null)
      if (page === null) throw notBuilt()
      return reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(page)
    })
}

export const notBuilt = () =>
  new HttpProblem(503, 'not-built', 'The pages are not built: npm start builds them.')

function serveAssets(app: App, folder: string, dir: string): void {
  app.get<{ Params: { '*': string } }>(`/${folder}/*`, open, (request, reply) =>
    reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .sendFile(request.params['*'], join(dir, folder)),
  )
}
