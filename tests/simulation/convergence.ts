import { isDeepStrictEqual } from 'node:util'
import { MemoryRecord } from '../../controller/adapters/record/memory-record.ts'
import { consoleAim } from '../../controller/core/desire.ts'
import { evolve } from '../../controller/core/evolve.ts'
import { initialState, type ChamberState } from '../../controller/core/state.ts'
import { viewOf } from '../../controller/http/views.ts'
import { toEvent } from '../../controller/protocol/event-versions.ts'
import { shownVote } from '../simulated/shown-vote.ts'
import type { Room } from './room.ts'

/** Faults of devices, which end when the devices are back. */
const DEVICE_FAULTS: ReadonlySet<string> = new Set(['console-silent', 'line-down', 'bridge-lost'])

/** What is not yet as it must be once everything works again; empty when all is. */
export function unsettled(room: Room): string[] {
  const { controller, consoles, pages, checker } = room
  const { process, sockets } = controller
  if (process === null || sockets === null) return ['the controller is not up']
  const { state } = process.engine
  const wrong: string[] = []
  if (process.unanswered > 0) wrong.push(`${process.unanswered} commands were never answered`)
  for (const { id, code } of state.faults)
    if (DEVICE_FAULTS.has(code)) wrong.push(`fault ${id} is still open`)
  for (const { id, lamps } of consoles) {
    const { microphone, ...aim } = consoleAim(state, id)
    const shown = { ...aim, ballot: shownVote(aim), microphoneOpen: microphone === 'open' }
    if (!isDeepStrictEqual(lamps, shown))
      wrong.push(`${id} shows ${JSON.stringify(lamps)}, not ${JSON.stringify(aim)} ${microphone}`)
  }
  for (const page of pages)
    for (const channel of page.channels)
      if (!page.isLive || !isDeepStrictEqual(page.view(channel), viewOf(sockets.views, channel)))
        wrong.push(`${page.name} does not show ${channel} as it is`)
  for (const { console, pressId } of checker.presses.lost())
    wrong.push(`press ${pressId} of ${console} was acknowledged and never decided`)
  return wrong
}

/** Whether the record holds and leads to the very state the engine has; a sentence where not. */
export async function whyNoRecord({ controller, disk }: Room): Promise<string | null> {
  const { process } = controller
  if (process === null) return 'the controller is not up'
  await process.engine.stop()
  const record = new MemoryRecord(disk)
  await record.start()
  let folded = initialState
  await record.read((events) => {
    folded = events.reduce((state, event) => evolve(state, toEvent(event)), folded)
  })
  await record.stop()
  return isDeepStrictEqual(plain(folded), plain(process.engine.state))
    ? null
    : 'the record does not lead to the state the engine had'
}

/** A state as data; the look-ups are derived from the chamber. */
const plain = (state: ChamberState): unknown =>
  JSON.parse(
    JSON.stringify({ ...state, index: null }, (_key, value: unknown) =>
      isIterable(value) ? [...value] : value,
    ),
  )

const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Symbol.iterator in value
