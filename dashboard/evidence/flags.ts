import type { FlagView } from '../../controller/protocol/views.ts'

/** Something an officer is asked about, or by which somebody is locked; a note asks nothing. */
export const awaitsDecision = ({ action, decision }: FlagView): boolean =>
  action !== 'note' && decision === null
