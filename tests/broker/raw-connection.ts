import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { generate } from 'mqtt-packet'

/** CONNACK is 4 bytes; SUBACK with one filter is 5. */
const CONNACK_BYTES = 4
const SUBACK_BYTES = 5

/** A bare connection that has said CONNECT and been let in; what comes on it is the test's matter. */
export async function rawConnection(url: string, user: string, password: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  socket.write(
    generate({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clean: true,
      clientId: user,
      keepalive: 60,
      username: user,
      password: Buffer.from(password),
    }),
  )
  await untilReceived(socket, CONNACK_BYTES)
  return socket
}

/** A client that subscribes and, once that is granted, reads nothing any more. */
export async function frozenSubscriber(
  url: string,
  user: string,
  password: string,
  topic: string,
): Promise<Socket> {
  const socket = await rawConnection(url, user, password)
  socket.write(generate({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic, qos: 1 }] }))
  await untilReceived(socket, SUBACK_BYTES)
  return socket
}

/** Leaves the socket paused. */
async function untilReceived(socket: Socket, bytes: number): Promise<void> {
  let received = 0
  while (received < bytes) {
    const chunk: unknown = socket.read()
    if (Buffer.isBuffer(chunk)) received += chunk.length
    else await once(socket, 'readable')
  }
  socket.removeAllListeners('readable')
  socket.pause()
}
