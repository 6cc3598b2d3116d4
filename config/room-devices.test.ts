import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadBridge } from './load-bridge.ts'
import { loadChamber } from './load.ts'
import { principalsOf } from './principals.ts'

const projector = `
  - id: projector-left
    kind: display
    driver: pjlink
    model: generic
    bridge: bridge-1
    address: tcp://10.0.0.4:4352
    secretFile: secrets/projector
    aim: { power: 'on', input: digital-1 }`
const camera = (place: number) => `
  - id: camera-${place}
    kind: camera
    driver: visca
    model: generic
    bridge: bridge-1
    address: serial:ttys/cameras?baud=9600
    place: '${place}'`

describe('devices in a chamber’s file', () => {
  let folder: string
  let demo: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sapha-devices-'))
    await mkdir(join(folder, 'chambers'))
    await cp(join(import.meta.dirname, 'rules'), join(folder, 'rules'), { recursive: true })
    demo = await readFile(join(import.meta.dirname, 'chambers/demo.yaml'), 'utf8')
  })
  afterAll(() => rm(folder, { recursive: true }))

  async function file(devices: string, change: (demo: string) => string = (text) => text) {
    const path = join(folder, 'chambers', 'room.yaml')
    await writeFile(path, `${change(demo)}\ndevices:${devices}\n`)
    return path
  }

  it('become one job for each address, of the bridge they name', async () => {
    const config = await file(projector + camera(1) + camera(2))
    const { jobs } = await loadBridge({ config, data: folder })
    expect(jobs).toMatchObject([
      {
        driver: 'pjlink',
        kind: 'display',
        address: 'tcp://10.0.0.4:4352',
        units: [{ id: 'projector-left', secretFile: join(folder, 'secrets/projector') }],
      },
      {
        driver: 'visca',
        address: `serial:${join(folder, 'ttys/cameras')}?baud=9600`,
        units: [
          { id: 'camera-1', place: '1', secretFile: null },
          { id: 'camera-2', place: '2' },
        ],
      },
    ])
    const { file: parsed } = await loadChamber(config)
    expect(principalsOf(parsed).bridges[0]?.devices).toEqual([
      { kind: 'display', id: 'projector-left' },
      { kind: 'camera', id: 'camera-1' },
      { kind: 'camera', id: 'camera-2' },
    ])
  })

  it('may be another maker’s consoles, which are the chamber’s like any other', async () => {
    const system = `
    systems:
      - { id: shure, driver: shure-dcs, model: generic, address: 'tcp://10.0.0.9:3142', seats: { C1-01: '212', C1-02: '213' } }
networkConsoles: [`
    const config = await file(' []', (text) =>
      text.replace('networkConsoles: [', system.slice(1)).replace('C1-01, C1-02, C1-03,', 'C1-03,'),
    )
    const { jobs } = await loadBridge({ config, data: folder })
    expect(jobs).toMatchObject([
      { kind: 'console', units: [{ id: 'console-C1-01', place: '212' }, { place: '213' }] },
    ])
    const { chamber } = await loadChamber(config)
    expect(chamber.consoles).toContainEqual({
      ...{ id: 'console-C1-01', seat: 'C1-01', bridge: 'bridge-1', line: 'shure' },
    })
  })

  it.each([
    ['given twice', projector + projector, 'config-contradicts-itself'],
    ['on no bridge', projector.replace('bridge-1', 'bridge-9'), 'config-contradicts-itself'],
    [
      'two at one place',
      camera(1) + camera(1).replace('id: camera-1', 'id: camera-9'),
      'config-contradicts-itself',
    ],
    ['of no kind', projector.replace('display', 'toaster'), 'config-malformed'],
    ['with an aim of another kind', projector.replace('input:', 'preset:'), 'config-malformed'],
  ])('are refused by name: %s', async (_, devices, code) => {
    await expect(loadChamber(await file(devices))).rejects.toMatchObject({ code })
  })
})
