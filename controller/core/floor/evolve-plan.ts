import type { FloorEvent } from '../../protocol/floor-events.ts'
import type { Floor } from './floor.ts'
import { quotaKey } from './time.ts'

type PlanEvent = Extract<
  FloorEvent,
  {
    type: 'FloorHeld' | 'FloorModeSet' | 'MicrophoneOverridden' | 'SpeakersRegistered' | 'QuotaSet'
  }
>

/** What is settled about the floor beside who speaks. */
export function evolvePlan(floor: Floor, event: PlanEvent): Floor {
  switch (event.type) {
    case 'FloorHeld':
      return { ...floor, held: event.data.on }
    case 'FloorModeSet':
      return { ...floor, ...event.data }
    case 'MicrophoneOverridden':
      return overridden(floor, event.data)
    case 'SpeakersRegistered': {
      const { item, speakers } = event.data
      return {
        ...floor,
        lists: speakers.length > 0 ? floor.lists.set(item, speakers) : floor.lists.delete(item),
      }
    }
    case 'QuotaSet':
      return quotaSet(floor, event.data)
  }
}

function overridden(
  floor: Floor,
  { microphone, to }: Extract<PlanEvent, { type: 'MicrophoneOverridden' }>['data'],
): Floor {
  const forcedOpen = floor.forcedOpen.filter((other) => other !== microphone)
  const forcedClosed = floor.forcedClosed.delete(microphone)
  switch (to) {
    case 'open':
      return { ...floor, forcedOpen: [...forcedOpen, microphone], forcedClosed }
    case 'closed':
      return { ...floor, forcedOpen, forcedClosed: forcedClosed.set(microphone, true) }
    case 'floor':
      return { ...floor, forcedOpen, forcedClosed }
  }
}

/** Whoever was told that time is up may have some again: the clock looks anew. */
function quotaSet(
  floor: Floor,
  { item, of, id, ms }: Extract<PlanEvent, { type: 'QuotaSet' }>['data'],
): Floor {
  const key = quotaKey(of, item, id)
  return {
    ...floor,
    quotas: ms === null ? floor.quotas.delete(key) : floor.quotas.set(key, { item, of, id, ms }),
    speakers: floor.speakers.map((speaker) => ({ ...speaker, time: 'running' })),
  }
}
