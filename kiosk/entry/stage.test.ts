import { expect, it } from 'vitest'
import { stageOf } from './stage.ts'

const seat = { width: 1024, height: 600 }

it('scales a screen to its window and never gives it less room than it was drawn for', () => {
  expect(stageOf(seat, seat)).toEqual({ scale: 1, width: 1024, height: 600 })
  for (const window of [
    { width: 800, height: 480 },
    { width: 1920, height: 1080 },
    { width: 1280, height: 800 },
    { width: 600, height: 1024 },
  ]) {
    const { scale, width, height } = stageOf(seat, window)
    expect(width).toBeGreaterThanOrEqual(1024)
    expect(height).toBeGreaterThanOrEqual(600)
    expect([width * scale, height * scale]).toEqual([
      expect.closeTo(window.width, 6),
      expect.closeTo(window.height, 6),
    ])
  }
})
