import { expect, test } from 'vitest'
import { EvidenceBook } from '../../controller/engine/evidence-book.ts'
import { VoteArchive } from '../../controller/engine/vote-archive.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import type { RefusedPress } from '../../controller/protocol/evidence-view.ts'
import type { RecordedEvent } from '../../controller/protocol/recorded.ts'
import { DESK, motion, openBallot, press, START } from '../core/given.ts'
import { openEngine } from './house-engine.ts'

const refusedIn = (sitting: string, at: number): RefusedPress => ({
  ...{ at, sitting, ballot: 'b1', tried: 'choice', code: 'ballot-not-open', seat: 's1' },
  ...{ console: 'c1', member: 'm1', card: null, cardOf: null, pressId: 'boot.9', more: 0 },
})

test('a vote of a sitting that is over is answered from the record, as one of the present is', async () => {
  const { engine, record } = await openEngine({ members: 3 })
  const archive = new VoteArchive(record)
  const presses = [refusedIn('sitting-1', START), refusedIn('sitting-2', START)]
  const book = new EvidenceBook({
    ...{ engine, archive },
    refused: { of: (id) => Promise.resolve(presses.filter(({ sitting }) => sitting === id)) },
  })
  const tell = (events: readonly RecordedEvent[]) => {
    archive.note(events)
    book.note(events)
  }
  await record.read(tell)
  engine.onCommitted(({ events }) => tell(events))
  const give = async (command: Command) =>
    expect(await engine.submit(command, DESK, 'test')).toMatchObject({ ok: true })

  await give(openBallot('b1'))
  await engine.submit(...press('c1', 2, 'choice-1', 'b1'), '')
  await engine.submit(...press('c2', 2, 'choice-2', 'b1'), '')
  await give({ type: 'CloseBallot', ballot: 'b1' })
  await give({ type: 'DeclareResult', ballot: 'b1', accept: true })
  const present = await book.about({ seat: 's1' })
  expect(present).toMatchObject({
    ballot: { id: 'b1', state: 'declared' },
    votes: [{ member: 'm1', choice: 'agree', console: 'c1', counts: true }],
    passages: [{ member: 'm1', kind: 'signed-in' }],
    refused: [{ sitting: 'sitting-1' }],
  })

  await give({ type: 'CloseSitting' })
  await give({ type: 'ScheduleSitting', sitting: 'sitting-2', title: motion, agenda: [] })
  await give({ type: 'OpenSitting' })
  expect(await book.about({ seat: 's1' })).toMatchObject({ ballot: null, votes: [], passages: [] })
  // The very same answer, hash by hash; who went when the sitting was closed came after the vote.
  expect(await book.about({ seat: 's1', ballot: 'b1' })).toEqual(present)
  expect(await book.about({ seat: 's1', ballot: 'b9' })).toBeNull()
})
