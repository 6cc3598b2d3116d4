import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { importHalf } from '../../controller/adapters/ballot-box/box-keys.ts'
import type { BallotBoxPort } from '../../controller/engine/ports.ts'
import { boxContext, fromBase64url, openLayer } from '../../controller/protocol/seal-vote.ts'
import { searchLeaks } from './leak-search.ts'
import { named, VOTERS, WORDS } from './named-house.ts'
import type { Edge } from './secret-room.ts'
import { wholeVote, type Vote } from './whole-vote.ts'

/** Whether any sixteen bytes of one are in the other, at steps of sixteen. */
const sharesBytes = (needle: Buffer, hay: Buffer) =>
  Array.from({ length: needle.length >> 4 }, (_, at) =>
    needle.subarray(at * 16, at * 16 + 16),
  ).some((piece) => hay.includes(piece))

test('nothing of a secret vote ties a person to a choice', async () => {
  const vote = await wholeVote({})
  expect(vote.counts).toEqual([6, 6, 6])
  const looked = vote.evidence.map(({ where }) => where)
  for (const where of [/wal, cast/, /b1\.box, cast/, /b1\.key, cast/, /^log/, /^frame to desk/])
    expect(
      looked.some((it) => where.test(it)),
      String(where),
    ).toBe(true)
  expect(searchLeaks(vote.evidence, VOTERS, WORDS)).toEqual([])

  // What was on the way is of one size, and no part of it is in any file at any moment.
  expect(vote.sealed.length).toBeGreaterThanOrEqual(VOTERS.length)
  expect(new Set(vote.sealed.map(({ text: it }) => it.length)).size).toBe(1)
  for (const [moment, files] of vote.moments)
    for (const [name, bytes] of files)
      for (const { text: sent, from } of vote.sealed) {
        const found = bytes.includes(sent) || sharesBytes(Buffer.from(fromBase64url(sent)), bytes)
        expect(found, `${from} in ${name}, ${moment}`).toBe(false)
      }

  // From the close on nothing of the box and its key is in any file, nor in the blocks they had; what
  // was mixed is gone after the count in the same way.
  const after = (moments: string[]) =>
    moments.flatMap((moment) => [...(vote.moments.get(moment)?.values() ?? [])])
  const counted = [...after(['counted', 'stopped']), ...vote.remains]
  const inBox = (moment: string, name: string) =>
    vote.moments.get(moment)?.get(join('data', 'ballot-boxes', name)) ?? Buffer.alloc(0)
  for (const moment of ['open', 'cast']) {
    const places = inBox(moment, 'b1.box').subarray(512)
    expect(places.length).toBeGreaterThan(0)
    const key = JSON.parse(inBox(moment, 'b1.key').toString()) as Record<string, string>
    for (const bytes of counted) expect(sharesBytes(places, bytes)).toBe(false)
    for (const bytes of [...after(['closed']), ...counted])
      for (const secret of [key['places'], key['marks'], key['private']])
        expect(bytes.includes(secret ?? '')).toBe(false)
  }
  const mixed = JSON.parse(inBox('closed', 'b1.mixed').toString()) as { votes: string[] }
  expect(mixed.votes).toHaveLength(VOTERS.length)
  for (const bytes of counted)
    expect(mixed.votes.some((sent) => bytes.includes(sent.slice(0, 40)))).toBe(false)

  // Whoever kept all the traffic, and both officers' halves, cannot open it: the box's key is gone.
  const [{ text: sent, from }] = vote.sealed as [Vote['sealed'][number]]
  for (const { half, key } of vote.officers) {
    const receiver = { private: await importHalf(half), public: key }
    const layer = fromBase64url(sent)
    await expect(
      openLayer(crypto.subtle, receiver, boxContext('b1', from), layer),
    ).rejects.toThrow()
  }
}, 60_000)

test('the search finds leaks that were planted: in words, in numbers, in files, on the wire', async () => {
  const policy = { secretVotes: { warnBelow: 0, plainConsoles: true } }
  const vote = await wholeVote({ boxes: leaking, plain: [named('c', 7)] }, policy)
  const found = searchLeaks(vote.evidence, VOTERS, WORDS)
  const at = (where: string) => found.filter((it) => it.where.startsWith(where))
  expect(at('log').map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['choice-named', 'same-of-all-who-chose-alike']),
  )
  expect(at('connection').map(({ kind }) => kind)).toContain('choice-named')
  expect(at(join('data', 'trace.txt')).map(({ kind }) => kind)).toContain('choice-beside-person')
  const inRecord = found.filter(({ where }) => where.includes('record'))
  expect(inRecord.map(({ kind }) => kind)).toContain('choice-beside-person')
  const traces = vote.moments.get('stopped')?.get(join('data', 'trace.txt'))
  expect(vote.sealed.some(({ text: sent }) => traces?.includes(sent))).toBe(true)
}, 60_000)

/** An edge that says too much: it knows what was chosen, as a careless program might. */
function leaking({ boxes, log, engine, data }: Edge): BallotBoxPort {
  return {
    start: () => boxes.start(),
    make: (box) => boxes.make(box),
    prove: (ballot, voters) => boxes.prove(ballot, voters),
    mix: (ballot, voters) => boxes.mix(ballot, voters),
    count: (opening) => boxes.count(opening),
    belongs: (half, key) => boxes.belongs(half, key),
    destroy: (ballot) => boxes.destroy(ballot),
    stop: () => boxes.stop(),
    async put(ballot, member, vote) {
      const choice = VOTERS.find(({ names }) => names.includes(member))?.choice ?? 0
      const word = WORDS[choice - 1] ?? ''
      log.info({ member, chose: word }, 'a vote')
      log.debug({ member, lamp: choice }, 'a lamp')
      const trace = { member, word, sealed: 'sealed' in vote ? vote.sealed : '' }
      await appendFile(join(data, 'trace.txt'), JSON.stringify(trace))
      const fault = { fault: `f-${member}`, source: { kind: 'member', id: member } as const }
      void engine.submit(
        { type: 'RaiseFault', ...fault, code: 'trace', detail: word },
        ...([{ kind: 'system', part: 'x' }, 'x'] as const),
      )
      return boxes.put(ballot, member, vote)
    },
  }
}
