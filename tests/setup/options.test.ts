import { join } from 'node:path'
import { expect, it } from 'vitest'
import { OptionError, childOptions, parseOptions } from '../../config/setup/options.mjs'

const root = join(import.meta.dirname, '../..')

it('has a chamber and a data folder when nothing is said', () => {
  expect(parseOptions([], '/home/t')).toEqual({
    config: join(root, 'config/chambers/demo.yaml'),
    data: join(root, 'data'),
    simulation: true,
  })
})

it('takes paths from where the person is, ports, and the word of a real room', () => {
  const args = ['--config', 'a.yaml', '--data=/srv/a', '--http-port', '0', '--mqtt-port=1884']
  expect(parseOptions([...args, '--no-simulation'], '/home/t')).toEqual({
    config: '/home/t/a.yaml',
    data: '/srv/a',
    httpPort: 0,
    mqttPort: 1884,
    simulation: false,
  })
})

it('hands the actual ports on instead of the asked ones', () => {
  const options = { config: '/a', data: '/d', httpPort: 0, simulation: true }
  expect(childOptions(options)).toEqual(['--config', '/a', '--data', '/d', '--http-port', '0'])
  const ports = { http: 8443, mqtt: 1883, media: 44_300 }
  expect(childOptions(options, ports).slice(4)).toEqual([
    ...['--http-port', '8443', '--mqtt-port', '1883', '--media-port', '44300'],
  ])
})

it.each([
  [['--prot', '1'], /'--prot'/],
  [['chamber.yaml'], /'chamber\.yaml'/],
  [['--http-port', '65536'], /--http-port is a number from 0 to 65535, not '65536'/],
  [['--mqtt-port', 'x'], /--mqtt-port/],
  [['--data'], /--data/],
])('refuses %j with a sentence', (args, sentence) => {
  expect(() => parseOptions(args, '/')).toThrow(OptionError)
  expect(() => parseOptions(args, '/')).toThrow(sentence)
})
