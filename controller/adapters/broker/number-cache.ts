import mqttPacket from 'mqtt-packet'

/**
 * mqtt-packet makes a buffer for each of 65,536 numbers before its first packet: some 15 MB and 40 ms
 * in every thread, to save what costs a tenth of a microsecond. To be called before that packet.
 */
export function withoutNumberCache(): void {
  mqttPacket.writeToStream.cacheNumbers = false
}
