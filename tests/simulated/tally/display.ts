import { TcpDevice } from '../tcp-device.ts'

export interface Shown {
  index: number
  right: number
  label: number
  left: number
  brightness: number
  text: string
  screen: number
}

/** Under-monitor displays on a TCP port, written after TSL UMD V5.0, for tests and the demonstration. */
export class SimulatedUmd extends TcpDevice {
  /** What each display shows, by its index. */
  readonly shown = new Map<number, Shown>()
  packets = 0

  protected serve(): (bytes: Buffer) => void {
    let packet: number[] | null = null
    let escaped = false
    return (bytes) => {
      for (const byte of bytes) {
        if (escaped) {
          escaped = false
          if (byte === 0x02) packet = []
          else packet?.push(byte)
        } else if (byte === 0xfe) escaped = true
        else packet?.push(byte)
        if (packet === null || packet.length < 2) continue
        if (packet.length < 2 + (packet[0] ?? 0) + 256 * (packet[1] ?? 0)) continue
        this.#show(Buffer.from(packet))
        packet = null
      }
    }
  }

  #show(packet: Buffer): void {
    this.packets++
    const isUnicode = (packet.readUInt8(3) & 1) === 1
    const control = packet.readUInt16LE(8)
    const text = packet.subarray(12, 12 + packet.readUInt16LE(10))
    const index = packet.readUInt16LE(6)
    this.shown.set(index, {
      ...{
        index,
        screen: packet.readUInt16LE(4),
        text: text.toString(isUnicode ? 'utf16le' : 'ascii'),
      },
      ...{ right: control & 3, label: (control >> 2) & 3, left: (control >> 4) & 3 },
      brightness: (control >> 6) & 3,
    })
  }
}
