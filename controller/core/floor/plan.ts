import type { Command } from '../../protocol/commands.ts'
import { decided, refuse, type Decision } from '../decision.ts'
import { whyNoAttendance } from '../standing.ts'
import type { ChamberState } from '../state.ts'
import { countOpen, microphoneAt, openFloorMicrophones, openSpeakers } from './microphones.ts'
import { modeOf, mostOpen } from './rules.ts'
import { quotaKey } from './time.ts'

type Of<T extends Command['type']> = Extract<Command, { type: T }>

/** A group and a tag each with its own for every item of a long agenda; more is no plan. */
const MOST_QUOTAS = 500

/** Speeches and the queue stay as they are; fewer microphones need some to be closed before. */
export function setFloorMode(
  state: ChamberState,
  { mode, openMicrophones }: Of<'SetFloorMode'>,
): Decision {
  const refused = whyNoAttendance(state)
  if (refused !== null) return refused
  if (mode === modeOf(state) && openMicrophones === state.floor.openMicrophones)
    return refuse('nothing-to-change', `The mode is ${mode} already.`)
  const most = openMicrophones ?? state.chamber?.policy.openMicrophones ?? 0
  const open = openFloorMicrophones(state)
  return open > most
    ? refuse('microphones-full', `${open} microphones are open: close ${open - most} first.`)
    : decided({ type: 'FloorModeSet', data: { mode, openMicrophones } })
}

/** Also for a sound check before the sitting; what is forced open counts as open. */
export function overrideMicrophone(
  state: ChamberState,
  { seat, to }: Of<'OverrideMicrophone'>,
): Decision {
  const refused = to === 'open' ? whyNoAttendance(state) : null
  if (refused !== null) return refused
  if (!state.index.seats.has(seat)) return refuse('unknown-seat', `There is no seat ${seat}.`)
  const microphone = microphoneAt(state.index, seat)
  const now = standingOf(state, microphone)
  if (now === to)
    return refuse('nothing-to-change', `The microphone at ${seat} is overridden so already.`)
  const speaking = openSpeakers(state.floor).map(({ member }) => member)
  const forced = [...state.floor.forcedOpen, microphone]
  return to === 'open' && countOpen(state, speaking, forced) > mostOpen(state)
    ? refuse('microphones-full', `${mostOpen(state)} microphones are open: close one first.`)
    : decided({ type: 'MicrophoneOverridden', data: { microphone, to } })
}

function standingOf({ floor }: ChamberState, microphone: string): 'open' | 'closed' | 'floor' {
  if (floor.forcedOpen.includes(microphone)) return 'open'
  return floor.forcedClosed.has(microphone) ? 'closed' : 'floor'
}

export function setQuota(state: ChamberState, command: Of<'SetQuota'>): Decision {
  const { item, of, id, ms } = command
  const refused = whyNoAttendance(state)
  if (refused !== null) return refused
  if (!state.sitting?.agenda.some((entry) => entry.id === item))
    return refuse('unknown-item', `Item ${item} is not on the agenda.`)
  if (!isKnown(state, command))
    return refuse('unknown-quota', `There is no ${of} ${id ?? 'as a whole'} to give time to.`)
  const before = state.floor.quotas.get(quotaKey(of, item, id))?.ms ?? null
  if (before === ms) return refuse('nothing-to-change', 'The quota is so already.')
  return before === null && state.floor.quotas.size >= MOST_QUOTAS
    ? refuse('quotas-full', `${MOST_QUOTAS} quotas are set: take one back first.`)
    : decided({ type: 'QuotaSet', data: { item, of, id, ms } })
}

function isKnown({ index }: ChamberState, { of, id }: Of<'SetQuota'>): boolean {
  switch (of) {
    case 'item':
      return id === null
    case 'member':
      return id === null || index.members.has(id)
    case 'group':
      return id !== null && index.groups.has(id)
    case 'tag':
      return id !== null && index.membersOf.has(id)
  }
}
