import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { GENESIS } from '../../controller/adapters/record/chain.ts'
import type { RecordedEvent, RecordPort } from '../../controller/engine/ports.ts'
import { voteCast, votesCast } from '../record/drafts.ts'

/** One storage under test; `open` gives a new, not yet started port on it. */
export interface RecordHarness {
  open(): RecordPort
  /** From now on the disk has no room for another 100 kB, or has it again. */
  setFull(full: boolean): void
  /** While stopped: one byte of an event's body changes. */
  damage(seq: number): void
  /** While stopped: the last events vanish without a trace in the storage itself. */
  loseTail(count: number): void
  remove(): Promise<void>
}

/** What every RecordPort promises. */
export function recordContract(name: string, makeHarness: () => Promise<RecordHarness>): void {
  // Several starts and stops each: a busy machine takes its time over that.
  describe(`record contract: ${name}`, { timeout: 30_000 }, () => {
    let harness: RecordHarness
    let record: RecordPort

    beforeEach(async () => {
      harness = await makeHarness()
      record = harness.open()
    })
    afterEach(async () => {
      await record.stop()
      await harness.remove()
    })

    const restart = async () => {
      await record.stop()
      record = harness.open()
      return record.start()
    }

    it('starts empty, at the genesis', async () => {
      expect(await record.start()).toEqual({ seq: 0, hash: GENESIS })
      expect(await readAll(record)).toEqual([])
    })

    it('gives back what was appended, in order, and again after a restart', async () => {
      await record.start()
      const first = await record.append(votesCast(3))
      const second = await record.append([voteCast(4)])
      expect(first.events.map((event) => event.seq)).toEqual([1, 2, 3])
      expect(first.head).toEqual({ seq: 3, hash: first.events[2]?.hash })
      expect(second.events).toEqual([{ ...voteCast(4), seq: 4, hash: second.head.hash }])
      const all = [...first.events, ...second.events]
      expect(await readAll(record)).toEqual(all)
      expect(await restart()).toEqual(second.head)
      expect(await readAll(record)).toEqual(all)
    })

    it('streams from the middle', async () => {
      await record.start()
      const { events } = await record.append(votesCast(20))
      expect(await readAll(record, 15)).toEqual(events.slice(14))
      expect(await readAll(record, 21)).toEqual([])
    })

    it('streams a part, and nothing behind it', async () => {
      await record.start()
      const { events } = await record.append(votesCast(20))
      const read: RecordedEvent[] = []
      const end = await record.read((some) => read.push(...some), 5, 9)
      expect(read).toEqual(events.slice(4, 9))
      expect(end).toEqual({ seq: 9, hash: events[8]?.hash })
      expect((await record.read(() => undefined, 5, 99)).seq).toBe(20)
    })

    it('chains alike for the same events, however they are cut into batches', async () => {
      await record.start()
      for (const draft of votesCast(5)) await record.append([draft])
      const { head } = await record.append([])
      const other = await makeHarness()
      const second = other.open()
      await second.start()
      expect((await second.append(votesCast(5))).head).toEqual(head)
      await second.stop()
      await other.remove()
    })

    it('writes concurrent batches in the order of the calls', async () => {
      await record.start()
      const answers = await Promise.all(votesCast(40).map((draft) => record.append([draft])))
      expect(answers.map(({ head }) => head.seq)).toEqual(answers.map((_, i) => i + 1))
      expect((await readAll(record)).map(({ at }) => at)).toEqual(votesCast(40).map(({ at }) => at))
    })

    it('bounds how many batches may wait', async () => {
      await record.start()
      const answers = await Promise.allSettled(
        votesCast(200).map((draft) => record.append([draft])),
      )
      const refused = answers.filter((answer) => answer.status === 'rejected')
      expect(refused.length).toBeGreaterThan(0)
      for (const { reason } of refused) expect(reason).toMatchObject({ code: 'record-overloaded' })
      expect(await readAll(record)).toHaveLength(answers.length - refused.length)
    })

    it('keeps what was handed in, whatever the caller does to it later', async () => {
      await record.start()
      const data: { choice: string } = { choice: 'agree' }
      const appended = record.append([{ ...voteCast(1), data }])
      data.choice = 'disagree'
      await appended
      expect((await readAll(record))[0]?.data).toEqual({ choice: 'agree' })
    })

    it.each([
      ['not-canonical', { ...voteCast(1), data: { ratio: 0.5 } }],
      ['event-too-large', { ...voteCast(1), data: { text: 'ก'.repeat(400_000) } }],
    ])('refuses %s and goes on', async (code, bad) => {
      await record.start()
      await record.append([voteCast(1)])
      await expect(record.append([voteCast(2), bad])).rejects.toMatchObject({ code })
      await record.append([voteCast(2)])
      expect((await readAll(record)).map(({ seq }) => seq)).toEqual([1, 2])
    })

    it('refuses a batch over the limit', async () => {
      await record.start()
      const tooMany = record.append(votesCast(4097))
      await expect(tooMany).rejects.toMatchObject({ code: 'batch-too-large' })
      expect((await record.append(votesCast(4096))).head.seq).toBe(4096)
    })

    it('keeps a roster of a joint sitting in one event', async () => {
      await record.start()
      const members = Array.from({ length: 750 }, (_, i) => ({
        id: `m${i}`,
        name: { th: `สมาชิกจำลอง คนที่ ${i} `.repeat(4), en: `Simulated member ${i} `.repeat(4) },
      }))
      const draft = { ...voteCast(1), type: 'ChamberConfigured', data: { members } }
      await record.append([draft])
      expect((await readAll(record))[0]?.data).toEqual({ members })
    })

    it('has nothing of a batch that met a full disk, and goes on when there is room', async () => {
      await record.start()
      const { head } = await record.append(votesCast(10))
      harness.setFull(true)
      await expect(record.append(votesCast(400))).rejects.toMatchObject({ code: 'record-full' })
      await expect(record.append(votesCast(400))).rejects.toMatchObject({ code: 'record-full' })
      expect(await readAll(record)).toHaveLength(10)
      harness.setFull(false)
      const next = await record.append([voteCast(11)])
      expect(next.head.seq).toBe(head.seq + 1)
      expect(await restart()).toEqual(next.head)
      expect(await readAll(record)).toHaveLength(11)
    })

    it('names the first event that does not hold, and hands over none from there on', async () => {
      await record.start()
      await record.append(votesCast(3000))
      await record.stop()
      harness.damage(2500)
      record = harness.open()
      await record.start()
      const seen: RecordedEvent[] = []
      const reading = record.read((events) => seen.push(...events))
      await expect(reading).rejects.toMatchObject({ code: 'chain-broken', seq: 2500 })
      expect(seen.every(({ seq }) => seq < 2500)).toBe(true)
    })

    it('names acknowledged events that vanished', async () => {
      await record.start()
      for (const draft of votesCast(9)) await record.append([draft])
      await record.stop()
      harness.loseTail(4)
      record = harness.open()
      await expect(record.start()).rejects.toMatchObject({ code: 'record-tail-missing', seq: 6 })
    })

    it('is held by one process at a time', async () => {
      await record.start()
      const second = harness.open()
      await expect(second.start()).rejects.toMatchObject({ code: 'record-locked' })
      await second.stop()
      await record.append([voteCast(1)])
    })

    it('refuses calls before start and after stop; stop finishes what was handed in', async () => {
      await expect(record.append([voteCast(1)])).rejects.toMatchObject({ code: 'record-stopped' })
      await record.start()
      const appended = record.append(votesCast(2))
      await record.stop()
      expect((await appended).head.seq).toBe(2)
      await expect(record.append([voteCast(3)])).rejects.toMatchObject({ code: 'record-stopped' })
      await expect(readAll(record)).rejects.toMatchObject({ code: 'record-stopped' })
      await record.stop()
    })

    it('passes on what its reader throws', async () => {
      await record.start()
      await record.append(votesCast(2))
      const reading = record.read(() => {
        throw new Error('the fold failed')
      })
      await expect(reading).rejects.toThrow('the fold failed')
      expect(await readAll(record)).toHaveLength(2)
    })
  })
}

async function readAll(record: RecordPort, from?: number): Promise<RecordedEvent[]> {
  const all: RecordedEvent[] = []
  const head = await record.read((events) => all.push(...events), from)
  const last = all.at(-1)
  if (last) expect(head).toEqual({ seq: last.seq, hash: last.hash })
  return all
}
