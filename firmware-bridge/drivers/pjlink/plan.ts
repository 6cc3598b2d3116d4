import type { DisplayAim, DisplayState } from '../../../controller/protocol/device-kinds.ts'
import type { Step } from '../reconciliation.ts'
import { inputCodeOf, type PjlinkCommand } from './codec.ts'
import type { PjlinkModel } from './model.ts'

const command = (
  level: PjlinkCommand['class'],
  body: string,
  parameter: string,
  reason: string,
): Step<PjlinkCommand> => ({ command: { class: level, body, parameter }, reason })

/**
 * What brings a projector from `state` to `aim`, the power first: the rest is refused while it is
 * off, and what is desired of a projector in standby is left until it is on.
 */
export function planPjlink(
  aim: DisplayAim,
  state: DisplayState,
  { mutesTogether }: Pick<PjlinkModel, 'mutesTogether'>,
): Step<PjlinkCommand>[] {
  const power = planPower(aim, state)
  if (power !== null) return [power]
  if (state.power !== 'on') return []
  return [
    ...planInput(aim, state),
    ...planMute(aim, state, mutesTogether),
    ...planFreeze(aim, state),
  ]
}

function planPower(aim: DisplayAim, { power }: DisplayState): Step<PjlinkCommand> | null {
  if (aim.power === undefined) return null
  if (aim.power === 'on') {
    if (power === 'on') return null
    if (power === 'warming') return { waitFor: 'it warms up' }
    // POWR: a projector that cools down answers ERR3 until it is done.
    if (power === 'cooling') return { waitFor: 'it cools down before it can be switched on' }
    return command(1, 'POWR', '1', 'it should be on')
  }
  if (power === 'standby' || power === 'cooling') return null
  if (power === 'warming') return { waitFor: 'it warms up before it can be switched off' }
  return command(1, 'POWR', '0', 'it should be in standby')
}

function planInput(aim: DisplayAim, state: DisplayState): Step<PjlinkCommand>[] {
  if (aim.input === undefined || aim.input === state.input) return []
  const code = inputCodeOf(aim.input)
  if (code === null) return []
  // INPT: numbers past 9 are letters, and class 2.
  const level = /^.[1-9]$/.test(code) ? 1 : 2
  return [
    command(
      level,
      'INPT',
      code,
      `it should show ${aim.input}, not ${state.input ?? 'what it shows'}`,
    ),
  ]
}

function planMute(aim: DisplayAim, state: DisplayState, together: boolean): Step<PjlinkCommand>[] {
  const picture = state.picture === null ? undefined : aim.picture
  const sound = state.sound === null ? undefined : aim.sound
  if (together) {
    if (picture === undefined || picture === state.picture) return []
    const parameter = picture === 'muted' ? '31' : '30'
    return [command(1, 'AVMT', parameter, `picture, and with it the sound, should be ${picture}`)]
  }
  const steps: Step<PjlinkCommand>[] = []
  if (picture !== undefined && picture !== state.picture)
    steps.push(
      command(1, 'AVMT', picture === 'muted' ? '11' : '10', `the picture should be ${picture}`),
    )
  if (sound !== undefined && sound !== state.sound)
    steps.push(command(1, 'AVMT', sound === 'muted' ? '21' : '20', `the sound should be ${sound}`))
  return steps
}

function planFreeze(aim: DisplayAim, state: DisplayState): Step<PjlinkCommand>[] {
  if (aim.frozen === undefined || state.frozen === null || aim.frozen === state.frozen) return []
  return [
    command(
      2,
      'FREZ',
      aim.frozen ? '1' : '0',
      aim.frozen ? 'picture should stand still' : 'picture should move',
    ),
  ]
}
