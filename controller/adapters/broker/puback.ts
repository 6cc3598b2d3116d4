/** The acknowledgement of a QoS 1 message (MQTT 3.1.1 §3.4). */
export function puback(packetId: number): Buffer {
  return Buffer.from([0x40, 2, packetId >> 8, packetId & 0xff])
}
