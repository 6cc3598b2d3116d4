import { Compile } from 'typebox/compile'
import { beforeEach, describe, expect, test } from 'vitest'
import { EvidenceBook } from '../../controller/engine/evidence-book.ts'
import { EvidenceReply } from '../../controller/protocol/evidence-view.ts'
import type { EvidenceQuery, RefusedPress } from '../../controller/protocol/evidence-view.ts'
import { WatchedHall } from '../core/watched-hall.ts'

const isReply = Compile(EvidenceReply)

/** A book that was told everything, in a house that refused these. */
function bookOf(hall: WatchedHall, presses: RefusedPress[] = []): EvidenceBook {
  const book = new EvidenceBook({
    engine: hall,
    archive: { readSitting: () => Promise.resolve(null) },
    refused: { of: (sitting) => Promise.resolve(presses.filter((it) => it.sitting === sitting)) },
  })
  book.note(hall.recorded)
  return book
}

describe('who pressed at a seat', () => {
  let hall: WatchedHall
  beforeEach(() => {
    hall = new WatchedHall({ members: 5 })
    hall.seat(3).open()
    hall.press(1, 'choice-1')
    hall.press(1, 'choice-2')
    hall.press(2, 'choice-1')
  })

  const about = async (query: EvidenceQuery, presses: RefusedPress[] = []) => {
    const reply = await bookOf(hall, presses).about(query)
    if (reply === 'busy') throw new Error('busy')
    if (reply !== null) expect(isReply.Check(reply), JSON.stringify(reply)).toBe(true)
    return reply
  }

  test('is every vote given there, also one that was replaced, without its choice', async () => {
    const reply = await about({ seat: 's1' })
    expect(reply).toMatchObject({ ballot: { id: 'b1', state: 'open' }, complete: true })
    expect(reply?.votes).toMatchObject([
      { member: 'm1', choice: null, counts: false, console: 'c1', pressId: 'boot.4' },
      { member: 'm1', choice: null, counts: true, card: '00000001', credential: 'mqtt:bridge-1' },
    ])
    expect(reply?.passages).toMatchObject([{ member: 'm1', kind: 'signed-in', card: '00000001' }])
    expect(await about({ seat: 's4' })).toMatchObject({ votes: [], passages: [] })
  })

  test('tells the choices once the result is declared', async () => {
    hall.give({ type: 'CloseBallot', ballot: 'b1' })
    expect((await about({ seat: 's2' }))?.votes[0]?.choice).toBeNull()
    hall.give({ type: 'DeclareResult', ballot: 'b1', accept: true })
    expect((await about({ member: 'm1' }))?.votes.map(({ choice }) => choice)).toEqual([
      'agree',
      'disagree',
    ])
  })

  test('follows a member from seat to seat, and knows which of their votes counts', async () => {
    hall.card(1, 1, false)
    hall.card(1, 5)
    hall.press(5, 'choice-1')
    expect((await about({ seat: 's1' }))?.votes.map(({ counts }) => counts)).toEqual([false, false])
    expect(await about({ member: 'm1' })).toMatchObject({
      votes: [{ place: { seat: 's1' } }, { place: { seat: 's1' } }, { place: { seat: 's5' } }],
      passages: [{ kind: 'signed-in' }, { kind: 'left' }, { kind: 'signed-in' }],
    })
    expect((await about({ seat: 's5' }))?.votes).toMatchObject([{ member: 'm1', counts: true }])
  })

  test('names the flags about them, and can be asked about an earlier vote', async () => {
    hall.card(1, 4)
    hall.give({ type: 'CloseBallot', ballot: 'b1' })
    hall.open('b2')
    expect((await about({ seat: 's4' }))?.flags).toEqual([hall.flags[0]])
    expect((await about({ seat: 's2' }))?.flags).toEqual([])
    expect((await about({ seat: 's2' }))?.votes).toEqual([])
    expect((await about({ seat: 's2', ballot: 'b1' }))?.votes).toHaveLength(1)
    expect(await about({ seat: 's2', ballot: 'b7' })).toBeNull()
  })

  test('is bounded, and says when its beginning was let go', async () => {
    const [vote] = hall.recorded.filter(({ type }) => type === 'VoteCast')
    if (vote === undefined) throw new Error('nobody voted')
    hall.recorded.push(...Array.from({ length: 50_001 }, (_, n) => ({ ...vote, seq: 1000 + n })))
    const reply = await about({ seat: 's1' })
    expect(reply?.complete).toBe(false)
    expect(reply?.votes).toHaveLength(25_000)
    expect(reply?.votes.filter(({ counts }) => counts)).toHaveLength(1)
  })

  test('is of one sitting', async () => {
    hall.give({ type: 'CloseBallot', ballot: 'b1' })
    hall.give({ type: 'CloseSitting' })
    const title = { th: 'ใหม่', en: 'New' }
    hall.give({ type: 'ScheduleSitting', sitting: 'sitting-2', title, agenda: [] })
    expect(await about({ seat: 's1' })).toMatchObject({ ballot: null, votes: [], passages: [] })
  })

  test('tells what was refused there: choices of the vote, and all else of the sitting', async () => {
    const press: RefusedPress = {
      ...{ at: 0, sitting: 'sitting-1', ballot: 'b1', tried: 'choice', code: 'ballot-held' },
      ...{ seat: 's4', console: 'c4', member: null, card: null, cardOf: null, pressId: 'boot.9' },
      more: 0,
    }
    const card: RefusedPress = {
      ...press,
      ...{ ballot: null, tried: 'card-in', cardOf: 'm4', member: 'm2' },
    }
    const presses = [press, card, { ...press, ballot: 'b0' }, { ...press, sitting: 'sitting-0' }]
    expect((await about({ seat: 's4' }, presses))?.refused).toEqual([press, card])
    expect((await about({ seat: 's1' }, presses))?.refused).toEqual([])
    // Whose card it was, and who was signed in where it was shown.
    for (const member of ['m2', 'm4'])
      expect((await about({ member }, presses))?.refused).toEqual([card])
    const many = Array.from({ length: 300 }, (_, at) => ({ ...press, at }))
    const told = (await about({ seat: 's4' }, many))?.refused
    expect(told).toHaveLength(200)
    expect(told?.at(-1)?.at).toBe(299)
  })
})
