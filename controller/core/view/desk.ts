import type { MemberId } from '../../protocol/ids.ts'
import type {
  BridgeView,
  DeskView,
  DisplayStateView,
  EarlierBallotView,
  FaultView,
  LobbyEntryView,
  LogLineView,
  OralProposalView,
  RemoteStateView,
} from '../../protocol/views.ts'
import type { OfficerKey } from '../../protocol/sealing.ts'
import { standingResult, votersIn } from '../ballot/standing.ts'
import { admittedMembers } from '../desire.ts'
import type { Live } from '../live.ts'
import { remembered } from '../remembered.ts'
import type { Ballot, ChamberState } from '../state.ts'
import { flagViews, lockViews } from './evidence.ts'
import { deskBallotView } from './ballot.ts'
import { entitledTo, seatStates } from './seat-states.ts'
import { keptRecord } from './kept.ts'

/** Channel `desk`: what is in the record and, beside it, what devices and screens report now. */
export function deskView(state: ChamberState, live: Live): DeskView {
  return {
    seats: seatStates(state, live),
    remotes: remoteStates(state, live),
    // The state's own lists, which nobody changes; a view is only ever read.
    lobby: state.lobby.waiting as LobbyEntryView[],
    faults: state.faults as FaultView[],
    log: state.log as LogLineView[],
    ballot: deskBallotView(state.ballot),
    oral: oralProposals(state.ballot, state.pastBallots),
    earlier: earlierBallots(state.pastBallots),
    flags: flagViews(state.watch.flags),
    locks: lockViews(state),
    officerKeys: state.officerKeys as OfficerKey[],
    bridges: bridgeViews(live),
    displays: displayViews(state, live),
    desks: [...live.desks],
    media: live.media,
    record: live.record,
    pressToLampMs: live.pressToLampMs,
  }
}

const oralProposals = remembered(
  (present: Ballot | null, past: readonly Ballot[]): OralProposalView[] =>
    [...past, ...(present === null ? [] : [present])].flatMap(({ id, oral }) =>
      oral.map(({ member, choice, reason, officer, at }) => ({
        ballot: id,
        ...{ member, choice, reason, by: officer, at },
      })),
    ),
)

const earlierBallots = remembered((past: readonly Ballot[]): EarlierBallotView[] =>
  past.map((ballot) => {
    const { id, motion, rule, state, openedAt } = ballot
    return {
      ...{ id, motion, rule: rule.id, state, openedAt },
      outcome: standingResult(ballot)?.outcome ?? null,
      choices: rule.method === 'secret' ? [] : rule.choices,
    }
  }),
)

const keepRemotes = keptRecord<MemberId, RemoteStateView>()

function remoteStates(state: ChamberState, live: Live): Record<MemberId, RemoteStateView> {
  const entitled = entitledTo(state.ballot)
  const views = [...admittedMembers(state)].map((member): [MemberId, RemoteStateView] => [
    member,
    {
      member,
      connected: live.connected.has(member),
      entitled: entitled.has(member),
      voted: state.ballot !== null && votersIn(state.ballot).has(member),
      heard: live.heard.has(member),
    },
  ])
  return keepRemotes(views)
}

const bridgeViews = (live: Live): BridgeView[] =>
  [...live.bridges].map(([id, { online, reported }]) => ({
    id,
    online,
    lines: reported?.lines ?? [],
  }))

const displayViews = (state: ChamberState, live: Live): DisplayStateView[] =>
  (state.chamber?.displays ?? []).map(({ id }) => ({ id, connected: live.displays.has(id) }))
