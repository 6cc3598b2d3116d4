import type { MemberView } from '../../../controller/protocol/views.ts'
import type { MembersPage } from './members-page.ts'
import type { PersonsFront } from './person.ts'

/** Choices in the order of the ordinary rule, as the page shows them. */
const CHOICES = ['agree', 'disagree', 'abstain', 'no-vote']

/** A device check that passed, of somebody who is not there. */
const CHECK = { camera: true, microphone: true, levelTenthsDb: -180, roundTripMs: 24 }

/** The front of a remote member: what their own page shows and lets them do. */
export function remoteFront(page: MembersPage): PersonsFront {
  const { member } = page.invitation
  const own = () => page.view(`member:${member}`) as MemberView | undefined
  return {
    seen() {
      const view = own()
      const ballot = view?.ballot
      const may = ballot?.mayVote === true
      const recorded = ballot?.recorded ? CHOICES.indexOf(ballot.recorded) + 1 : 0
      return {
        working: view !== undefined && view.stage !== 'lobby',
        present: view?.stage === 'admitted' && view.presence !== 'awaited',
        talk: view?.onAir ? 'on-air' : view?.asking ? 'asking' : 'off',
        ballot: may ? { choices: CHOICES.length, recorded } : null,
      }
    },
    arrive() {
      const isIn = own()?.stage === 'admitted'
      page.give(
        isIn ? { type: 'DeclarePresence', member } : { type: 'EnterLobby', member, check: CHECK },
      )
    },
    leave: () => page.give({ type: 'SignOut', member }),
    talk() {
      const view = own()
      if (view?.onAir) page.give({ type: 'RevokeFloor', member })
      else if (view?.asking) page.give({ type: 'WithdrawRequest', member })
      else page.give({ type: 'RequestFloor', member, kind: 'speak' })
    },
    choose(choice) {
      const ballot = own()?.ballot?.id
      const chosen = CHOICES[choice - 1]
      if (ballot !== undefined && chosen !== undefined)
        page.give({ type: 'CastVote', ballot, member, choice: chosen })
    },
  }
}
