import { describe, expect, it, vi } from 'vitest'
import { voteCast, votesCast } from './drafts.ts'
import { MemoryDisk } from '../../controller/adapters/record/memory-disk.ts'
import { MemoryRecord } from '../../controller/adapters/record/memory-record.ts'

describe('a record in memory, killed while a batch is under way', () => {
  it.each([
    ['torn' as const, 3],
    ['kept' as const, 5],
  ])('has it %s, and answers nobody', async (underWay, expected) => {
    const disk = new MemoryDisk()
    let finishSync: () => void = () => undefined
    let syncs = 0
    const record = new MemoryRecord(disk, () =>
      ++syncs === 1 ? Promise.resolve() : new Promise((resolve) => (finishSync = resolve)),
    )
    await record.start()
    await record.append(votesCast(3))
    const answered = vi.fn()
    record.append(votesCast(2, 4)).then(answered, answered)
    record.append([voteCast(6)]).then(answered, answered)
    await vi.waitFor(() => expect(syncs).toBe(2))
    record.kill(underWay)
    finishSync()
    const next = new MemoryRecord(disk)
    expect((await next.start()).seq).toBe(expected)
    expect(answered).not.toHaveBeenCalled()
    expect((await next.append([voteCast(9)])).head.seq).toBe(expected + 1)
  })

  it('refuses while its disk fails, and goes on after', async () => {
    const disk = new MemoryDisk()
    const record = new MemoryRecord(disk)
    await record.start()
    disk.fault = 'record-io-failed'
    await expect(record.append([voteCast(1)])).rejects.toMatchObject({ code: 'record-io-failed' })
    disk.fault = null
    expect((await record.append([voteCast(1)])).head.seq).toBe(1)
  })
})
