import { Gauge, type Registry } from 'prom-client'
import type { DevicesView, DeviceView } from '../protocol/devices-view.ts'
import type { DeviceHealth } from '../protocol/devices.ts'

type Figure = (device: DeviceView) => number | null

const ofHealth = (of: (health: DeviceHealth) => number | null): Figure => {
  return ({ reported }) => (reported === null ? null : of(reported.health))
}

const FIGURES: readonly { name: string; help: string; figure: Figure }[] = [
  { name: 'sapha_device_online', help: '1 where it answers', figure: ({ online }) => +online },
  {
    name: 'sapha_device_quarantined',
    help: '1 where nothing is sent to it because it or its driver misbehaved',
    figure: ({ reported }) => +(reported?.standing === 'quarantined'),
  },
  {
    name: 'sapha_device_latency_ms',
    help: 'From question to answer, median of the last 32',
    figure: ofHealth((health) => health.latencyMs),
  },
  {
    name: 'sapha_device_failure_ratio',
    help: 'Of the last 100 commands and questions, those refused or not answered',
    figure: ofHealth((health) => health.failurePermille / 1000),
  },
  {
    name: 'sapha_device_bad_frames',
    help: 'Noise and wrong checksums since its bridge started',
    figure: ofHealth((health) => health.badFrames),
  },
  {
    name: 'sapha_device_falls',
    help: 'How often its driver had to be started again',
    figure: ofHealth((health) => health.falls),
  },
  {
    name: 'sapha_device_last_frame_seconds',
    help: 'When it was last heard, Unix time by its bridge',
    figure: ofHealth(({ lastFrameAt }) => (lastFrameAt === null ? null : lastFrameAt / 1000)),
  },
]

/** Figures of devices beside consoles, read when Prometheus asks. */
export function deviceMetrics(view: () => DevicesView, registry: Registry): void {
  for (const { name, help, figure } of FIGURES) {
    new Gauge({
      ...{ name, help, registers: [registry], labelNames: ['device', 'kind', 'driver'] },
      collect() {
        this.reset()
        for (const device of Object.values(view().devices)) {
          const value = figure(device)
          if (value === null) continue
          this.set({ device: device.id, kind: device.kind, driver: device.driver }, value)
        }
      },
    })
  }
}
