import type { FloorView, SpeakerView } from '../../controller/protocol/floor-views.ts'

/** A floor on which nothing is settled beside the chamber's policy, for views made by hand. */
export const QUIET_FLOOR: FloorView = {
  mode: 'request',
  most: 2,
  open: 0,
  held: false,
  priority: null,
  warnMs: 30_000,
  quotas: [],
  list: [],
  overridden: [],
}

/** What is so of a speech that was granted and that nobody stopped. */
export const RUNS_ON = {
  taken: 'granted',
  stands: null,
  time: 'running',
} as const satisfies Partial<SpeakerView>
