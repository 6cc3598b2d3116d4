import { expect, it } from 'vitest'
import { publicOf } from '../../../controller/adapters/ballot-box/box-keys.ts'
import { halfOfCode, makeOfficerPair, recoveryCodeOf } from './officer-key.ts'

const { subtle } = crypto

it('makes a half that belongs to the key the chamber is given', async () => {
  const { key, half } = await makeOfficerPair(subtle)
  expect(half).toHaveLength(32)
  expect(publicOf(half)).toBe(key)
})

it('writes a half as fourteen groups of four and reads it back as people type it', async () => {
  const half = Uint8Array.from({ length: 32 }, (_, at) => (at * 37 + 200) % 256)
  const code = await recoveryCodeOf(subtle, half)
  expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){13}[0-9A-HJKMNP-TV-Z]{4}$/)
  const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')
  expect(await halfOfCode(subtle, typed)).toEqual(half)
})

it('tells a slip of the pen in any digit', async () => {
  const { half } = await makeOfficerPair(subtle)
  const code = await recoveryCodeOf(subtle, half)
  for (let at = 0; at < code.length; at += 1) {
    if (code[at] === '-') continue
    const slip = code.slice(0, at) + (code[at] === '7' ? '8' : '7') + code.slice(at + 1)
    expect(await halfOfCode(subtle, slip), `digit ${at}`).toBeNull()
  }
  expect(await halfOfCode(subtle, code.slice(1))).toBeNull()
  expect(await halfOfCode(subtle, '')).toBeNull()
})
