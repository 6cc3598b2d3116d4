import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Two pseudo-terminals joined by socat: a cable without hardware. `bridgeEnd` and `consoleEnd` are
 * links to the two devices.
 */
export class PtyCable {
  readonly bridgeEnd: string
  readonly consoleEnd: string
  #socat: ChildProcess | null = null

  constructor(bridgeEnd: string, consoleEnd = `${bridgeEnd}.consoles`) {
    this.bridgeEnd = bridgeEnd
    this.consoleEnd = consoleEnd
  }

  /** Plugs the cable in; resolves when both ends exist. */
  async start(): Promise<void> {
    await mkdir(dirname(this.bridgeEnd), { recursive: true })
    const end = (link: string) => `pty,raw,echo=0,link=${link}`
    const socat = spawn('socat', ['-d', '-d', end(this.bridgeEnd), end(this.consoleEnd)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    this.#socat = socat
    await bothEndsReady(socat)
    socat.stderr.resume()
  }

  /** Pulls the cable: both ends hang up at once. */
  async stop(): Promise<void> {
    const socat = this.#socat
    this.#socat = null
    if (socat && socat.exitCode === null) {
      const exited = once(socat, 'exit')
      socat.kill('SIGKILL')
      await exited
    }
    await Promise.all([this.bridgeEnd, this.consoleEnd].map((link) => rm(link, { force: true })))
  }
}

/** socat says "starting data transfer loop" once both links stand. */
function bothEndsReady(socat: ChildProcess): Promise<void> {
  return new Promise((ready, failed) => {
    let said = ''
    socat.once('error', () => failed(new Error('socat cannot be started: is it installed?')))
    socat.once('exit', () => failed(new Error(`socat ended: ${said.trim()}`)))
    socat.stderr?.on('data', (text: Buffer) => {
      said = (said + text.toString()).slice(-4096)
      if (said.includes('starting data transfer loop')) ready()
    })
  })
}
