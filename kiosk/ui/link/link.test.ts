import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws'
import type { ClientFrame, ServerFrame } from '../../../controller/protocol/socket.ts'
import { Link, type LinkHandlers, type LinkState } from './link.ts'

/** Short enough for a test, long enough that a busy machine does not miss a beat. */
const TIMES = { staleMs: 700, answerMs: 400, firstRetryMs: 20, lastRetryMs: 50 }

let server: WebSocketServer
let link: Link
let heard: ClientFrame[]
let states: LinkState[]
let views: [string, unknown][]
let gone: string[]
let offset: number
let signedIn: boolean

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  heard = []
  states = []
  views = []
  gone = []
  signedIn = true
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      if (Buffer.isBuffer(data)) heard.push(JSON.parse(data.toString()) as ClientFrame)
    })
  })
})
afterEach(() => {
  link.stop()
  for (const socket of server.clients) socket.terminate()
  server.close()
})

const handlers: LinkHandlers = {
  onState: (state) => states.push(state),
  onView: (channel, view) => views.push([channel, view]),
  onClock: (ms) => (offset = ms),
  onMedia: () => undefined,
  onChannelGone: (channel, code) => gone.push(`${channel} ${code}`),
  isSignedIn: async () => signedIn,
}
function openLink(channels: string[]): void {
  const { port } = server.address() as AddressInfo
  link = new Link(`ws://127.0.0.1:${port}`, handlers, TIMES)
  link.subscribe(channels)
  link.start()
}
const say = (socket: ServerSocket, frame: ServerFrame): void => socket.send(JSON.stringify(frame))
async function connected(): Promise<ServerSocket> {
  const [socket] = (await once(server, 'connection')) as [ServerSocket]
  await vi.waitFor(() => expect(heard.at(-1)?.t).toBe('subscribe'))
  return socket
}
const snapshot = (channel: string, revision: number, view: unknown): ServerFrame => ({
  t: 'snapshot',
  channel,
  revision,
  view,
})
const kinds = (): string[] => states.map(({ kind }) => kind)

describe('views', () => {
  it('is live once every channel has its snapshot, and applies patches in order', async () => {
    openLink(['plan', 'room'])
    const socket = await connected()
    expect(heard).toEqual([{ t: 'subscribe', channels: ['plan', 'room'] }])
    say(socket, snapshot('plan', 1, { seats: [] }))
    await vi.waitFor(() => expect(views).toHaveLength(1))
    expect(kinds()).toEqual([])
    say(socket, snapshot('room', 4, { queue: ['m1'], item: 'i1' }))
    say(socket, { t: 'patch', channel: 'room', revision: 5, ops: [[['item'], 'i2']] })
    await vi.waitFor(() => expect(views).toHaveLength(3))
    expect(views.at(-1)).toEqual(['room', { queue: ['m1'], item: 'i2' }])
    expect(kinds()).toEqual(['live'])
  })

  it('leaves the view it showed before as it was, and shares what did not change', async () => {
    openLink(['room'])
    const socket = await connected()
    say(socket, snapshot('room', 1, { queue: ['m1'], item: 'i1' }))
    say(socket, { t: 'patch', channel: 'room', revision: 2, ops: [[['item'], 'i2']] })
    await vi.waitFor(() => expect(views).toHaveLength(2))
    const [before, after] = views.map(([, view]) => view as { queue: unknown; item: string })
    expect(before?.item).toBe('i1')
    expect(after?.queue).toBe(before?.queue)
  })

  it('asks for a snapshot again where a patch is missing, and shows nothing in between', async () => {
    openLink(['room'])
    const socket = await connected()
    say(socket, snapshot('room', 1, { item: 'i1' }))
    say(socket, { t: 'patch', channel: 'room', revision: 3, ops: [[['item'], 'i3']] })
    say(socket, { t: 'patch', channel: 'room', revision: 4, ops: [[['item'], 'i4']] })
    await vi.waitFor(() => expect(heard).toHaveLength(2))
    expect(heard[1]).toEqual({ t: 'subscribe', channels: ['room'] })
    say(socket, snapshot('room', 4, { item: 'i4' }))
    await vi.waitFor(() => expect(views).toHaveLength(2))
    expect(views.at(-1)).toEqual(['room', { item: 'i4' }])
    expect(heard).toHaveLength(2)
  })

  it('asks again where a patch does not fit', async () => {
    openLink(['room'])
    const socket = await connected()
    say(socket, snapshot('room', 1, { item: 'i1' }))
    say(socket, { t: 'patch', channel: 'room', revision: 2, ops: [[['queue', 0, 'place'], 1]] })
    await vi.waitFor(() => expect(heard).toHaveLength(2))
    expect(views).toHaveLength(1)
  })

  it('lets go of one channel that is not to be seen any more', async () => {
    openLink(['plan', 'room'])
    const socket = await connected()
    say(socket, snapshot('plan', 1, {}))
    say(socket, { t: 'gone', channel: 'room', code: 'not-admitted', detail: '' })
    await vi.waitFor(() => expect(gone).toEqual(['room not-admitted']))
    expect(kinds()).toEqual(['live'])
    link.subscribe(['room'])
    await vi.waitFor(() => expect(heard.at(-1)).toEqual({ t: 'subscribe', channels: ['room'] }))
  })
})

describe('loss', () => {
  it('says so when beats stop coming, and catches up by itself', async () => {
    openLink(['room'])
    const socket = await connected()
    say(socket, snapshot('room', 1, { item: 'i1' }))
    await vi.waitFor(() => expect(kinds()).toEqual(['live']))
    const again = once(server, 'connection')
    await vi.waitFor(() => expect(kinds()).toEqual(['live', 'lost']), { timeout: 3000 })
    const [second] = (await again) as [ServerSocket]
    await vi.waitFor(() => expect(heard).toHaveLength(2))
    say(second, snapshot('room', 9, { item: 'i9' }))
    await vi.waitFor(() => expect(kinds()).toEqual(['live', 'lost', 'live']))
    expect(views.at(-1)).toEqual(['room', { item: 'i9' }])
  })

  it('asks again for a snapshot that does not come though beats do', async () => {
    openLink(['room'])
    const socket = await connected()
    const beats = setInterval(() => say(socket, { t: 'beat', at: Date.now() }), 100)
    await vi.waitFor(() => expect(heard).toHaveLength(2), 5000)
    clearInterval(beats)
    expect(heard[1]).toEqual({ t: 'subscribe', channels: ['room'] })
    say(socket, snapshot('room', 1, {}))
    await vi.waitFor(() => expect(kinds()).toEqual(['live']))
  })

  it('is not lost while beats come', async () => {
    openLink(['room'])
    const socket = await connected()
    say(socket, snapshot('room', 1, {}))
    let sent = 0
    const beats = setInterval(() => {
      say(socket, { t: 'beat', at: Date.now() })
      sent += 1
    }, 100)
    await vi.waitFor(() => expect(sent * 100).toBeGreaterThan(TIMES.staleMs * 2), 5000)
    clearInterval(beats)
    expect(kinds()).toEqual(['live'])
  })

  it('tries again when cut, and stays away when its session is over', async () => {
    openLink(['room'])
    const socket = await connected()
    socket.terminate()
    const second = await connected()
    say(second, { t: 'gone', channel: null, code: 'session-over', detail: 'Sign in again.' })
    await vi.waitFor(() => expect(kinds()).toEqual(['gone']))
    expect(states.at(-1)).toMatchObject({ code: 'session-over' })
    expect(server.clients.size).toBeLessThanOrEqual(1)
  })

  it('stops asking a controller that does not know it any more', async () => {
    openLink(['room'])
    const socket = await connected()
    say(socket, snapshot('room', 1, {}))
    await vi.waitFor(() => expect(kinds()).toEqual(['live']))
    signedIn = false
    server.options.verifyClient = () => false
    socket.terminate()
    await vi.waitFor(() => expect(states.at(-1)).toMatchObject({ code: 'session-over' }))
  })
})

describe('commands', () => {
  const open = { type: 'OpenSitting' } as const

  it('gives each its own answer', async () => {
    openLink(['room'])
    const socket = await connected()
    const [first, second] = [link.command(open), link.command({ type: 'MuteAll' })]
    await vi.waitFor(() => expect(heard).toHaveLength(3))
    const ids = heard.flatMap((frame) => (frame.t === 'command' ? [frame.id] : []))
    say(socket, { t: 'refused', id: ids[1] ?? '', code: 'no-sitting', detail: 'none' })
    say(socket, { t: 'accepted', id: ids[0] ?? '', seq: 7 })
    expect(await first).toEqual({ ok: true, seq: 7, data: null })
    expect(await second).toEqual({ ok: false, code: 'no-sitting', detail: 'none' })
  })

  it('says that nothing was sent, that the answer was lost, and that there was none', async () => {
    openLink(['room'])
    expect(await link.command(open)).toMatchObject({ code: 'link-lost' })
    const socket = await connected()
    const unheard = link.command(open)
    expect(await unheard).toMatchObject({ code: 'no-answer' })
    const cut = link.command(open)
    socket.terminate()
    expect(await cut).toMatchObject({ code: 'answer-lost' })
  })
})

it('takes the controller’s clock from the beat that travelled fastest', async () => {
  openLink(['room'])
  const socket = await connected()
  const hour = 3_600_000
  say(socket, { t: 'beat', at: Date.now() + hour - 400 })
  say(socket, { t: 'beat', at: Date.now() + hour })
  say(socket, { t: 'beat', at: Date.now() + hour - 900 })
  await vi.waitFor(() => expect(Math.abs(offset - hour)).toBeLessThan(200))
})

it('ignores what is no frame', async () => {
  openLink(['room'])
  const socket = await connected()
  socket.send('{"t":"news"}')
  socket.send('not json')
  socket.send(Buffer.from([1, 2, 3]))
  say(socket, snapshot('room', 1, { item: null }))
  await vi.waitFor(() => expect(kinds()).toEqual(['live']))
})
