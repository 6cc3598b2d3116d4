import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { BallotBoxes } from '../../controller/adapters/ballot-box/ballot-boxes.ts'
import { sealVote } from '../../controller/protocol/seal-vote.ts'
import { twoOfficers } from '../secret/officers.ts'
import { ballotBoxContract } from './ballot-box.ts'

ballotBoxContract('files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sapha-box-'))
  const [ada, ben] = await twoOfficers()
  const file = await open(folder)
  await file.close()
  const disk = vi.spyOn(Object.getPrototypeOf(file) as FileHandle, 'sync')
  return {
    open: () => new BallotBoxes(folder),
    officers: [
      { user: ada.user, key: ada.key },
      { user: ben.user, key: ben.key },
    ],
    halves: [ada.half, ben.half],
    seal: (vote) => sealVote(crypto.subtle, vote),
    setFull: (full) => {
      if (full) disk.mockRejectedValue(new Error('ENOSPC'))
      else disk.mockRestore()
    },
    remove: () => rm(folder, { recursive: true }),
  }
})
