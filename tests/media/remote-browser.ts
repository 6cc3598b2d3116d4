import { createServer } from 'node:http'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { build } from 'vite'
import type { MediaPort } from '../../controller/engine/ports.ts'

/** How the page calls the media bridge: an Error does not pass from Node to a page. */
export type SourceSignal = (
  method: string,
  data: unknown,
) => Promise<{ data: unknown } | { error: string }>

/** A browser with a simulated camera and microphone, and a place its pages come from. */
export interface RemoteBrowser {
  /** The page of one remote member; its screen's name is the member's with a number. */
  open(bridge: Pick<MediaPort, 'call' | 'leave'>, member: string): Promise<RemotePage>
  close(): Promise<void>
}

export interface RemotePage {
  page: Page
  screen: string
  /** A media event for this screen. */
  hear(event: string, data: unknown): void
  close(): Promise<void>
}

const flags = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required'],
]

/** The devices the person at the browser has, and whether they may be used. */
const devices = {
  simulated: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  refused: ['--use-fake-device-for-media-stream', '--deny-permission-prompts'],
  none: ['--use-fake-ui-for-media-stream'],
}

export async function startRemoteBrowser(
  which: keyof typeof devices = 'simulated',
): Promise<RemoteBrowser> {
  const script = await bundle()
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(
      isScript ? script : '<!doctype html><body><script type=module src=/page.js></script>',
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port for the page.')
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [...flags, ...devices[which]],
  })
  return {
    open: (bridge, member) =>
      openPage(browser, `http://localhost:${address.port}/`, bridge, member),
    close: async () => {
      await browser.close()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

let pages = 0

async function openPage(
  browser: Browser,
  url: string,
  bridge: Pick<MediaPort, 'call' | 'leave'>,
  member: string,
): Promise<RemotePage> {
  pages += 1
  const screen = `${member}-${pages}`
  const page = await browser.newPage()
  const call: SourceSignal = async (method, data) => {
    try {
      return { data: await bridge.call(member, screen, method, data) }
    } catch (error) {
      return { error: String(error) }
    }
  }
  await page.exposeFunction('callMedia', call)
  await page.goto(url)
  await page.waitForFunction(() => 'remoteMember' in window)
  return {
    page,
    screen,
    hear: (event, data) => {
      // A page that was closed hears nothing any more.
      page
        .evaluate(([e, d]) => window.remoteMember.hear(e, d), [event, data] as const)
        .catch(() => undefined)
    },
    close: async () => {
      bridge.leave(screen)
      await page.close()
    },
  }
}

async function bundle(): Promise<string> {
  const entry = fileURLToPath(new URL('remote-page.ts', import.meta.url))
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, lib: { entry, formats: ['es'], fileName: 'page' } },
  })
  const [page] = [built].flat()
  if (page === undefined || !('output' in page)) throw new Error('The page was not built.')
  return page.output[0].code
}
