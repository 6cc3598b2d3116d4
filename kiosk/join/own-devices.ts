import { computed, onScopeDispose, shallowRef, ref } from 'vue'
import type { DeviceCheck } from '../../controller/protocol/commands.ts'
import { closeDevices, openDevices, type OpenedDevices } from './media/devices.ts'
import { FLOOR_DBFS, LevelMeter } from './media/level-meter.ts'

/** A voice across a hall: below this it is not understood. Ordinary speech peaks at −25 to −10. */
export const LOUD_ENOUGH_DBFS = -35

/**
 * The member's own camera and microphone, and whether they are good enough for the lobby: a voice
 * loud enough must have been heard once; a camera may be missing.
 */
export function useOwnDevices() {
  /** Null as long as the browser asks the person. */
  const opened = shallowRef<OpenedDevices | null>(null)
  const level = ref(FLOOR_DBFS)
  const peak = ref(FLOOR_DBFS)
  const roundTripMs = ref<number | null>(null)
  let meter: LevelMeter | null = null
  let opening: Promise<void> | null = null
  /** Counts openings and closings: what an earlier opening still brings is closed at once. */
  let turn = 0

  const picture = computed(() => streamOf(opened.value?.video ?? null))
  const passed = computed(
    () =>
      (opened.value?.audio ?? null) !== null &&
      peak.value >= LOUD_ENOUGH_DBFS &&
      roundTripMs.value !== null,
  )

  /** Opens them, or opens them again: another was plugged in, a permission was given. */
  function open(): Promise<void> {
    opening ??= reopen().finally(() => (opening = null))
    return opening
  }

  async function reopen(): Promise<void> {
    close()
    const ours = turn
    const [devices, trip] = await Promise.all([openDevices(), roundTrip()])
    if (ours !== turn) return closeDevices(devices)
    opened.value = devices
    roundTripMs.value = trip
    watchFor('audio')
    watchFor('video')
    if (devices.audio === null) return
    meter = new LevelMeter(devices.audio, (dbfs) => {
      level.value = dbfs
      if (dbfs > peak.value) peak.value = dbfs
    })
    meter.start()
  }

  /** A device that is pulled out, or that the person takes back, ends its track. */
  function watchFor(kind: 'audio' | 'video'): void {
    const track = opened.value?.[kind]
    track?.addEventListener('ended', () => {
      const now = opened.value
      if (now?.[kind] !== track) return
      opened.value = { ...now, [kind]: null, problems: { ...now.problems, [kind]: 'missing' } }
    })
  }

  function close(): void {
    turn += 1
    meter?.stop()
    meter = null
    level.value = FLOOR_DBFS
    if (opened.value) closeDevices(opened.value)
    opened.value = null
  }

  /** What the officer is shown of the check. */
  function check(): DeviceCheck {
    return {
      camera: (opened.value?.video ?? null) !== null,
      microphone: (opened.value?.audio ?? null) !== null,
      levelTenthsDb: Math.round(Math.min(0, peak.value) * 10),
      roundTripMs: Math.min(60_000, Math.round(roundTripMs.value ?? 60_000)),
    }
  }

  onScopeDispose(close)
  return { opened, level, peak, picture, roundTripMs, passed, open, close, check }
}
export type OwnDevices = ReturnType<typeof useOwnDevices>

const streamOf = (track: MediaStreamTrack | null) => (track ? new MediaStream([track]) : null)

/** Fastest of three questions to the controller, ms; null where it does not answer. */
async function roundTrip(): Promise<number | null> {
  const trips: number[] = []
  for (let question = 0; question < 3; question++) {
    const asked = performance.now()
    const answer = await fetch('/api/health', { cache: 'no-store' }).catch(() => null)
    if (answer?.ok) trips.push(performance.now() - asked)
  }
  return trips.length === 0 ? null : Math.min(...trips)
}
