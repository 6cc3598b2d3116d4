import fc from 'fast-check'
import { generate } from 'mqtt-packet'
import { expect, it } from 'vitest'
import { frameScanner } from './frame-bound.ts'

const publish = (length: number) =>
  generate({
    cmd: 'publish',
    topic: 't',
    payload: Buffer.alloc(length, 0xff),
    qos: 0,
    dup: false,
    retain: false,
  })

it('finds the longest packet, however the bytes are cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 70_000 }), { minLength: 1, maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 9_000 }), { minLength: 1 }),
      (lengths, cuts) => {
        const bytes = Buffer.concat(lengths.map(publish))
        const scan = frameScanner()
        let longest = 0
        for (let at = 0, n = 0; at < bytes.length; n += 1) {
          const size = cuts[n % cuts.length] ?? 1
          longest = Math.max(longest, scan(bytes.subarray(at, at + size)))
          at += size
        }
        expect(longest).toBe(Math.max(...lengths) + 3) // and two bytes for the topic's length, one for it
      },
    ),
    { numRuns: 200 },
  )
})

it('announces the length before the packet is there', () => {
  const scan = frameScanner()
  expect(scan(Buffer.from([0x30, 0xff]))).toBe(0)
  expect(scan(Buffer.from([0xff, 0x7f]))).toBe(127 + 127 * 128 + 127 * 128 * 128)
})

it('does not follow a length of more than four bytes', () => {
  expect(frameScanner()(Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff]))).toBe(Infinity)
})
