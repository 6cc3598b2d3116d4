import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { presentKey } from '../../controller/adapters/witness/key-files.ts'
import type { SigningKey } from '../../controller/adapters/witness/signed-note.ts'
import { verifyBundle } from '../../kiosk/verify/sapha-verify.mjs'
import {
  changedAt,
  eventsOf,
  forge,
  linesOf,
  pathsIn,
  textOf,
  withoutAt,
  type Line,
} from './forge.ts'
import { holdEveryWay } from './every-way.ts'
import { bundleOf } from './real-bundle.ts'
import { WitnessedHouse } from './witnessed-house.ts'

/** Every change of a real bundle, of every way to vote, is caught; those that are not are listed. */

// Some thousand bundles are verified: seconds on a machine at rest.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let house: WitnessedHouse
let bundle: string
let lines: Line[]
let key: SigningKey

beforeAll(async () => {
  house = await WitnessedHouse.make()
  await house.start()
  await holdEveryWay(house)
  const signing = await presentKey(house.dataDir)
  if (signing === null) throw new Error('no key')
  key = signing
  bundle = await bundleOf(house)
  lines = linesOf(bundle)
})

afterAll(async () => {
  await house.stop()
  await house.remove()
})

const holds = async (text: string) => (await verifyBundle(Buffer.from(text))).verdict === 'holds'

/** Names of the changes that were not noticed. */
async function unnoticed(changes: Iterable<[name: string, bundle: string]>): Promise<string[]> {
  const missed: string[] = []
  let tried = 0
  for (const [name, text] of changes) {
    tried += 1
    if (text === bundle || (await holds(text))) missed.push(name)
  }
  expect(tried).toBeGreaterThan(10)
  return missed
}

/** A field of a type of event: in a list the entries are alike. */
const fieldOf = (type: string, path: readonly (string | number)[]) =>
  `${type} ${path.map((key) => (/^\d+$/.test(String(key)) ? 'n' : key)).join('.')}`

const eventLines = () => lines.flatMap((line, at) => (line.kind === 'event' ? [at] : []))

it('the bundle itself holds, also written anew without a change', async () => {
  expect(textOf(lines)).toBe(bundle)
  expect(await holds(bundle)).toBe(true)
  expect(await holds(forge(lines, eventsOf(lines), null))).toBe(true)
  expect(await holds(forge(lines, eventsOf(lines), key))).toBe(true)
})

describe('one change', () => {
  it('of any field of any event', async () => {
    const texts = lines.map((line) => textOf([line]))
    // Each field of each type, and something of every event.
    const seen = new Set<string>()
    const changes = function* (): Generator<[string, string]> {
      for (const at of eventLines()) {
        const line = lines[at]
        if (line?.kind !== 'event') continue
        const instead = (changed: Partial<typeof line>) =>
          texts.with(at, textOf([{ ...line, ...changed }])).join('')
        const paths = pathsIn(line.body).slice(1)
        for (const [n, path] of paths.entries()) {
          const field = fieldOf(line.body.type, path)
          if (!seen.has(field) || n === at % paths.length)
            yield [`${field} changed`, instead({ body: changedAt(line.body, path) })]
          if (!seen.has(field))
            yield [`${field} removed`, instead({ body: withoutAt(line.body, path) })]
          seen.add(field)
        }
        const hash = changedAt(line.hash.split(''), [at % 64]).join('')
        yield [`${line.body.type} hash`, instead({ hash })]
      }
    }
    expect(await unnoticed(changes())).toEqual([])
  })

  it('of any field of any event, with the whole chain computed anew behind it', async () => {
    const seen = new Set<string>()
    const changes = function* (): Generator<[string, string]> {
      for (const [at, event] of eventsOf(lines).entries())
        for (const path of pathsIn(event).slice(1)) {
          const name = fieldOf(event.type, path)
          if (seen.has(name)) continue
          seen.add(name)
          yield [name, forge(lines, eventsOf(lines).with(at, changedAt(event, path)), null)]
        }
    }
    expect(await unnoticed(changes())).toEqual([])
  })

  it('of any field of any other line', async () => {
    const changes = function* (): Generator<[string, string]> {
      for (const [at, line] of lines.entries()) {
        if (line.kind !== 'other') continue
        for (const path of pathsIn(line.value).slice(1))
          yield [
            `line ${at} ${path.join('.')}`,
            textOf(lines.with(at, { ...line, value: changedAt(line.value, path) })),
          ]
      }
    }
    expect(await unnoticed(changes())).toEqual([])
  })

  it('of one character of a checkpoint', async () => {
    const at = lines.length - 1
    const last = lines[at]
    if (last?.kind !== 'other') throw new Error('no checkpoint')
    const note = String(last.value['checkpoint'])
    const changes = function* (): Generator<[string, string]> {
      for (let digit = 0; digit < note.length; digit++) {
        const checkpoint = `${note.slice(0, digit)}${note[digit] === 'A' ? 'B' : 'A'}${note.slice(digit + 1)}`
        yield [
          `character ${digit}`,
          textOf(lines.with(at, { kind: 'other', value: { checkpoint } })),
        ]
      }
    }
    expect(await unnoticed(changes())).toEqual([])
  })
})

describe('any line', () => {
  const each = function* (make: (at: number) => Line[]): Generator<[string, string]> {
    for (const at of lines.keys()) yield [`line ${at}`, textOf(make(at))]
  }
  it('left out', async () => {
    expect(await unnoticed(each((at) => lines.toSpliced(at, 1)))).toEqual([])
  })
  it('written twice', async () => {
    expect(
      await unnoticed(each((at) => lines.toSpliced(at, 0, ...lines.slice(at, at + 1)))),
    ).toEqual([])
  })
  it('cut off', async () => {
    const cut = [...lines.keys()].map((at): [string, string] => [
      `at ${at}`,
      textOf(lines.slice(0, at)),
    ])
    const torn = [1, 2, 70, 200].map((n): [string, string] => [`torn ${n}`, bundle.slice(0, -n)])
    expect(await unnoticed([...cut, ...torn])).toEqual([])
  })
})

describe('events, with numbers and chain made right again', () => {
  const numbered = (events: ReturnType<typeof eventsOf>) =>
    events.map((event, at) => ({ ...event, seq: at + 1 }))
  const each = function* (
    make: (events: ReturnType<typeof eventsOf>, at: number) => ReturnType<typeof eventsOf>,
  ): Generator<[string, string]> {
    const events = eventsOf(lines)
    for (const at of events.keys())
      yield [`event ${at + 1}`, forge(lines, numbered(make(events, at)), null)]
  }
  it('one left out', async () => {
    expect(await unnoticed(each((events, at) => events.toSpliced(at, 1)))).toEqual([])
  })
  it('one added', async () => {
    const added = each((events, at) => events.toSpliced(at, 0, ...events.slice(at, at + 1)))
    // Behind the last signed head a record goes on: the verifier says what is not signed yet.
    const behind = `event ${eventsOf(lines).length}`
    expect((await unnoticed(added)).filter((name) => name !== behind)).toEqual([])
  })
  it('two in another order', async () => {
    const swapped = each((events, at) => {
      const [one, next] = events.slice(at, at + 2)
      return one && next ? events.with(at, next).with(at + 1, one) : events.slice(0, -1)
    })
    expect(await unnoticed(swapped)).toEqual([])
  })
})
