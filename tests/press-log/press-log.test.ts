import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { PressLog } from '../../controller/adapters/press-log/press-log.ts'
import type { RefusedPress } from '../../controller/protocol/evidence-view.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sapha-presses-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const press = (at: number): RefusedPress => ({
  ...{ at, sitting: 's1', ballot: 'b1', tried: 'choice', code: 'ballot-held', seat: 's4' },
  ...{ console: 'c4', member: 'm4', card: null, cardOf: null, pressId: 'boot.9', more: 0 },
})
const troubles: unknown[] = []
const open = (options: { mostBytes?: number } = {}) =>
  new PressLog({ folder, onTrouble: (error) => troubles.push(error), ...options })

async function all(log: PressLog): Promise<number[]> {
  const found: RefusedPress[] = []
  await log.read((presses) => found.push(...presses))
  return found.map(({ at }) => at)
}
const upTo = (count: number) => Array.from({ length: count }, (_, at) => at)

it('keeps presses over a restart, for the owner of the folder alone', async () => {
  const log = open()
  expect(await log.start()).toEqual([])
  for (const at of upTo(3)) log.add(press(at))
  await log.stop()
  const path = join(folder, 'refused-presses.ndjson')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  const again = open()
  expect(await again.start()).toEqual(upTo(3).map(press))
  again.add(press(3))
  expect(await all(again)).toEqual(upTo(4))
})

it('is bounded: two files, and the oldest go', async () => {
  const log = open({ mostBytes: 2000 })
  await log.start()
  for (const at of upTo(60)) {
    log.add(press(at))
    // Each is written by itself, so that the size is looked at before the next.
    await log.stop()
  }
  const kept = await all(log)
  expect(kept.at(-1)).toBe(59)
  expect(kept.length).toBeGreaterThan(8)
  expect(kept.length).toBeLessThan(30)
  expect(kept).toEqual(upTo(60).slice(-kept.length))
})

it('passes over a line that was torn, or is none of its own', async () => {
  const lines = [JSON.stringify(press(1)), '{"at":2,"tri', '{}', 'null', JSON.stringify(press(3))]
  await writeFile(join(folder, 'refused-presses.ndjson'), `${lines.join('\n')}\n`)
  const log = open()
  expect((await log.start()).map(({ at }) => at)).toEqual([1, 3])
  log.add(press(4))
  expect(await all(log)).toEqual([1, 3, 4])
})

it('loses what the disk does not take, says so once, and goes on', async () => {
  troubles.length = 0
  const log = open()
  await log.start()
  await rm(folder, { recursive: true })
  for (const at of upTo(3)) {
    log.add(press(at))
    await log.stop()
  }
  expect(troubles).toHaveLength(1)
  await log.start()
  log.add(press(9))
  await log.stop()
  expect(await readFile(join(folder, 'refused-presses.ndjson'), 'utf8')).toContain('"at":9')
})
