import { join } from 'node:path'
import { parentPort } from 'node:worker_threads'
import { recordFiles } from '../../controller/adapters/record/files.ts'
import { Ledger } from '../../controller/adapters/record/ledger.ts'
import { serveLedger } from '../../controller/adapters/record/serve-ledger.ts'
import { FULL_FLAG, FullDisk } from './full-disk.ts'

if (parentPort) {
  serveLedger(parentPort, (folder, onTrouble) => {
    const flag = join(folder, FULL_FLAG)
    const open = (path: string, readOnly: boolean) => new FullDisk(path, readOnly, flag)
    return new Ledger(recordFiles(folder), onTrouble, open)
  })
}
