import type { Chamber } from '../../protocol/chamber.ts'
import type { PlanView } from '../../protocol/views.ts'
import { remembered } from '../remembered.ts'
import type { ChamberState } from '../state.ts'

/** Channel `plan`; null before the chamber is configured. */
export const planView = (state: ChamberState): PlanView | null =>
  state.chamber === null ? null : planOf(state.chamber)

/** Every screen in the house reads the plan: card identities stay out of it. */
const planOf = remembered(
  ({
    id,
    name,
    groups,
    splits,
    members,
    seats,
    microphones,
    displays,
    rules,
    policy,
    simulation,
  }: Chamber): PlanView => ({
    id,
    name,
    groups,
    splits,
    members: members.map((member) => ({ ...member, card: null })),
    seats,
    ...(microphones && { microphones }),
    displays,
    rules,
    policy,
    simulation,
  }),
)
