import Type from 'typebox'
import type { DisplayState } from '../../../controller/protocol/device-kinds.ts'
import { defineDriver, DriverError, type DriverParts } from '../device-driver.ts'
import {
  askMaybe,
  DisplayLine,
  nothingButPower,
  type DisplayChange,
  type DisplayDialect,
  type DisplayHeard,
  type DisplayUnit,
} from '../display-line.ts'
import { encodeQuestion, MDC, MdcReader, statusOf, textOf, type MdcQuestion } from './codec.ts'
import { MDC_MODELS, type MdcModel } from './model.ts'

/** A display that switches on keeps silent for some seconds: it is asked again. */
const ANSWER_MS = 2000
/** Between an answer and the next question: some take no more than ten a second. */
const GAP_MS = 50
const POLL_MS = 10_000

const Options = Type.Object({}, { additionalProperties: false })
type Parts = DriverParts<'display', MdcModel, Type.Static<typeof Options>>
type DisplayOf = DisplayUnit<MdcModel>
type Ask = (question: MdcQuestion) => Promise<Uint8Array>

const ask = (unit: DisplayOf, command: number, ...data: number[]): MdcQuestion => ({
  ...{ id: unit.place, command, data },
})

function dialect(): DisplayDialect<MdcModel, MdcQuestion, Uint8Array> {
  const reader = new MdcReader()
  return {
    ...{ timeoutMs: ANSWER_MS, gapMs: GAP_MS, pollMs: POLL_MS },
    ...{ encode: encodeQuestion, read, identify, command },
    reset: () => reader.reset(),
    hear: (bytes) =>
      reader.push(bytes).map((heard): DisplayHeard<MdcQuestion, Uint8Array> => {
        if (heard.type === 'bad-frame') return 'noise'
        const fits = (question: MdcQuestion) =>
          question.id === heard.id && question.command === heard.command
        const answer = heard.type === 'ack' ? heard.data : refusalOf(heard.error)
        return { place: heard.id, fits, answer }
      }),
  }
}

async function read(unit: DisplayOf, send: Ask): Promise<DisplayState> {
  const status = statusOf(await send(ask(unit, MDC.status)))
  if (status === null) throw new DriverError('answer-unknown', 'Its status is cut short.')
  const inputs = unit.model.inputs.map(({ name }) => name)
  if (status.power !== 'on') return nothingButPower(status.power, inputs)
  const panel = await askMaybe(send(ask(unit, MDC.panel)))
  const showing = unit.model.inputs.find(
    ({ code, alsoSays }) => code === status.input || alsoSays === status.input,
  )
  return {
    ...nothingButPower('on', inputs),
    input: showing?.name ?? null,
    picture: panel === null ? null : panel[0] === 1 ? 'muted' : 'shown',
    sound: status.isMuted === null ? null : status.isMuted ? 'muted' : 'on',
    volume: status.volume,
  }
}

async function identify(unit: DisplayOf, send: Ask) {
  const said = async (command: number) =>
    textOf((await askMaybe(send(ask(unit, command)))) ?? new Uint8Array())
  const model = await said(MDC.modelName)
  const firmware = await said(MDC.softwareVersion)
  return { maker: 'Samsung', model, firmware, serial: await said(MDC.serialNumber) }
}

function command(unit: DisplayOf, change: DisplayChange): MdcQuestion {
  switch (change.set) {
    case 'power':
      return ask(unit, MDC.power, change.value === 'on' ? 1 : 0)
    case 'input': {
      const input = unit.model.inputs.find(({ name }) => name === change.value)
      if (input === undefined)
        throw new DriverError('part-unknown', `Its model has no input ${change.value}.`)
      return ask(unit, MDC.input, input.code)
    }
    case 'picture':
      return ask(unit, MDC.panel, change.value === 'muted' ? 1 : 0)
    case 'sound':
      return ask(unit, MDC.mute, change.value === 'muted' ? 1 : 0)
    case 'volume':
      return ask(unit, MDC.volume, change.value)
  }
}

const refusalOf = (error: number): DriverError =>
  new DriverError('command-refused', `It refuses this now, or does not know it (error ${error}).`)

export const samsungMdc = defineDriver({
  name: 'samsung-mdc',
  kind: 'display',
  ways: ['tcp', 'serial'],
  // Numbers 0 to 254; a serial daisy chain in use has a few dozen at most.
  unitsPerAddress: 64,
  models: MDC_MODELS,
  options: Options,
  restlessMs: 3 * POLL_MS,
  create: (parts: Parts) => new DisplayLine(parts, 'Samsung', dialect()),
})
