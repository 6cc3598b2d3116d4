import { MemoryDisk } from '../../controller/adapters/record/memory-disk.ts'
import { MemoryRecord } from '../../controller/adapters/record/memory-record.ts'
import { recordContract } from './record.ts'

recordContract('memory', async () => {
  const disk = new MemoryDisk()
  return {
    open: () => new MemoryRecord(disk),
    setFull: (full) => {
      disk.fault = full ? 'record-full' : null
    },
    damage: (seq) => disk.damage(seq),
    loseTail: (count) => disk.loseTail(count),
    remove: () => Promise.resolve(),
  }
})
