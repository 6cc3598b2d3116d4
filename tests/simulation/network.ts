import type { Broker } from './broker.ts'

/** Where devices find their broker; null while there is none, as when it died with the controller. */
export interface Network {
  broker: Broker | null
}
