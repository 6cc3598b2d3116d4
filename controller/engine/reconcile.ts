import type { ChamberEngine } from './engine.ts'
import type { DevicesPort, MediaPort } from './ports.ts'

export interface ReconcilerParts {
  engine: ChamberEngine
  devices: Pick<DevicesPort, 'desireConsole'>
  media: Pick<MediaPort, 'setHeard' | 'setAdmitted'>
}

/** Tells devices and media what they should be: everything once at the start, then what changed. */
export class Reconciler {
  readonly parts: ReconcilerParts

  constructor(parts: ReconcilerParts) {
    this.parts = parts
  }

  start(): void {
    throw new Error('not yet')
  }

  stop(): void {
    throw new Error('not yet')
  }
}
