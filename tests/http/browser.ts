import { get as httpsGet, request as httpsRequest } from 'node:https'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { WebSocket } from 'ws'
import { applyPatch } from '../../controller/protocol/patch.ts'
import type { ClientFrame, ServerFrame } from '../../controller/protocol/socket.ts'
import { PASSWORD, SITTING, type RunningHouse } from './paper-house.ts'

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
  /** The body as JSON; undefined where it is none. */
  json: unknown
}

interface Options {
  body?: unknown
  headers?: Record<string, string>
}

/** A browser of one person: keeps cookies, names its page's origin, trusts the local authority. */
export class Browser {
  readonly #base: URL
  readonly #ca: string
  readonly cookies = new Map<string, string>()

  private constructor(base: string, ca: string) {
    this.#base = new URL(base)
    this.#ca = ca
  }

  /** Trusts what it is served at /ca.crt, as people are told to; nothing else. */
  static async over(base: string): Promise<Browser> {
    return new Browser(base, base.startsWith('https:') ? await authorityOf(base) : '')
  }

  get(path: string, options: Options = {}): Promise<Answer> {
    return this.ask('GET', path, options)
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.ask('POST', path, { body, headers })
  }

  ask(method: string, path: string, { body, headers = {} }: Options = {}): Promise<Answer> {
    const bytes = body instanceof Uint8Array
    const payload = body === undefined || bytes ? body : JSON.stringify(body)
    const type = bytes ? 'application/octet-stream' : 'application/json'
    const request = this.#base.protocol === 'https:' ? httpsRequest : httpRequest
    return new Promise((resolve, reject) => {
      const sent = request(
        new URL(path, this.#base),
        {
          method,
          agent: false,
          ca: this.#ca,
          family: 4,
          headers: {
            ...(method === 'GET' ? {} : { origin: this.#base.origin }),
            ...(payload === undefined ? {} : { 'content-type': type }),
            cookie: this.cookieHeader(),
            ...headers,
          },
        },
        (response) => {
          for (const line of response.headers['set-cookie'] ?? []) this.#keep(line)
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8')
            const status = response.statusCode ?? 0
            resolve({ status, headers: response.headers, text, json: parsed(text) })
          })
        },
      )
      sent.on('error', reject)
      sent.end(payload)
    })
  }

  cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** Opens the socket; rejects with the HTTP status where the upgrade is refused. */
  async socket(path = '/api/socket', headers: Record<string, string> = {}): Promise<Page> {
    const url = new URL(path, this.#base)
    url.protocol = url.protocol.replace('http', 'ws')
    const ws = new WebSocket(url, {
      ca: this.#ca,
      family: 4,
      headers: { origin: this.#base.origin, cookie: this.cookieHeader(), ...headers },
    })
    const page = new Page(ws)
    await new Promise<void>((resolve, reject) => {
      ws.on('open', resolve)
      ws.on('error', reject)
      ws.on('unexpected-response', (_request, response) => {
        ws.terminate()
        reject(new Error(`refused with ${response.statusCode}`))
      })
    })
    return page
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ')
    const at = pair.indexOf('=')
    const name = pair.slice(0, at)
    if (attributes.some((attribute) => /^max-age=0$/i.test(attribute))) this.cookies.delete(name)
    else this.cookies.set(name, pair.slice(at + 1))
  }
}

/** A page's socket: what came, and the views it makes of it. */
export class Page {
  readonly ws: WebSocket
  readonly frames: ServerFrame[] = []
  readonly views = new Map<string, { revision: number; view: unknown }>()
  /** The close code once it is closed. */
  closed: number | null = null

  constructor(ws: WebSocket) {
    this.ws = ws
    ws.on('message', (data) => {
      if (Buffer.isBuffer(data)) this.#hear(JSON.parse(data.toString('utf8')) as ServerFrame)
    })
    ws.on('close', (code) => {
      this.closed = code
    })
  }

  send(frame: ClientFrame | { t: string }): void {
    this.ws.send(JSON.stringify(frame))
  }

  subscribe(...channels: string[]): void {
    this.send({ t: 'subscribe', channels })
  }

  /** Frames other than the pulse. */
  heard(): ServerFrame[] {
    return this.frames.filter((frame) => frame.t !== 'beat')
  }

  gone(): string[] {
    return this.frames.flatMap((f) =>
      f.t === 'gone' ? [`${f.channel ?? 'socket'} ${f.code}`] : [],
    )
  }

  view(channel: string): unknown {
    return this.views.get(channel)?.view
  }

  #hear(frame: ServerFrame): void {
    this.frames.push(frame)
    if (frame.t === 'snapshot')
      this.views.set(frame.channel, { revision: frame.revision, view: frame.view })
    if (frame.t !== 'patch') return
    const known = this.views.get(frame.channel)
    if (known?.revision !== frame.revision - 1) throw new Error(`a gap in ${frame.channel}`)
    const view = applyPatch(known.view, frame.ops)
    this.views.set(frame.channel, { revision: frame.revision, view })
  }
}

/** Signs in at the desk, making its first account where there is none yet. */
export async function asDesk({ http, setupCode }: RunningHouse): Promise<Browser> {
  const browser = await Browser.over(http.urls.desk)
  const signIn = { user: 'chief', password: PASSWORD }
  const made = await browser.post('/api/setup', { code: setupCode, ...signIn })
  if (made.status !== 200) await browser.post('/api/login', signIn)
  return browser
}

export async function asScreen(running: RunningHouse, screen: string): Promise<Browser> {
  const browser = await Browser.over(running.http.urls.desk)
  const key = running.secrets.secretFor('screen', screen)
  await browser.post('/api/enrol', { screen, key })
  return browser
}

export async function asMember(running: RunningHouse, member: string): Promise<Browser> {
  const browser = await Browser.over(running.http.urls.desk)
  const key = running.secrets.secretFor('invitation', `${SITTING}/${member}`)
  const code = running.secrets.personalCode(member, SITTING)
  await browser.post('/api/join', { sitting: SITTING, member, key, code })
  return browser
}

function authorityOf(base: string): Promise<string> {
  return new Promise((resolve, reject) => {
    // The one request that cannot be verified yet; people compare the fingerprint.
    const options = { rejectUnauthorized: false, agent: false, family: 4 }
    httpsGet(new URL('/ca.crt', base), options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        resolve(Buffer.concat(chunks).toString('utf8'))
      })
    }).on('error', reject)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
