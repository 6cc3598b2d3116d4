import { describe, expect, test } from 'vitest'
import { MAX_FLAGS } from '../../controller/core/evidence/watch.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { FlagCode } from '../../controller/protocol/flags.ts'
import { WatchedHall } from './watched-hall.ts'

const check = { camera: true, microphone: true, levelTenthsDb: -200, roundTripMs: 20 }
const afar = (member: string): Actor => ({ kind: 'remote', member })

/** A hall in which each thing that is looked for has just been seen. */
const SEEN: Readonly<Record<FlagCode, () => WatchedHall>> = {
  'card-in-two-readers': () => hall((it) => it.card(1, 4)),
  'two-cards-one-seat': () => hall((it) => it.card(4, 1)),
  'remote-and-seated': () =>
    hall((it) => it.give({ type: 'EnterLobby', member: 'm1', check }, afar('m1'))),
  'member-in-two-places': () =>
    hall((it) => {
      it.press(4, 'present')
      it.card(4, 5)
    }),
  'key-at-second-seat': () =>
    hall((it) => {
      it.card(4, 5)
      it.press(4, 'present')
    }),
  'vote-nobody-signed-in': () => hall((it) => it.press(5, 'choice-1')),
  'member-asked-to-leave': () =>
    hall((it) => {
      it.give({ type: 'SignOut', member: 'm1' })
      it.press(1, 'choice-1')
    }),
  'inhuman-rhythm': () =>
    hall((it) => {
      for (let press = 0; press < 8; press++) {
        it.at += 50
        it.press(1, press % 2 === 0 ? 'choice-1' : 'choice-2')
      }
    }),
  'neighbour-order': () => {
    const rows = new WatchedHall({ members: 10 }).seat(10).open()
    for (let n = 1; n <= 10; n++) {
      rows.at += 300 + n * n * 5
      rows.press(n, 'choice-1')
    }
    return rows
  },
}

function hall(happens: (hall: WatchedHall) => unknown): WatchedHall {
  const made = new WatchedHall({ members: 5 }).seat(3).open()
  happens(made)
  return made
}

describe('what was seen', () => {
  test.each(Object.entries(SEEN))('of %s is said in Thai and in English', (code, see) => {
    const { flags } = see()
    const words = flags.find((flag) => flag.code === code)?.detail
    expect(words, JSON.stringify(flags)).toBeDefined()
    expect(words?.en).toMatch(/\w/)
    expect(words?.th).toMatch(/[ก-๛]/)
    // The same seats and times in both.
    const numbers = (text = '') => (text.match(/\d+/g) ?? []).sort()
    expect(numbers(words?.th)).toEqual(numbers(words?.en))
  })

  test('names people as the chamber does, however long their names are', () => {
    const made = new WatchedHall({ members: 5 })
    const chamber = made.state.chamber
    if (chamber === null) throw new Error('no chamber')
    const name = { th: 'ก'.repeat(400), en: 'K'.repeat(400) }
    const members = chamber.members.map((member) => ({ ...member, name }))
    made.give({ type: 'CloseSitting' })
    made.give({ type: 'ConfigureChamber', chamber: { ...chamber, members } }, SYSTEM)
    made.give({ type: 'ScheduleSitting', sitting: 's2', title: name, agenda: [] })
    made.give({ type: 'OpenSitting' })
    made.card(1, 1)
    made.card(2, 1)
    const [flag] = made.flags
    expect(flag?.detail.th).toHaveLength(500)
    expect(flag?.detail.en).toMatch(/^The card of K+/)
    expect(made.flags.length).toBeLessThan(MAX_FLAGS)
  })
})

const SYSTEM: Actor = { kind: 'system', part: 'test' }
