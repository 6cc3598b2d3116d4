import { expect, it } from 'vitest'
import { groupedReceipt, receiptDrawing } from './receipt.ts'

it('is written in groups that can be read aloud', () => {
  expect(groupedReceipt('K7Q42M9D83')).toBe('K7Q4 2M9D 83')
})

it('is drawn as squares, with the four modules of white around it that readers need', () => {
  const { size, path } = receiptDrawing('http://10.0.0.4:8443/public/verify#K7Q42M9D83')
  expect(size).toBeGreaterThan(21 + 8)
  const squares = [...path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)]
  expect(squares.map(([whole]) => whole).join('')).toBe(path)
  for (const [, x = '', y = '', width = ''] of squares) {
    expect(Number(x)).toBeGreaterThanOrEqual(4)
    expect(Number(x) + Number(width)).toBeLessThanOrEqual(size - 4)
    expect(Number(y)).toBeGreaterThanOrEqual(4)
  }
})
