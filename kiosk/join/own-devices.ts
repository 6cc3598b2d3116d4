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
  const opened = shallowRef<OpenedDevices | null>(null)
  const level = ref(FLOOR_DBFS)
  const peak = ref(FLOOR_DBFS)
  const roundTripMs = ref<number | null>(null)
  let meter: LevelMeter | null = null

  const picture = computed(() => streamOf(opened.value?.video ?? null))
  const passed = computed(
    () =>
      (opened.value?.audio ?? null) !== null &&
      peak.value >= LOUD_ENOUGH_DBFS &&
      roundTripMs.value !== null,
  )

  async function open(): Promise<void> {
    close()
    const [devices, trip] = await Promise.all([openDevices(), roundTrip()])
    opened.value = devices
    roundTripMs.value = trip
    if (devices.audio === null) return
    meter = new LevelMeter(devices.audio, (dbfs) => {
      level.value = dbfs
      if (dbfs > peak.value) peak.value = dbfs
    })
    meter.start()
  }

  function close(): void {
    meter?.stop()
    meter = null
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
