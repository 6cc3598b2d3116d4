import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Link, Transport, TransportError } from '../../firmware-bridge/transports/transport.ts'

/** The other end of a transport, as a test sees it. */
export interface Peer {
  transport: Transport
  /** Makes the transport receive this. */
  send(bytes: Uint8Array): void
  /** All that the transport has sent so far. */
  received(): Buffer
  /** The cable is pulled. */
  pull(): Promise<void>
  /** The cable is plugged in again. */
  plug(): Promise<void>
  close(): Promise<void>
}

/** What every transport promises (firmware-bridge/transports/transport.ts). */
export function describeTransport(name: string, connect: () => Promise<Peer>): void {
  describe(`${name} as a transport`, () => {
    let peer: Peer
    let link: Link | null
    let received: Buffer
    let gone: TransportError[]

    const open = async () => {
      link = await peer.transport.open({
        received: (bytes) => (received = Buffer.concat([received, bytes])),
        gone: (error) => gone.push(error),
      })
      return link
    }
    beforeEach(async () => {
      link = null
      received = Buffer.alloc(0)
      gone = []
      peer = await connect()
    })
    afterEach(async () => {
      await link?.close()
      await peer.close()
    })

    it('carries any byte value, in order, both ways', async () => {
      const all = Buffer.from(Array.from({ length: 256 }, (_, at) => at))
      const opened = await open()
      for (let at = 0; at < 256; at += 16) opened.send(all.subarray(at, at + 16))
      await vi.waitFor(() => expect(peer.received()).toEqual(all))
      peer.send(all)
      await vi.waitFor(() => expect(received).toEqual(all))
    })

    it('says once that the way is lost, and drops what is sent then', async () => {
      const opened = await open()
      await peer.pull()
      await vi.waitFor(() => {
        opened.send(Uint8Array.of(0, 1))
        expect(gone.map((it) => it.code)).toEqual(['port-lost'])
      })
      opened.send(Uint8Array.of(0, 2))
      await opened.close()
      expect(gone).toHaveLength(1)
    })

    it('cannot be opened while the cable is out, and can be when it is back', async () => {
      await peer.pull()
      await expect(open()).rejects.toMatchObject({ code: 'port-unavailable' })
      await peer.plug()
      const opened = await open()
      opened.send(Uint8Array.of(7, 7))
      await vi.waitFor(() => expect(peer.received()).toEqual(Buffer.of(7, 7)))
    })

    it('hears and says nothing after it was closed', async () => {
      const opened = await open()
      await opened.close()
      opened.send(Uint8Array.of(1))
      peer.send(Uint8Array.of(2))
      // Opened again it works: what was sent in between is not kept for it.
      const again = await open()
      again.send(Uint8Array.of(3))
      await vi.waitFor(() => expect(peer.received()).toEqual(Buffer.of(3)))
      expect(gone).toEqual([])
    })
  })
}
