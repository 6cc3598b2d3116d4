import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sapha-process-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

/** Runs a program that has config/process.ts, without a launcher. */
function run(program: string, env: NodeJS.ProcessEnv = {}) {
  const text = `
    import { announceFailed, announceReady, onStop } from '${import.meta.dirname}/../../config/process.ts'
    setInterval(() => {}, 1000)
    ${program}`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', text], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  return { child, output: () => output, exit: once(child, 'exit') }
}

it('stops at SIGTERM: the last registered first, each after the one before it', async () => {
  const { child, output, exit } = run(`
    onStop(() => console.log('record'))
    onStop(async () => { await new Promise((done) => setImmediate(done)); console.log('broker') })
    announceReady({ urls: [{ label: 'desk', url: 'https://here/' }], note: ['up'] })`)
  await vi.waitFor(() => expect(output()).toBe('desk: https://here/\nup\n'), 10_000)
  child.kill('SIGTERM')
  child.kill('SIGTERM')
  expect(await exit).toEqual([0, null])
  expect(output()).toBe('desk: https://here/\nup\nbroker\nrecord\n')
})

it('is not held up by a handler that never ends, and tells of one that fails', async () => {
  const { child, output, exit } = run(`
    onStop(() => new Promise(() => {}))
    onStop(() => { throw new Error('no way') })
    console.log('up')`)
  await vi.waitFor(() => expect(output()).toBe('up\n'), 10_000)
  child.kill('SIGINT')
  expect(await exit).toEqual([1, null])
  expect(output()).toContain('no way')
})

it('ends with status 1 when it failed, after its handlers', async () => {
  const { output, exit } = run(`
    onStop(() => console.log('released'))
    announceFailed(Object.assign(new Error('The disk is full.'), { code: 'record-unavailable' }))`)
  expect(await exit).toEqual([1, null])
  expect(output()).toBe('The disk is full. (record-unavailable)\nreleased\n')
})

it('tells systemd that it is up, alive and stopping', async () => {
  const told = join(folder, 'told')
  writeFileSync(join(folder, 'systemd-notify'), `#!/bin/sh\necho "$1" >>"${told}"\n`, {
    mode: 0o755,
  })
  const { child, exit } = run('announceReady()', {
    NOTIFY_SOCKET: '/run/systemd/notify',
    WATCHDOG_USEC: '100000',
    PATH: `${folder}:${process.env['PATH']}`,
  })
  const words = () => (existsSync(told) ? readFileSync(told, 'utf8') : '')
  await vi.waitFor(() => expect(words()).toMatch(/^READY=1\n(WATCHDOG=1\n){2}/), 10_000)
  child.kill('SIGTERM')
  await exit
  await vi.waitFor(() => expect(words()).toMatch(/STOPPING=1\n/), 10_000)
})
