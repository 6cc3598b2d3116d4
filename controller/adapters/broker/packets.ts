/** The acknowledgement of a QoS 1 message (MQTT 3.1.1 §3.4). */
export function puback(packetId: number): Buffer {
  return Buffer.from([0x40, 2, packetId >> 8, packetId & 0xff])
}

/** A message in one piece (MQTT 3.1.1 §3.3); of QoS 0 where it has no packet id. */
export function publish(
  topic: string,
  payload: string | Uint8Array,
  packetId: number | null,
  retain = false,
): Buffer {
  const topicBytes = Buffer.byteLength(topic)
  const payloadBytes = Buffer.byteLength(payload)
  const rest = 2 + topicBytes + (packetId === null ? 0 : 2) + payloadBytes
  const length = remainingLength(rest)
  const packet = Buffer.allocUnsafe(1 + length.length + rest)
  packet[0] = 0x30 | (packetId === null ? 0 : 2) | (retain ? 1 : 0)
  packet.set(length, 1)
  let at = packet.writeUInt16BE(topicBytes, 1 + length.length)
  at += packet.write(topic, at)
  if (packetId !== null) at = packet.writeUInt16BE(packetId, at)
  if (typeof payload === 'string') packet.write(payload, at)
  else packet.set(payload, at)
  return packet
}

/** Seven bits a byte, the lowest first (§2.2.3). */
function remainingLength(bytes: number): number[] {
  return bytes < 128 ? [bytes] : [(bytes % 128) | 128, ...remainingLength(Math.floor(bytes / 128))]
}
