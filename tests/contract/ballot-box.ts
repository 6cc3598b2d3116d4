import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BallotBoxPort, VoteForBox } from '../../controller/engine/ports.ts'
import type { MemberId } from '../../controller/protocol/ids.ts'
import type {
  OfficerKey,
  SealKey,
  VoteSeal,
  VoteSender,
} from '../../controller/protocol/sealing.ts'

/** One kind of box under test; `open` gives a new, not yet started port on the same storage. */
export interface BallotBoxHarness {
  open(): BallotBoxPort
  officers: readonly [OfficerKey, OfficerKey]
  /** Private halves of the officers' keys. */
  halves: readonly [Uint8Array, Uint8Array]
  seal(vote: {
    ballot: string
    seal: VoteSeal
    from: VoteSender
    choice: number
  }): Promise<string> | string
  /** From now on the disk takes nothing, or takes it again. */
  setFull(full: boolean): void
  remove(): Promise<void>
}

const VOTERS = ['m1', 'm2', 'm3', 'm4', 'm5', 'm6']
const CHOICES = 3

/** What every BallotBoxPort promises. */
export function ballotBoxContract(name: string, makeHarness: () => Promise<BallotBoxHarness>) {
  describe(`ballot box contract: ${name}`, { timeout: 30_000 }, () => {
    let harness: BallotBoxHarness
    let boxes: BallotBoxPort
    let key: SealKey

    const make = (ballot = 'b1') =>
      boxes.make({ ballot, voters: VOTERS, officers: harness.officers })

    beforeEach(async () => {
      harness = await makeHarness()
      boxes = harness.open()
      await boxes.start()
      key = await make()
    })
    afterEach(async () => {
      harness.setFull(false)
      await boxes.stop()
      await harness.remove()
    })

    async function restart(): Promise<string[]> {
      await boxes.stop()
      boxes = harness.open()
      return boxes.start()
    }

    async function sealed(member: MemberId, choice: number): Promise<VoteForBox> {
      const [first, second] = harness.officers
      const seal: VoteSeal = { keys: [first.key, second.key], box: key }
      const from = `member:${member}` as const
      return { from, sealed: await harness.seal({ ballot: 'b1', seal, from, choice }) }
    }

    const put = async (member: MemberId, choice: number) =>
      boxes.put('b1', member, await sealed(member, choice))
    const count = (halves = harness.halves) =>
      boxes.count({ ballot: 'b1', halves, choices: CHOICES })
    const countOf = async (voters: readonly MemberId[]) => {
      await boxes.mix('b1', voters)
      return count()
    }
    const rejects = (act: Promise<unknown>, code: string) =>
      expect(act).rejects.toMatchObject({ code })

    it('counts those who have voted and nobody else, each once, with the vote put last', async () => {
      for (const [at, member] of VOTERS.entries()) await put(member, 1 + (at % CHOICES))
      await put('m1', 3)
      expect(await countOf(['m1', 'm2', 'm3', 'm4'])).toEqual({ counts: [1, 1, 2], spoiled: 0 })
    })

    it('is made once, and has everything after a restart', async () => {
      await put('m1', 1)
      expect(await make()).toBe(key)
      expect(await restart()).toEqual(['b1'])
      expect(await make()).toBe(key)
      await put('m2', 2)
      await boxes.prove('b1', ['m1', 'm2'])
      expect(await countOf(['m1', 'm2'])).toEqual({ counts: [1, 1, 0], spoiled: 0 })
    })

    it('takes a vote back to what was there before', async () => {
      await put('m1', 1)
      const takeBack = await put('m1', 2)
      await takeBack()
      const undo = await put('m2', 2)
      await undo()
      await rejects(boxes.prove('b1', ['m1', 'm2']), 'slot-damaged')
      expect(await countOf(['m1'])).toEqual({ counts: [1, 0, 0], spoiled: 0 })
    })

    it('takes a vote in plain, and calls spoiled what is for no choice', async () => {
      await boxes.put('b1', 'm1', { choice: 3 })
      await put('m2', CHOICES + 1)
      expect(await countOf(['m1', 'm2'])).toEqual({ counts: [0, 0, 1], spoiled: 1 })
    })

    it('refuses what is of another sender or vote, and whoever has no place', async () => {
      const other = await make('b2')
      const vote = await sealed('m1', 1)
      await rejects(boxes.put('b1', 'm2', { ...vote, from: 'member:m2' }), 'seal-broken')
      await rejects(boxes.put('b2', 'm1', vote), 'seal-broken')
      await rejects(boxes.put('b1', 'm9', await sealed('m9', 1)), 'no-place')
      expect(other).not.toBe(key)
      await rejects(boxes.prove('b1', ['m1']), 'slot-damaged')
    })

    it('mixes nothing where somebody who voted has no vote in it, and keeps the rest', async () => {
      await put('m1', 1)
      await rejects(boxes.mix('b1', ['m1', 'm2']), 'slot-damaged')
      await put('m2', 1)
      expect(await countOf(['m1', 'm2'])).toEqual({ counts: [2, 0, 0], spoiled: 0 })
    })

    it('takes nothing more once it is mixed, and is mixed once', async () => {
      await put('m1', 1)
      await rejects(count(), 'box-missing')
      await boxes.mix('b1', ['m1'])
      await rejects(put('m2', 1), 'box-missing')
      await rejects(boxes.prove('b1', ['m1']), 'box-missing')
      await boxes.mix('b1', ['m1', 'm2'])
      expect(await restart()).toEqual(['b1'])
      expect(await count()).toEqual({ counts: [1, 0, 0], spoiled: 0 })
    })

    it('opens with both right halves in their order only, as often as it is asked', async () => {
      await put('m1', 1)
      await boxes.mix('b1', ['m1'])
      const [first, second] = harness.halves
      for (const pair of [
        [second, first],
        [first, first],
        [first, new Uint8Array(0)],
      ] as const)
        await rejects(count(pair), 'wrong-half')
      for (let time = 0; time < 2; time += 1) expect((await count()).counts).toEqual([1, 0, 0])
      expect(boxes.belongs(first, harness.officers[0].key)).toBe(true)
      expect(boxes.belongs(first, harness.officers[1].key)).toBe(false)
    })

    it('says that the disk takes nothing, and loses nothing that was put before', async () => {
      await put('m1', 1)
      harness.setFull(true)
      await rejects(make('b2'), 'box-io-failed')
      await rejects(put('m1', 2), 'box-io-failed')
      await rejects(put('m2', 2), 'box-io-failed')
      await rejects(boxes.mix('b1', ['m1']), 'box-io-failed')
      harness.setFull(false)
      expect(await countOf(['m1'])).toEqual({ counts: [1, 0, 0], spoiled: 0 })
    })

    it('is gone once it is destroyed, also where there was none', async () => {
      await put('m1', 1)
      await boxes.destroy('b1')
      await boxes.destroy('b1')
      await rejects(put('m1', 1), 'box-missing')
      await rejects(boxes.prove('b1', []), 'box-missing')
      await rejects(boxes.mix('b1', []), 'box-missing')
      await rejects(count(), 'box-missing')
      expect(await restart()).toEqual([])
    })
  })
}
