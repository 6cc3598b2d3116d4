import { once } from 'node:events'
import { mkdir, readdir, readFile, rename } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { witnessTarget } from '../../controller/adapters/witness/targets.ts'
import { eventually, WitnessedHouse } from './witnessed-house.ts'

let house: WitnessedHouse

beforeEach(async () => {
  house = await WitnessedHouse.make()
})

afterEach(async () => {
  await house.stop()
  await house.remove()
})

const faults = () => house.engine.state.faults.map(({ id, code }) => `${id} ${code}`)
const latest = () => house.witness.checkpoint ?? ''

describe('a stick', () => {
  it('has every checkpoint, and catches up when it is back', async () => {
    const stick = join(house.dataDir, 'stick')
    await mkdir(stick)
    house.targets.push(witnessTarget({ kind: 'folder', path: stick }))
    await house.start()
    await eventually(() => expect(house.witness.checkpoint).not.toBeNull())
    house.beats.pass()
    await eventually(async () => expect(await readdir(stick)).toHaveLength(1))

    await mkdir(join(stick, '.sapha-pulled-out'))
    await rename(stick, `${stick}-away`)
    await house.convene({ members: 2 })
    await house.divide('b1', ['agree', 'agree'])
    await eventually(() => {
      house.beats.pass()
      expect(faults()).toEqual(['witness-1 witness-unreachable'])
    })
    await rename(`${stick}-away`, stick)
    await eventually(async () => {
      house.beats.pass()
      expect(faults()).toEqual([])
      const names = (await readdir(stick)).sort()
      expect(await readFile(join(stick, names.at(-1) ?? ''), 'utf8')).toBe(latest())
      expect(names.filter((name) => !name.startsWith('checkpoint-'))).toEqual([])
      expect(names.length).toBeGreaterThan(2)
    })
  })

  it('is never made where none is plugged in', async () => {
    const stick = join(house.dataDir, 'stick')
    house.targets.push(witnessTarget({ kind: 'folder', path: stick }))
    await house.start()
    await eventually(() => {
      house.beats.pass()
      expect(faults()).toHaveLength(1)
    })
    await expect(readdir(stick)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('a server of another house', () => {
  let server: Server
  let heard: string[]
  let status: number
  let url: string

  beforeEach(async () => {
    heard = []
    status = 200
    server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        heard.push(body)
        response.writeHead(status, { location: '/elsewhere' }).end()
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/checkpoints`
    house.targets.push(witnessTarget({ kind: 'url', url }))
    await house.start()
  })

  afterEach(async () => {
    server.close()
    server.closeAllConnections()
    await once(server, 'close').catch(() => undefined)
  })

  it('is sent the newest checkpoint, once', async () => {
    await house.convene({ members: 2 })
    await house.divide('b1', ['agree', 'agree'])
    await eventually(() => {
      house.beats.pass()
      expect(heard.at(-1)).toBe(latest())
    })
    house.beats.pass(50)
    expect(new Set(heard).size).toBe(heard.length)
  })

  it.each([[500], [302]])('that answers %i is a fault, until it takes one', async (refusal) => {
    status = refusal
    await eventually(() => {
      house.beats.pass()
      expect(faults()).toEqual(['witness-1 witness-unreachable'])
    })
    const tried = heard.length
    house.beats.pass(3)
    expect(heard.length).toBe(tried)
    status = 200
    await eventually(() => {
      house.beats.pass()
      expect(faults()).toEqual([])
    })
    expect(heard.at(-1)).toBe(latest())
  })
})
