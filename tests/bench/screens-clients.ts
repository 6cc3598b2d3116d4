import WebSocket from 'ws'
import type { ClientFrame } from '../../controller/protocol/socket.ts'

/** Many screens in a process of their own: they read frames and note when the last one had it. */

export interface ScreensAsked {
  url: string
  headers: Record<string, string>
  count: number
  /** What is sent once connected; null where nothing has to be. */
  hello: ClientFrame | null
  /** Only what has this in it is waited for; '' where everything is. */
  containing: string
}
export type ScreensSaid = { said: 'ready' } | { said: 'all-have-it'; at: string; bytes: string }

const say = (said: ScreensSaid) => process.connected && process.send?.(said)

process.once('message', (asked: ScreensAsked) => {
  connectAll(asked).then(
    () => say({ said: 'ready' }),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`)
      process.exit(1)
    },
  )
})
process.on('disconnect', () => process.exit())

let have = 0
let count = 0
let containing = ''

async function connectAll(asked: ScreensAsked): Promise<void> {
  count = asked.count
  containing = asked.containing
  for (let from = 0; from < count; from += 25)
    await Promise.all(Array.from({ length: 25 }, () => connectOne(asked)))
}

function connectOne({ url, headers, hello }: ScreensAsked): Promise<void> {
  return new Promise((ready, failed) => {
    const socket = new WebSocket(url, { headers, perMessageDeflate: false })
    socket.once('error', failed)
    socket.on('open', () => (hello ? socket.send(JSON.stringify(hello)) : ready()))
    socket.on('message', (data: Buffer) => {
      const text = data.toString()
      if (text.startsWith('{"t":"snapshot"')) ready()
      if (text.startsWith('{"t":"patch"') && text.includes(containing)) note(text)
    })
  })
}

function note(bytes: string): void {
  have += 1
  if (have < count) return
  have = 0
  say({ said: 'all-have-it', at: process.hrtime.bigint().toString(), bytes })
}
