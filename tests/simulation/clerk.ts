import type { Command } from '../../controller/protocol/commands.ts'
import type { DeskView, RoomView } from '../../controller/protocol/views.ts'
import type { Page } from './page.ts'
import type { World } from './world.ts'

/** How long things take at this desk, ms. */
export interface Pace {
  betweenVotes: readonly [least: number, most: number]
  voteLasts: readonly [least: number, most: number]
}

/** The next vote is often opened before late presses of the last one have all arrived. */
const AT_ONCE_MS = [100, 2_500] as const

/** The clerk, at two desks: runs the sitting by what the desks show, also when they show it late. */
export class Clerk {
  readonly #world: World
  readonly #desks: readonly Page[]
  readonly #pace: Pace
  #ballots = 0
  #nextVoteAt: number
  #closeAt = 0
  #active = true

  constructor(world: World, desks: readonly Page[], pace: Pace) {
    this.#world = world
    this.#desks = desks
    this.#pace = pace
    this.#nextVoteAt = world.chance.between(8_000, 20_000)
  }

  start(): void {
    const { queue, chance } = this.#world
    queue.after(chance.between(300, 1_200), () => {
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
    for (const command of [
      this.#ofSitting(room),
      this.#ofVote(room),
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
        if (ballot?.state === 'open') return null
        if (chance.happens(0.004)) return { type: 'SuspendSitting' }
        const item = chance.happens(0.02) ? chance.pick(agenda) : undefined
        return item ? { type: 'StartAgendaItem', item: item.id } : null
      }
      default:
        return null
    }
  }

  #ofVote({ sitting, ballot }: RoomView): Command | null {
    const { chance, queue } = this.#world
    if (sitting?.state !== 'open') return null
    if (ballot?.state === 'open') {
      if (chance.happens(0.002))
        return { type: 'VoidBallot', ballot: ballot.id, reason: 'wrong motion' }
      if (queue.now < this.#closeAt) return null
      const wait = chance.happens(0.4) ? AT_ONCE_MS : this.#pace.betweenVotes
      this.#nextVoteAt = queue.now + chance.between(...wait)
      return { type: 'CloseBallot', ballot: ballot.id }
    }
    if (queue.now >= this.#nextVoteAt) {
      this.#closeAt = queue.now + chance.between(...this.#pace.voteLasts)
      return {
        type: 'OpenBallot',
        ballot: `b${++this.#ballots}`,
        motion: { th: 'ญัตติ', en: 'Motion' },
        rule: chance.happens(0.15) ? 'first' : 'ordinary',
        durationMs: 0,
        choices: null,
        supporters: null,
        prepared: null,
        runOffOf: null,
      }
    }
    if (ballot?.state !== 'closed' || !chance.happens(0.3)) return null
    return { type: 'DeclareResult', ballot: ballot.id, accept: true }
  }

  #ofFloor({ sitting, onAir, queue }: RoomView): Command | null {
    const { chance } = this.#world
    if (sitting?.state !== 'open') return null
    const speaker = chance.pick(onAir)
    if (speaker && chance.happens(0.04)) return { type: 'RevokeFloor', member: speaker.member }
    if (speaker && chance.happens(0.03))
      return { type: 'SwitchMicrophone', member: speaker.member, on: !speaker.microphone }
    if (speaker && chance.happens(0.02))
      return { type: 'ExtendSpeech', member: speaker.member, byMs: 10_000 }
    if (chance.happens(0.003)) return { type: 'MuteAll' }
    const next = chance.happens(0.8) ? queue[0] : chance.pick(queue)
    return next && chance.happens(0.4) ? { type: 'GrantFloor', member: next.member } : null
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
