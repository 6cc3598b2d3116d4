import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  isOlder,
  someMissing,
  wasSeen,
  withPress,
  type PressWindows,
} from '../../controller/core/press-window.ts'

const windowOf = (presses: string[]): PressWindows | undefined =>
  presses.reduce<PressWindows | undefined>(withPress, undefined)

test('every press is seen once recorded, in whatever order the last 64 came', () => {
  const counters = Array.from({ length: 64 }, (_, n) => n + 1)
  fc.assert(
    fc.property(fc.shuffledSubarray(counters), (recorded) => {
      const windows = windowOf(recorded.map((counter) => `boot.${counter}`))
      for (const counter of counters)
        expect(wasSeen(windows, `boot.${counter}`)).toBe(recorded.includes(counter))
    }),
  )
})

test('what is older than the window counts as a repeat', () => {
  const windows = windowOf(Array.from({ length: 65 }, (_, n) => `boot.${n + 10}`))
  expect(wasSeen(windows, 'boot.10')).toBe(true)
  expect(wasSeen(windows, 'boot.3')).toBe(true)
  expect(wasSeen(windows, 'boot.75')).toBe(false)
})

test('a restart begins a new count, and what the former start sent is still known', () => {
  const windows = windowOf(['first.1', 'first.2', 'second.1'])
  expect(wasSeen(windows, 'first.2')).toBe(true)
  expect(wasSeen(windows, 'second.1')).toBe(true)
  expect(wasSeen(windows, 'second.2')).toBe(false)
  expect(wasSeen(windows, 'first.3')).toBe(false)
})

test('stays bounded over any number of restarts and presses', () => {
  const presses = Array.from({ length: 20 }, (_, boot) =>
    Array.from({ length: 100 }, (_, n) => `boot${boot}.${n}`),
  ).flat()
  const windows = windowOf(presses) ?? []
  expect(windows.length).toBe(4)
  expect(Math.max(...windows.map(({ counters }) => counters.length))).toBe(64)
})

test('recording a press twice changes nothing', () => {
  const windows = windowOf(['boot.1', 'boot.2'])
  expect(withPress(windows, 'boot.1')).toBe(windows)
})

test('presses of one start are in the order of their counters', () => {
  expect(isOlder(undefined, 'boot.9', 'boot.10')).toBe(true)
  expect(isOlder(undefined, 'boot.10', 'boot.9')).toBe(false)
  expect(isOlder(undefined, 'boot.9', 'boot.9')).toBe(false)
})

test('a start that is known came before those behind it; an unknown one is the newest', () => {
  const windows = windowOf(['first.7', 'second.1'])
  expect(isOlder(windows, 'first.8', 'second.1')).toBe(true)
  expect(isOlder(windows, 'second.2', 'first.7')).toBe(false)
  expect(isOlder(windows, 'third.1', 'second.1')).toBe(false)
})

test('knows whether anything between two presses was not seen', () => {
  const windows = windowOf(['first.7', 'boot.1', 'boot.2', 'boot.4'])
  expect(someMissing(windows, 'boot.1', 'boot.3')).toBe(false)
  expect(someMissing(windows, 'boot.2', 'boot.5')).toBe(true)
  expect(someMissing(windows, 'first.7', 'boot.3')).toBe(false)
  expect(someMissing(windows, 'first.7', 'boot.5')).toBe(true)
  expect(someMissing(undefined, 'first.7', 'boot.1')).toBe(false)
  expect(someMissing(undefined, 'boot.1', 'boot.9999999999')).toBe(true)
})

test('what is older than the window is not waited for', () => {
  const windows = windowOf(Array.from({ length: 64 }, (_, n) => `boot.${n + 1000}`))
  expect(someMissing(windows, 'boot.1', 'boot.1064')).toBe(false)
  expect(someMissing(windows, 'boot.1', 'boot.1065')).toBe(true)
})
