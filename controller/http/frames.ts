import type { ServerFrame } from '../protocol/socket.ts'

const TEXT = 0x81
const PING = 0x89

/**
 * A whole WebSocket message as the server sends it (RFC 6455 §5.2: final, unmasked), so that one
 * buffer serves every screen: framing 750 times is what a plain broadcast spends its time on.
 */
export function textMessage(frame: ServerFrame): Buffer {
  return message(TEXT, Buffer.from(JSON.stringify(frame)))
}

export const pingMessage = (): Buffer => message(PING, Buffer.alloc(0))

function message(opcode: number, payload: Buffer): Buffer {
  const header = headerFor(opcode, payload.length)
  return Buffer.concat([header, payload], header.length + payload.length)
}

function headerFor(opcode: number, length: number): Buffer {
  if (length < 126) return Buffer.from([opcode, length])
  if (length < 65_536) return Buffer.from([opcode, 126, length >> 8, length & 0xff])
  const header = Buffer.alloc(10)
  header[0] = opcode
  header[1] = 127
  header.writeBigUInt64BE(BigInt(length), 2)
  return header
}
