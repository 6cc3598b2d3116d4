import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'

/** Somebody in front of a screen of their own. */
export interface PersonsPage {
  page: Page
  context: BrowserContext
}

export interface OpenOptions {
  /** What the person lets the page use; the browser refuses the rest. */
  allow?: ('microphone' | 'camera')[]
  viewport?: { width: number; height: number }
}

/** Chromium beeps and moves where there is no microphone and no camera, and calls nobody. */
const FLAGS = [
  ...['--use-fake-device-for-media-stream', '--autoplay-policy=no-user-gesture-required'],
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync', '--mute-audio'],
]
const OF_THE_BOX = new Set(['localhost', '127.0.0.1'])

/** One Chromium for everybody; each person has a context (cookies, permissions) of their own. */
export class Screens {
  #browser: Browser | null = null
  /** Addresses outside the box that a page asked for anything; none is right. */
  readonly outside: string[] = []
  /** What pages complained about: uncaught errors and refused sources. */
  readonly complaints: string[] = []

  async start(): Promise<void> {
    this.#browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS })
  }

  async stop(): Promise<void> {
    await this.#browser?.close()
  }

  /** A picture of every page, for whoever has to find out why a test failed; where they are. */
  async pictures(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'sapha-failed-'))
    const pages = this.#browser?.contexts().flatMap((context) => context.pages()) ?? []
    await Promise.all(
      pages.map((page, index) => page.screenshot({ path: join(folder, `${index}.png`) })),
    )
    return folder
  }

  /** English throughout. The chamber's own authority signs its pages; this browser was not told. */
  async open(url: string, { allow = [], viewport }: OpenOptions = {}): Promise<PersonsPage> {
    if (this.#browser === null) throw new Error('The browser was not started.')
    const context = await this.#browser.newContext({
      locale: 'en-GB',
      ignoreHTTPSErrors: true,
      reducedMotion: 'reduce',
      ...(viewport && { viewport }),
    })
    await context.grantPermissions(allow)
    await context.addInitScript(keepConnections)
    const page = await context.newPage()
    const watch = (address: string) => {
      const { protocol, hostname, origin } = new URL(address)
      if (/^(https?|wss?):$/.test(protocol) && !OF_THE_BOX.has(hostname)) this.outside.push(origin)
    }
    context.on('request', (request) => watch(request.url()))
    page.on('websocket', (socket) => watch(socket.url()))
    page.on('pageerror', (error) => this.complaints.push(String(error)))
    await page.goto(url)
    return { page, context }
  }
}

declare global {
  interface Window {
    /** Those the page made, for the figures the browser keeps of them. */
    connections: RTCPeerConnection[]
  }
}

/** Runs in the page before its own scripts. */
function keepConnections(): void {
  const Plain = window.RTCPeerConnection
  window.connections = []
  window.RTCPeerConnection = class extends Plain {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      window.connections.push(this)
    }
  }
}
