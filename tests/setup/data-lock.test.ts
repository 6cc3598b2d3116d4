import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { acquireDataLock } from '../../config/data-lock.ts'
import { lockFile } from '../../config/setup/file-lock.mjs'

let data: string

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'sapha-lock-'))
})

afterEach(() => {
  rmSync(data, { recursive: true })
})

/** Another process that holds the lock until it is killed. */
async function otherHolder() {
  const program = `
    import { acquireDataLock } from '${import.meta.dirname}/../../config/data-lock.ts'
    await acquireDataLock(process.argv[1])
    console.log('held')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program, data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return child
}

it('says who holds the folder, and lets go at release', async () => {
  const lock = await acquireDataLock(join(data, 'new'))
  await expect(acquireDataLock(join(data, 'new'))).rejects.toMatchObject({
    code: 'data-folder-held',
    holder: { pid: process.pid, host: hostname() },
    message: expect.stringMatching(/held by process \d+ on .+ since 20..-..-..T/) as unknown,
  })
  lock.release()
  expect(existsSync(join(data, 'new/controller.lock'))).toBe(false)
  const again = await acquireDataLock(join(data, 'new'))
  again.release()
})

it('is held against another process until that is killed', async () => {
  const other = await otherHolder()
  await expect(acquireDataLock(data)).rejects.toMatchObject({ holder: { pid: other.pid } })
  other.kill('SIGKILL')
  await once(other, 'exit')
  // What the dead one wrote is still there, and means nothing.
  expect(readFileSync(join(data, 'controller.lock'), 'utf8')).toContain(String(other.pid))
  const lock = await acquireDataLock(data)
  lock.release()
})

it('is not fooled by a file that names a living process', async () => {
  const holder = { pid: process.ppid, host: hostname(), since: new Date().toISOString() }
  writeFileSync(join(data, 'controller.lock'), JSON.stringify(holder))
  const lock = await acquireDataLock(data)
  lock.release()
})

it('is given to one of many who ask at once', async () => {
  const file = join(data, 'lock')
  const answers = await Promise.all(Array.from({ length: 12 }, () => lockFile(file)))
  expect(answers.filter((answer) => 'lock' in answer)).toHaveLength(1)
})

it('is never held twice while holders come and go', async () => {
  const file = join(data, 'lock')
  let inside = 0
  let most = 0
  const takeTurns = async () => {
    for (let turn = 0; turn < 10; turn++) {
      const answer = await lockFile(file, 20)
      if (!('lock' in answer)) throw new Error('waited for nothing')
      inside += 1
      most = Math.max(most, inside)
      await new Promise((resolve) => setImmediate(resolve))
      inside -= 1
      answer.lock.release()
    }
  }
  await Promise.all(Array.from({ length: 6 }, takeTurns))
  expect(most).toBe(1)
  expect(existsSync(file)).toBe(false)
})
