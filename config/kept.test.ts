import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { kept } from './kept.ts'

let folder: string
const chamber = () => join(folder, 'chamber.yaml')
const copy = () => join(folder, 'chamber.json')
const parsing = (content: unknown) => vi.fn(() => Promise.resolve(content))

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sapha-kept-'))
  await writeFile(chamber(), 'seats: 3')
})
afterEach(() => rm(folder, { recursive: true }))

it('parses a file once, and again when it says something else', async () => {
  expect(await kept(chamber(), folder, parsing({ seats: 3 }))).toEqual({ seats: 3 })
  const again = parsing(null)
  expect(await kept(chamber(), folder, again)).toEqual({ seats: 3 })
  expect(again).not.toHaveBeenCalled()
  await writeFile(chamber(), 'seats: 4')
  expect(await kept(chamber(), folder, parsing({ seats: 4 }))).toEqual({ seats: 4 })
})

it('keeps nothing of a file that was edited while it was parsed', async () => {
  await kept(chamber(), folder, () => writeFile(chamber(), 'seats: 5'))
  await expect(readFile(copy())).rejects.toThrow('ENOENT')
})

it.each(['', '{"sha256":', 'null', '{}'])('parses anew where %j was kept', async (text) => {
  await writeFile(copy(), text)
  expect(await kept(chamber(), folder, parsing({ seats: 3 }))).toEqual({ seats: 3 })
})

it('parses where nothing can be read or kept, and rejects as parsing does', async () => {
  const nowhere = join(folder, 'nowhere')
  expect(await kept(chamber(), nowhere, parsing({ seats: 3 }))).toEqual({ seats: 3 })
  const unreadable = () => Promise.reject(new Error('unreadable'))
  await expect(kept(nowhere, folder, unreadable)).rejects.toThrow('unreadable')
})
