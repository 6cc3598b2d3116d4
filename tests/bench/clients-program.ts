import { Socket } from 'node:net'
import mqtt, { type MqttClient } from 'mqtt'
import type { ConsoleKey } from '../../controller/protocol/device-messages.ts'
import { MqttConsole } from '../simulated/consoles/mqtt-console.ts'
import type { Asked } from './clients.ts'

/** Many MQTT clients in a process of their own, so that what they cost is not the controller's. */

const consoles: MqttConsole[] = []
const echoes: MqttClient[] = []

/** As long as a console's press. */
const ECHO_PAYLOAD = JSON.stringify({
  type: 'press',
  pressId: '0123456789ab.12345',
  at: 1_700_000_000_000,
  key: 'choice-1',
  ballot: 'ballot-1',
})

process.on('message', (asked: Asked) => {
  carryOut(asked).then(
    (answer) => process.send?.({ answer }),
    (error: unknown) => process.send?.({ failed: String(error) }),
  )
})
process.on('disconnect', () => process.exit())

async function carryOut(asked: Asked): Promise<number> {
  switch (asked.do) {
    case 'connect-consoles':
      return connectConsoles(asked.url, asked.consoles)
    case 'connect-echoes':
      return connectEchoes(asked.url, asked.count)
    case 'press-all':
      return pressAll(asked.key, asked.recorded)
    case 'press-talk':
      return pressTalk(asked.console)
    case 'echo-all':
      return timed(() => Promise.all(echoes.map((client) => echo(client))))
    case 'echo-one':
      return timed(() => echo(echoes[asked.client % echoes.length] ?? fail('no client')))
    case 'all-told':
      await Promise.all(consoles.map((console) => console.until((aim) => aim.present, 30_000)))
      return consoles.length
    case 'told-again':
      return toldAgain()
  }
}

async function connectConsoles(
  url: string,
  named: readonly { id: string; password: string }[],
): Promise<number> {
  for (const { id, password } of named) consoles.push(new MqttConsole({ id, password, url }))
  // Not all at once: the broker lets in so many a second, as it would after a power cut.
  for (let from = 0; from < consoles.length; from += 50)
    await Promise.all(consoles.slice(from, from + 50).map((console) => console.start()))
  return consoles.length
}

/** First press to the last lamp that says what is durably recorded, ms. */
function pressAll(key: ConsoleKey, recorded: number | null): Promise<number> {
  return timed(() =>
    Promise.all(
      consoles.map(async (console) => {
        void console.press(key)
        await console.until(
          (aim) => (recorded === null ? aim.present : aim.ballot?.recorded === recorded),
          30_000,
        )
      }),
    ),
  )
}

function pressTalk(at: number): Promise<number> {
  const console = consoles[at % consoles.length] ?? fail('no console')
  const wanted = console.aim?.talk === 'off'
  return timed(async () => {
    void console.press('talk')
    await console.until((aim) => (aim.talk !== 'off') === wanted)
  })
}

/** Until every console has been told what to do by a controller that was started again, ms. */
function toldAgain(): Promise<number> {
  return timed(() =>
    Promise.all(
      consoles.map(
        (console) =>
          new Promise<void>((told) => {
            const stop = console.onTold(() => {
              stop()
              told()
            })
          }),
      ),
    ),
  )
}

async function connectEchoes(url: string, count: number): Promise<number> {
  for (let index = 0; index < count; index++) {
    const client = mqtt.connect(url, { clientId: `echo-${index}`, protocolVersion: 4 })
    await new Promise<void>((connected, failed) => {
      client.once('error', failed)
      client.once('connect', () => {
        if (client.stream instanceof Socket) client.stream.setNoDelay(true)
        client.subscribe(`echo/${index}`, { qos: 1 }, (error) =>
          error ? failed(error) : connected(),
        )
      })
    })
    echoes.push(client)
  }
  return echoes.length
}

function echo(client: MqttClient): Promise<void> {
  const { clientId = '' } = client.options
  return new Promise((heard) => {
    client.once('message', () => heard())
    client.publish(clientId.replace('-', '/'), ECHO_PAYLOAD, { qos: 1 })
  })
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await run()
  return performance.now() - began
}

function fail(why: string): never {
  throw new Error(why)
}
