import type { Command } from '../protocol/commands.ts'
import type { ChamberEvent } from '../protocol/events.ts'
import type { ItemId } from '../protocol/ids.ts'
import type { Happened } from '../protocol/event-versions.ts'
import { isRunning } from './ballot/standing.ts'
import { decided, refuse, type Decision } from './decision.ts'
import { EMPTY_FLOOR } from './floor/floor.ts'
import { listedAgain, replaced } from './floor/list.ts'
import { silence } from './floor/switch.ts'
import { countedUp } from './floor/time.ts'
import { whyNotOpen } from './standing.ts'
import { EMPTY_LOBBY, EMPTY_ROLL, type ChamberState, type Sitting } from './state.ts'

type SittingCommand = Extract<
  Command,
  {
    type:
      | 'ScheduleSitting'
      | 'OpenSitting'
      | 'SuspendSitting'
      | 'ResumeSitting'
      | 'CloseSitting'
      | 'StartAgendaItem'
  }
>
type SittingEvent = Extract<
  Happened,
  {
    type:
      | 'SittingScheduled'
      | 'SittingOpened'
      | 'SittingSuspended'
      | 'SittingResumed'
      | 'SittingClosed'
      | 'AgendaItemStarted'
  }
>

export function decideSitting(state: ChamberState, command: SittingCommand): Decision {
  switch (command.type) {
    case 'ScheduleSitting':
      return schedule(state, command)
    case 'OpenSitting':
      return open(state)
    case 'SuspendSitting':
      return stopWith(state, 'SittingSuspended')
    case 'ResumeSitting':
      return resume(state)
    case 'CloseSitting':
      return stopWith(state, 'SittingClosed')
    case 'StartAgendaItem':
      return startItem(state, command.item)
  }
}

function schedule(
  state: ChamberState,
  command: Extract<Command, { type: 'ScheduleSitting' }>,
): Decision {
  const { sitting, title, agenda } = command
  if (state.usedIds.has(usedSitting(sitting)))
    return refuse('sitting-exists', `Sitting ${sitting} is already in the record.`)
  if (state.sitting !== null && state.sitting.state !== 'closed')
    return refuse('sitting-exists', `Sitting ${state.sitting.id} is not closed yet.`)
  return decided({ type: 'SittingScheduled', data: { sitting, title, agenda } })
}

function open(state: ChamberState): Decision {
  const { sitting } = state
  switch (sitting?.state) {
    case undefined:
    case 'closed':
      return refuse('no-sitting', 'There is no sitting to open: schedule one.')
    case 'open':
      return refuse('sitting-already-open', 'The sitting is already open.')
    case 'suspended':
      return refuse('sitting-suspended', 'The sitting is suspended: resume it.')
    case 'scheduled':
      return decided({ type: 'SittingOpened', data: { sitting: sitting.id } })
  }
}

/** Suspends or closes. Speeches end and every microphone closes; a vote must be over before. */
function stopWith(state: ChamberState, type: 'SittingSuspended' | 'SittingClosed'): Decision {
  const { sitting } = state
  const suspended = sitting?.state === 'suspended'
  // What is suspended may also be closed: an evening can end during a break.
  const refused = suspended && type === 'SittingClosed' ? null : whyNotOpen(state)
  if (refused !== null) return refused
  if (sitting === null) return refuse('no-sitting', 'There is no sitting.')
  if (isRunning(state.ballot))
    return refuse('ballot-still-open', 'A vote is running: close or void it first.')
  return decided(...silence(state), { type, data: { sitting: sitting.id } })
}

function resume(state: ChamberState): Decision {
  const { sitting } = state
  if (sitting === null) return refuse('no-sitting', 'There is no sitting.')
  if (sitting.state !== 'suspended')
    return refuse('sitting-not-suspended', 'The sitting is not suspended.')
  return decided({ type: 'SittingResumed', data: { sitting: sitting.id } }, ...listedAgain(state))
}

function startItem(state: ChamberState, item: ItemId): Decision {
  const refused = whyNotOpen(state)
  if (refused !== null) return refused
  if (!state.sitting?.agenda.some((entry) => entry.id === item))
    return refuse('unknown-item', `Item ${item} is not on the agenda.`)
  if (state.sitting.item === item)
    return refuse('nothing-to-change', `Item ${item} is already being dealt with.`)
  if (isRunning(state.ballot))
    return refuse('ballot-still-open', 'A vote is running: it belongs to the present item.')
  return decided(
    { type: 'AgendaItemStarted', data: { item } },
    ...replaced(state, state.floor.lists.get(item) ?? [], item),
  )
}

const usedSitting = (sitting: string) => `sitting ${sitting}`

export function evolveSitting(state: ChamberState, event: SittingEvent): ChamberState {
  const { at } = event
  switch (event.type) {
    case 'SittingScheduled':
      return { ...state, ...scheduled(state, event.data) }
    case 'SittingOpened':
      return withSitting(state, { state: 'open', openedAt: at })
    case 'SittingSuspended':
      // Who was here before a pause need not be here after it.
      return { ...withSitting(state, { state: 'suspended', suspendedAt: at }), presenceCheck: null }
    case 'SittingResumed':
      return withSitting(state, { state: 'open', suspendedAt: null })
    case 'SittingClosed':
      // The sitting is over for everybody: nobody is present, asks or waits any more.
      return {
        ...withSitting(state, { state: 'closed', suspendedAt: null }),
        roll: EMPTY_ROLL,
        floor: EMPTY_FLOOR,
        lobby: EMPTY_LOBBY,
        presenceCheck: null,
      }
    case 'AgendaItemStarted':
      // Time spoken so far belongs to the item before.
      return withSitting(
        { ...state, floor: countedUp(state, at) },
        {
          item: event.data.item,
          started: new Map(state.sitting?.started).set(event.data.item, at),
        },
      )
  }
}

function scheduled(
  state: ChamberState,
  data: Extract<ChamberEvent, { type: 'SittingScheduled' }>['data'],
): Partial<ChamberState> {
  const sitting: Sitting = {
    id: data.sitting,
    title: data.title,
    state: 'scheduled',
    openedAt: null,
    suspendedAt: null,
    agenda: data.agenda,
    item: null,
    started: new Map(),
  }
  const usedIds = state.usedIds.set(usedSitting(data.sitting), true)
  return { sitting, usedIds, ballot: null, pastBallots: [], prepared: [], bellAt: null }
}

const withSitting = (state: ChamberState, change: Partial<Sitting>): ChamberState =>
  state.sitting === null ? state : { ...state, sitting: { ...state.sitting, ...change } }
