import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Identity } from '../../controller/protocol/http-api.ts'
import type { Refusal } from '../../controller/protocol/refusals.ts'
import type { ClientFrame, PatchOp, ServerFrame } from '../../controller/protocol/socket.ts'

/** A controller without a room: serves a built app and whatever views a test gives it. */
export interface FakeController {
  url: string
  /** As in the options; may be changed while it runs. */
  replies: Record<string, unknown>
  /** Commands the screen gave, in order. */
  commands: Extract<ClientFrame, { t: 'command' }>['command'][]
  /** Answers the next commands with this refusal; null: accepts. */
  refuse: string | null
  /** The code of those refusals. */
  refuseCode: Refusal
  /** Votes that came sealed, in order; they are in no command. */
  sealed: Extract<ClientFrame, { t: 'secret-vote' }>[]
  /** Takes commands and leaves them without an answer, as a controller that is busy writing. */
  busy: boolean
  /** Says nothing any more, as a controller that hangs. */
  silence(): void
  /** Goes on as before. */
  speak(): void
  /** Cuts every connection. */
  cut(): void
  patch(channel: string, ops: PatchOp[]): void
  /** Any frame, to every screen. */
  tell(frame: ServerFrame): void
  close(): Promise<void>
}

export interface FakeOptions {
  /** Folder of the built app. */
  dist: string
  views: Record<string, unknown>
  identity: Identity | null
  setupNeeded?: boolean
  /** Replies of requests beside the session: 'GET /path' or '/path' (any method) → JSON. */
  replies?: Record<string, unknown>
  /** Controller's clock, epoch ms; without it, this machine's. */
  now?: number
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
}
/** The policy the controller sends: what breaks under it must break in tests. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; " +
  "media-src 'self' blob: mediastream:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'"

export async function startFakeController(options: FakeOptions): Promise<FakeController> {
  const views = new Map(Object.entries(options.views))
  const revisions = new Map<string, number>()
  const sockets = new Set<WebSocket>()
  let isSilent = false
  const startedAt = Date.now()
  const now = (): number => (options.now ?? startedAt) + Date.now() - startedAt
  const session = {
    identity: options.identity,
    setupNeeded: options.setupNeeded ?? false,
  }

  const replies = { ...options.replies }
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const reply = replies[`${request.method ?? ''} ${path}`] ?? replies[path]
    const json = path === '/api/session' ? session : reply
    if (json !== undefined) {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(json))
      return
    }
    if (path.startsWith('/api/')) {
      response.writeHead(403, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ code: 'wrong-password', message: 'No.', lost: 'Nothing.' }))
      return
    }
    const file = extname(path) === '' ? 'index.html' : normalize(path).replace(/^(\.\.[/\\])+/, '')
    readFile(join(options.dist, file)).then(
      (bytes) => {
        response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream')
        response.setHeader('content-security-policy', POLICY)
        response.end(bytes)
      },
      () => response.writeHead(404).end(),
    )
  })
  const sent = new WebSocketServer({ server, path: '/api/socket' })
  const fake: FakeController = {
    url: '',
    replies,
    commands: [],
    refuse: null,
    sealed: [],
    refuseCode: 'not-allowed',
    busy: false,
    silence: () => {
      isSilent = true
    },
    speak: () => {
      isSilent = false
    },
    cut: () => sockets.forEach((socket) => socket.terminate()),
    patch(channel, ops) {
      const revision = (revisions.get(channel) ?? 1) + 1
      revisions.set(channel, revision)
      for (const socket of sockets) say(socket, { t: 'patch', channel, revision, ops })
    },
    tell: (frame) => sockets.forEach((socket) => say(socket, frame)),
    async close() {
      clearInterval(beat)
      fake.cut()
      sent.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  const say = (socket: WebSocket, frame: ServerFrame): void => {
    if (!isSilent) socket.send(JSON.stringify(frame))
  }
  const beat = setInterval(
    () => sockets.forEach((socket) => say(socket, { t: 'beat', at: now() })),
    1000,
  )
  sent.on('connection', (socket) => {
    sockets.add(socket)
    say(socket, { t: 'beat', at: now() })
    socket.on('close', () => sockets.delete(socket))
    socket.on('message', (data) => {
      if (Buffer.isBuffer(data)) hear(socket, JSON.parse(data.toString()) as ClientFrame)
    })
  })
  function hear(socket: WebSocket, frame: ClientFrame): void {
    if (frame.t === 'subscribe') {
      for (const channel of frame.channels) {
        const revision = revisions.get(channel) ?? 1
        say(socket, { t: 'snapshot', channel, revision, view: views.get(channel) ?? null })
      }
      return
    }
    // There is no media bridge here: a page that asks for it goes on waiting.
    if (frame.t === 'media') return
    if (frame.t === 'secret-vote') fake.sealed.push(frame)
    else fake.commands.push(frame.command)
    if (fake.busy) return
    const { id } = frame
    if (fake.refuse === null) say(socket, { t: 'accepted', id, seq: 1 })
    else say(socket, { t: 'refused', id, code: fake.refuseCode, detail: fake.refuse })
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  fake.url = `http://127.0.0.1:${address.port}`
  return fake
}
