import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { isAlive } from './processes.ts'
import type { JournalEntry } from './stand-ins/stand-in.ts'

// Four Node processes start, two at a time, on a machine that may be busy.
const patience = { timeout: 25_000, interval: 25 }
vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 })

let data: string
let launcher: ChildProcess
let output: string

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'sapha-launch-'))
})

afterEach(async () => {
  launcher.kill('SIGKILL')
  try {
    await noProcessIsLeft()
  } finally {
    for (const pid of living()) process.kill(pid, 'SIGKILL')
    rmSync(data, { recursive: true })
  }
})

function launch({ simulated = 'yes', bridges = ['north'] } = {}) {
  output = ''
  launcher = spawn(
    process.execPath,
    ['tests/setup/stand-ins/launch.ts', data, simulated, ...bridges],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  launcher.stdout?.on('data', (text) => (output += text))
  launcher.stderr?.on('data', (text) => (output += text))
}

const exit = () =>
  new Promise<number | null>((resolve) => {
    if (launcher.exitCode !== null) resolve(launcher.exitCode)
    launcher.once('exit', resolve)
  })

const says = (text: string | RegExp) => vi.waitFor(() => expect(output).toMatch(text), patience)

const behave = (behaviour: string) => writeFileSync(join(data, behaviour), '')

const lines = (name: string) =>
  existsSync(join(data, name))
    ? readFileSync(join(data, name), 'utf8').split('\n').filter(Boolean)
    : []

const journal = () => lines('journal').map((line) => JSON.parse(line) as JournalEntry)

const started = (name: string) => journal().filter((entry) => entry.name === name)

const living = () =>
  journal().flatMap(({ pid, grandchild }) => [pid, grandchild].filter((each) => isAlive(each)))

const noProcessIsLeft = () => vi.waitFor(() => expect(living()).toEqual([]), patience)

describe('a chamber', () => {
  it('is ready when controller and bridge are, and tells the devices the actual ports', async () => {
    launch()
    await says('60 seats are taken')
    expect(output).toMatch(
      /^ready in \d+\.\d s\n {2}control desk {2}https:\/\/localhost:8443\/\n {2}a seat {8}https:.*\n {2}The firewall/m,
    )
    expect(output.indexOf('ready in')).toBeLessThan(output.indexOf('60 seats'))

    expect(journal()[0]?.name).toBe('controller')
    const asked = ['--config', '/a/chamber.yaml', '--data', data]
    expect(started('controller')[0]?.args).toEqual([...asked, '--http-port', '0'])
    const ports = ['--http-port', '50443', '--mqtt-port', '50883', '--media-port', '50300']
    const actual = [...asked, ...ports]
    expect(started('bridge')[0]?.args).toEqual(actual)
    expect(started('simulated-room')[0]?.args).toEqual(actual)
    expect(lines('logs/controller.log')).toEqual(['controller writes to its log'])
  })

  it('has a process for each of several bridges, and no room where none is simulated', async () => {
    launch({ simulated: 'no', bridges: ['north', 'south'] })
    await says('ready in')
    const bridges = started('bridge').map(({ args }) => args.slice(-2).join(' '))
    expect(bridges.sort()).toEqual(['--bridge north', '--bridge south'])
    expect(started('simulated-room')).toEqual([])
  })

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'stops in order at %s and leaves nothing',
    async (signal) => {
      launch()
      await says('60 seats')
      launcher.kill(signal)
      expect(await exit()).toBe(0)
      await noProcessIsLeft()
      expect(lines('stopped').sort()).toEqual(['bridge', 'controller', 'simulated-room'])
    },
  )

  it('kills a program that does not stop, in time', async () => {
    behave('hang-bridge')
    launch()
    await says('60 seats')
    const before = performance.now()
    launcher.kill('SIGTERM')
    expect(await exit()).toBe(0)
    // Promised are 2 s; the rest is for a busy machine.
    expect(performance.now() - before).toBeLessThan(5_000)
    await noProcessIsLeft()
    expect(lines('stopped').sort()).toEqual(['controller', 'simulated-room'])
  })

  it('leaves nothing when the launcher itself is killed', async () => {
    launch()
    await says('60 seats')
    launcher.kill('SIGKILL')
    await noProcessIsLeft()
    expect(lines('stopped').sort()).toEqual(['bridge', 'controller', 'simulated-room'])
  })
})

describe('a program that dies', () => {
  it('is started again, with the same ports, and what it started is gone', async () => {
    launch()
    await says('60 seats')
    const [controller] = started('controller')
    process.kill(controller?.pid ?? 0, 'SIGKILL')
    await says('controller is back')
    expect(output).toMatch(/\| controller writes to its log/)
    expect(output).toMatch(
      /it ended with SIGKILL \(program-ended\)\. Its output is in .*controller\.log/,
    )
    expect(isAlive(controller?.grandchild ?? 0)).toBe(false)
    expect(started('controller')[1]?.args).toContain('50883')

    process.kill(started('bridge')[0]?.pid ?? 0, 'SIGKILL')
    await says('bridge is back')
    expect(output.match(/ready in/g)).toHaveLength(1)
  })

  it('ends the launcher when it says why it cannot start', async () => {
    behave('fail-controller')
    launch()
    expect(await exit()).toBe(1)
    expect(output).toContain('controller: The folder is held by 12. (data-folder-held)')
    expect(output.match(/held by 12/g)).toHaveLength(1)
    expect(started('controller')).toHaveLength(1)
    expect(started('bridge')).toEqual([])
  })

  it('ends the launcher after three tries when it never came up', async () => {
    behave('die-bridge')
    launch({ simulated: 'no' })
    expect(await exit()).toBe(1)
    expect(started('bridge')).toHaveLength(3)
    expect(output).toContain('bridge is beside itself')
    expect(output).not.toContain('ready in')
  })

  it('keeps nothing else from going on, if it is only the simulated room', async () => {
    behave('die-simulated-room')
    launch()
    await says(/simulated-room is started again in 1\.0 s/)
    expect(output).toContain('ready in')
    expect(launcher.exitCode).toBeNull()
  })
})
