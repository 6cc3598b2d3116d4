import { expect, it } from 'vitest'
import { readOptions } from '../../controller/options.ts'

it.each([
  [[], null],
  [['--http-port', '8443'], null],
  // A test, beside a chamber that has the file's port.
  [['--http-port', '0'], 0],
  // Started again by the launcher, on the ports it had.
  [['--http-port', '50443', '--media-port', '50300'], 50_300],
  [['--http-port', '0', '--media-port', '50300'], 50_300],
])("%j: the media port is %j, null being the file's", (args, port) => {
  expect(readOptions(args).mediaPort).toBe(port)
})
