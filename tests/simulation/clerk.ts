import type { Command } from '../../controller/protocol/commands.ts'
import type { FloorMode } from '../../controller/protocol/floor-commands.ts'
import type { DeskView, PlanView, RoomView } from '../../controller/protocol/views.ts'
import type { Page } from './page.ts'
import { VoteClerk, type Officers, type Pace } from './vote-clerk.ts'
import type { World } from './world.ts'

const MODES: readonly FloorMode[] = ['open', 'override', 'request', 'voice', 'push-to-talk']

/** The clerk, at two desks: runs the sitting by what the desks show, also when they show it late. */
export class Clerk {
  readonly #world: World
  readonly #desks: readonly Page[]
  readonly #votes: VoteClerk
  /** Names are called one after the other. */
  #hurries = false
  #active = true

  constructor(world: World, desks: readonly Page[], pace: Pace, officers: Officers) {
    this.#world = world
    this.#desks = desks
    this.#votes = new VoteClerk(world, pace, officers)
  }

  start(): void {
    const { queue, chance } = this.#world
    queue.after(this.#hurries ? chance.between(60, 250) : chance.between(250, 1_000), () => {
      if (!this.#active) return
      this.#work()
      this.start()
    })
  }

  /** Opens nothing more, so that the room can come to rest. */
  rest(): void {
    this.#active = false
  }

  #work(): void {
    const desk = this.#world.chance.pick(this.#desks.filter((page) => page.isLive))
    const room = desk?.view('room') as RoomView | undefined
    const own = desk?.view('desk') as DeskView | undefined
    if (desk === undefined || room === undefined || own === undefined) return
    const { identity } = desk
    const user = identity.kind === 'desk' ? identity.user : ''
    const plan = desk.view('plan') as PlanView | undefined
    const checksFirst = plan?.policy.presenceCheck === 'required'
    this.#hurries = own.ballot?.state === 'open' && own.ballot.call !== null
    for (const command of [
      this.#ofSitting(room),
      this.#votes.next({ user, room, own, checksFirst }),
      this.#ofLocked(own),
      this.#ofFloor(room),
      this.#ofLobby(own, room),
    ])
      if (command !== null) desk.give('clerk', command)
  }

  #ofSitting({ sitting, ballot, agenda }: RoomView): Command | null {
    const { chance, queue } = this.#world
    switch (sitting?.state) {
      case 'scheduled':
        return queue.now > 4_000 ? { type: 'OpenSitting' } : null
      case 'suspended':
        return chance.happens(0.3) ? { type: 'ResumeSitting' } : null
      case 'open': {
        if (ballot?.state === 'open' || ballot?.state === 'held') return null
        if (chance.happens(0.004)) return { type: 'SuspendSitting' }
        const item = chance.happens(0.02) ? chance.pick(agenda) : undefined
        return item ? { type: 'StartAgendaItem', item: item.id } : null
      }
      default:
        return null
    }
  }

  #ofFloor({ sitting, onAir, queue, floor }: RoomView): Command | null {
    const { chance } = this.#world
    if (sitting?.state !== 'open') return null
    const speaker = chance.pick(onAir)
    if (speaker && chance.happens(0.04)) return { type: 'RevokeFloor', member: speaker.member }
    if (speaker && chance.happens(0.03))
      return { type: 'SwitchMicrophone', member: speaker.member, on: !speaker.microphone }
    if (speaker && chance.happens(0.02))
      return { type: 'ExtendSpeech', member: speaker.member, byMs: 10_000 }
    if (chance.happens(0.003)) return { type: 'MuteAll' }
    const settled = this.#ofSettled(floor)
    if (settled !== null) return settled
    if (speaker && chance.happens(0.03))
      return { type: speaker.stands ? 'ResumeSpeech' : 'PauseSpeech', member: speaker.member }
    // Now and then somebody in the queue rises on a point of order, and is given it at once.
    const rising = queue.find(({ kind }) => kind === 'point-of-order') ?? null
    if (rising) return { type: 'GrantFloor', member: rising.member }
    const asking = chance.happens(0.05) ? chance.pick(queue) : undefined
    if (asking) return { type: 'RequestFloor', member: asking.member, kind: 'point-of-order' }
    const next = chance.happens(0.8) ? queue[0] : chance.pick(queue)
    return next && chance.happens(0.4) ? { type: 'GrantFloor', member: next.member } : null
  }

  /** Modes change in mid-sitting; priority and a floor that is held are soon over. */
  #ofSettled({ mode, held, priority }: RoomView['floor']): Command | null {
    const { chance } = this.#world
    if (priority !== null) return chance.happens(0.5) ? { type: 'SwitchPriority', on: false } : null
    if (held) return chance.happens(0.3) ? { type: 'HoldFloor', on: false } : null
    if (chance.happens(0.01)) return { type: 'SwitchPriority', on: true }
    if (chance.happens(0.005)) return { type: 'HoldFloor', on: true }
    if (!chance.happens(0.02)) return null
    const next = chance.pick(MODES.filter((one) => one !== mode)) ?? 'request'
    const openMicrophones = chance.happens(0.5) ? chance.whole(1, 4) : null
    return { type: 'SetFloorMode', mode: next, openMicrophones }
  }

  /** An officer goes and looks where somebody really is. */
  #ofLocked({ locks }: DeskView): Command | null {
    const { chance } = this.#world
    const member = chance.pick(Object.keys(locks).sort())
    if (member === undefined || !chance.happens(0.1)) return null
    const lock = locks[member]
    if (lock !== undefined && chance.happens(0.3))
      return { type: 'DecideFlag', flag: lock.because, decision: 'dismiss' }
    return {
      type: 'UnlockMember',
      member,
      keep: chance.happens(0.7) ? (lock?.first ?? null) : null,
    }
  }

  #ofLobby({ lobby }: DeskView, { remote, seated }: RoomView): Command | null {
    const { chance } = this.#world
    const person = chance.pick(lobby)
    if (person && chance.happens(0.6)) return { type: 'AdmitPerson', member: person.member }
    if (person && chance.happens(0.05))
      return { type: 'RefusePerson', member: person.member, reason: 'not now' }
    const away = chance.happens(0.001) ? chance.pick(remote) : undefined
    if (away) return { type: 'RemovePerson', member: away, reason: 'asked to go' }
    const sitter = chance.happens(0.002) ? chance.pick(Object.values(seated).sort()) : undefined
    return sitter ? { type: 'SignOut', member: sitter } : null
  }
}
