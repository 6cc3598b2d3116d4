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
import { encodeQuestion, LgReader, type LgQuestion } from './codec.ts'
import { LG_MODELS, type LgModel } from './model.ts'

/** A display that switches on keeps silent for some seconds: it is asked again. */
const ANSWER_MS = 2000
/** They lose what comes too fast after an answer. */
const GAP_MS = 100
const POLL_MS = 10_000

const Options = Type.Object({}, { additionalProperties: false })
type Parts = DriverParts<'display', LgModel, Type.Static<typeof Options>>
type DisplayOf = DisplayUnit<LgModel>
type Ask = (question: LgQuestion) => Promise<number>

const ask = ({ place }: DisplayOf, command: string, data: number | null): LgQuestion => ({
  ...{ command, setId: place, data },
})

function dialect(): DisplayDialect<LgModel, LgQuestion, number> {
  const reader = new LgReader()
  return {
    ...{ timeoutMs: ANSWER_MS, gapMs: GAP_MS, pollMs: POLL_MS },
    ...{ read, command },
    encode: (question) => Buffer.from(encodeQuestion(question)),
    // Their serial number and version are asked by commands that not all manuals list.
    identify: () => Promise.resolve({ maker: 'LG', model: '', firmware: '', serial: '' }),
    reset: () => reader.reset(),
    hear: (bytes) =>
      reader.push(bytes).map((heard): DisplayHeard<LgQuestion, number> => {
        if (heard.type === 'bad-answer') return 'noise'
        const { setId, letter } = heard
        const fits = (question: LgQuestion) =>
          question.setId === setId && question.command.endsWith(letter)
        return { place: setId, fits, answer: heard.type === 'ok' ? heard.data : refused }
      }),
  }
}

const refused = new DriverError('command-refused', 'It refuses this now, or does not know it (NG).')

async function read(unit: DisplayOf, send: Ask): Promise<DisplayState> {
  const inputs = unit.model.inputs.map(({ name }) => name)
  const power = await send(ask(unit, 'ka', null))
  if (power !== 1) return nothingButPower('standby', inputs)
  const maybe = (command: string) => askMaybe(send(ask(unit, command, null)))
  const input = await maybe('xb')
  const screenMute = await maybe('kd')
  const volumeMute = await maybe('ke')
  const volume = await maybe('kf')
  const showing = unit.model.inputs.find(
    ({ code, alsoSays }) => code === input || alsoSays === input,
  )
  return {
    ...nothingButPower('on', inputs),
    input: showing?.name ?? null,
    picture: screenMute === null ? null : screenMute === 0 ? 'shown' : 'muted',
    // ke: 00 is without sound, 01 with it.
    sound: volumeMute === null ? null : volumeMute === 0 ? 'muted' : 'on',
    volume: volume === null || volume > 100 ? null : volume,
  }
}

function command(unit: DisplayOf, change: DisplayChange): LgQuestion {
  switch (change.set) {
    case 'power':
      return ask(unit, 'ka', change.value === 'on' ? 1 : 0)
    case 'input': {
      const input = unit.model.inputs.find(({ name }) => name === change.value)
      if (input === undefined)
        throw new DriverError('part-unknown', `Its model has no input ${change.value}.`)
      return ask(unit, 'xb', input.code)
    }
    case 'picture':
      return ask(unit, 'kd', change.value === 'muted' ? 1 : 0)
    case 'sound':
      return ask(unit, 'ke', change.value === 'muted' ? 0 : 1)
    case 'volume':
      return ask(unit, 'kf', change.value)
  }
}

export const lgRs232 = defineDriver({
  name: 'lg-rs232',
  kind: 'display',
  ways: ['serial', 'tcp'],
  // Set IDs go to 99 on every model; a daisy chain in use has a few dozen at most.
  unitsPerAddress: 64,
  models: LG_MODELS,
  options: Options,
  restlessMs: 3 * POLL_MS,
  create: (parts: Parts) => new DisplayLine(parts, 'LG', dialect()),
})
