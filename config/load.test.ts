import { mkdtemp, readFile, rm, writeFile, mkdir, cp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { consoleAt, loadChamber, loadFlags } from './load.ts'

const demo = new URL('./chambers/demo.yaml', import.meta.url).pathname

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sapha-config-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('the simulated chamber that ships', () => {
  it('is sixty seats: 24 on a serial line, 32 on the network, 4 members from afar', async () => {
    const { file, chamber } = await loadChamber(demo)
    const wired = file.bridges.flatMap((bridge) => bridge.lines.flatMap((line) => line.seats))
    expect(chamber.seats).toHaveLength(60)
    expect(chamber.members.filter((member) => member.class === 'member')).toHaveLength(60)
    expect(wired).toHaveLength(24)
    expect(file.networkConsoles).toHaveLength(32)
    expect(chamber.consoles.map((console) => console.id)).toContain(consoleAt('H-01'))
    const onLines = chamber.consoles.filter(({ bridge, line }) => bridge !== null && line !== null)
    expect(onLines).toHaveLength(24)
  })

  it('puts every seat at a place of its own, at least 60 cm from the next', async () => {
    const { seats } = (await loadChamber(demo)).chamber
    for (const [index, seat] of seats.entries())
      for (const other of seats.slice(index + 1))
        expect(Math.hypot(seat.x - other.x, seat.y - other.y)).toBeGreaterThan(60)
  })
})

describe('what is looked for in presses', () => {
  const shipped = new URL('./flags.yaml', import.meta.url).pathname
  const edited = async (path: string, from: string, to: string) => {
    const copy = join(folder, 'edited.yaml')
    await writeFile(copy, (await readFile(path, 'utf8')).replace(from, to))
    return copy
  }

  it('is the shipped file, checked: where nobody is, nobody can be locked', async () => {
    const flags = await loadFlags()
    expect((await loadChamber(demo)).chamber.policy.flags).toEqual(flags)
    const nobody = (action: string) => `vote-nobody-signed-in: { action: ${action} }`
    const noted = await edited(shipped, nobody('ask'), nobody('note'))
    expect((await loadFlags(noted))['vote-nobody-signed-in']).toEqual({ action: 'note' })
    const locking = await edited(shipped, nobody('ask'), nobody('lock'))
    await expect(loadFlags(locking)).rejects.toMatchObject({ code: 'config-malformed' })
  })
})

describe('a file with a mistake', () => {
  let path: string
  const edited = async (from: string | RegExp, to: string) => {
    await writeFile(path, (await readFile(demo, 'utf8')).replace(from, to))
    return loadChamber(path)
  }
  beforeEach(async () => {
    await mkdir(join(folder, 'chambers'))
    await cp(new URL('./rules', import.meta.url).pathname, join(folder, 'rules'), {
      recursive: true,
    })
    path = join(folder, 'chambers', 'room.yaml')
  })

  it.each([
    ['a file that is not there', null, '', 'config-unreadable'],
    ['broken YAML', 'plan:', 'plan: [', 'config-malformed'],
    [
      'an unknown key',
      'simulation: true',
      'simulation: true\nsimulatoin: true',
      'config-malformed',
    ],
    ['a number out of range', 'openMicrophones: 2', 'openMicrophones: 26', 'config-malformed'],
    ['a rule that does not exist', 'rules: [ordinary', 'rules: [extra', 'config-unreadable'],
    ['a seat given twice', 'head: [H-01, H-02', 'head: [H-01, H-01', 'config-contradicts-itself'],
    ['a console at no seat', '  H-01, H-02', '  H-77, H-02', 'config-contradicts-itself'],
    ['one card for two', "'A204060A'", "'A1020305'", 'config-contradicts-itself'],
    ['a member of no group', 'group: ruamjai', 'group: nobody', 'config-contradicts-itself'],
    [
      'a rule given twice',
      'rules: [ordinary',
      'rules: [ordinary, ordinary',
      'config-contradicts-itself',
    ],
    ['a rule that counts nobody', 'tags: [senate]', 'tags: [guests]', 'config-rule-tag-unknown'],
    ['a split that shows nobody', 'tag: opposition', 'tag: nobody', 'config-contradicts-itself'],
    [
      'a split in which some are twice',
      'tag: senate',
      'tag: without-office',
      'config-contradicts-itself',
    ],
    ['a split given twice', 'id: sides', 'id: chambers', 'config-contradicts-itself'],
    ['a split that is always there', 'id: sides', 'id: group', 'config-contradicts-itself'],
  ])('is refused by name: %s', async (_, from, to, code) => {
    const attempt = from === null ? loadChamber(join(path, 'nowhere')) : edited(from, to)
    await expect(attempt).rejects.toMatchObject({ code })
  })

  it('is none where it does not say how votes are prepared and closed', async () => {
    const silent = await edited(/^ {2}(lateWindowMs|presenceCheck): .*\n/gm, '')
    expect(silent.chamber.policy).toMatchObject({ presenceCheck: 'optional', lateWindowMs: 0 })
  })

  it('says where in the file and what is wrong', async () => {
    await expect(edited('openMicrophones: 2', 'openMicrophones: 26')).rejects.toThrow(
      /room\.yaml, at policy › openMicrophones: must be <= 25/,
    )
  })
})
