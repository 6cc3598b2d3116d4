import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSecrets } from '../../controller/adapters/secrets/secrets.ts'
import type { RoomView } from '../../controller/protocol/views.ts'
import { expectNoProcess, markChildren, markedProcesses } from './processes.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const mark = markChildren()
/** Of a start that has to build the pages first. */
const patience = { timeout: 90_000 }

describe('npm start, on any free ports', () => {
  let data: string
  let first: Launch

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'sapha-start-'))
    first = new Launch(data)
  })
  afterAll(async () => {
    await first.stop()
    await rm(data, { recursive: true, force: true })
  })

  it('becomes ready and says where the desk is', async () => {
    await expect.poll(() => first.output, patience).toMatch(/^ready in \d/m)
    expect(first.output).toMatch(/^ {2}first: set your password +https:\/\/\S+\/setup#\S+$/m)
    expect(first.output).toMatch(/^ {2}control desk +https:\/\/\S+\/$/m)
    expect(first.output).toMatch(
      /^ {2}display hall-left +http:\/\/\S+\/display\/hall-left#key=\S+$/m,
    )
  })

  it('the simulated room comes alive: people sign in by themselves', async () => {
    await expect.poll(() => first.output, patience).toContain('60 simulated people')
    await expect.poll(() => present(first, data), patience).toBeGreaterThan(0)
  })

  it('a second start on the same data says who holds it, and leaves the first alone', async () => {
    const second = new Launch(data)
    expect(await second.exit()).toBe(1)
    const [, holder] =
      /is held by process (\d+) on .*\(data-folder-held\)/.exec(second.output) ?? []
    expect(second.output).not.toContain('ready in')
    expect(markedProcesses(mark)).toContainEqual(
      expect.stringMatching(`^${holder} .*controller/main.ts`),
    )
    expect(await present(first, data)).toBeGreaterThan(0)
  })

  it('SIGTERM ends everything, and leaves no process and no lock', async () => {
    const asked = performance.now()
    expect(await first.stop()).toBe(0)
    // Promised are 2 s; the rest is for a busy machine.
    expect(performance.now() - asked).toBeLessThan(5_000)
    await expectNoProcess(mark)
    // record.lock is a file for the kernel to lock, and stays; who held the folder is not in it.
    expect(await readdir(data)).not.toContain('controller.lock')
  })
})

/** One start of the launcher, as a person types it. */
class Launch {
  readonly #child: ChildProcess
  output = ''

  constructor(data: string) {
    const ports = ['--http-port', '0', '--mqtt-port', '0']
    this.#child = spawn('node', ['config/setup/start.mjs', '--data', data, ...ports], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text))
  }

  async exit(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null)
      await once(this.#child, 'exit')
    return this.#child.exitCode
  }

  stop(): Promise<number | null> {
    this.#child.kill('SIGTERM')
    return this.exit()
  }
}

/** How many members are present, as a program of the house is told; asked on this machine's door. */
async function present({ output }: Launch, data: string): Promise<number> {
  const [, base] = /^ {2}on this machine +(\S+)$/m.exec(output) ?? []
  const token = (await openSecrets(data)).secretFor('integrator', 'simulated-clerk')
  const response = await fetch(new URL('/api/views/room', base), {
    headers: { authorization: `Bearer simulated-clerk.${token}` },
  })
  return ((await response.json()) as RoomView).presence.counted
}
