import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const analyze = '/usr/bin/systemd-analyze'
const root = join(import.meta.dirname, '../..')

/** A unit as it would be installed, but for programs that lie in this folder. */
const unit = (file: string) =>
  readFileSync(join(root, 'systemd', file), 'utf8')
    .replace('Documentation=file:///opt/sapha/README.md', 'Documentation=man:systemd(1)')
    .replaceAll('/opt/sapha', root)

// A container may have no systemd; every machine that runs the services has.
it.runIf(existsSync(analyze))('the units are what systemd understands, and shut tight', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sapha-units-'))
  try {
    const units = [
      ['sapha-controller.service', 'sapha-controller.service'],
      ['sapha-bridge@.service', 'sapha-bridge@north.service'],
    ] as const
    const files = units.map(([file, name]) => {
      writeFileSync(join(folder, name), unit(file))
      return join(folder, name)
    })
    // What it does not understand it tells on stderr, and yet ends well.
    const verified = spawnSync(analyze, ['verify', ...files], { encoding: 'utf8' })
    expect(verified).toMatchObject({ status: 0, stdout: '', stderr: '' })
    // 2.3 of 10 at most; above 3 something that was shut has been opened.
    const secure = ['security', '--offline=true', '--threshold=30', '--no-pager']
    for (const file of files) execFileSync(analyze, [...secure, file], { stdio: 'pipe' })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

it('the units start programs that there are', () => {
  for (const file of ['sapha-controller.service', 'sapha-bridge@.service']) {
    const [, program = ''] = /^ExecStart=.* (\S+\.ts) /m.exec(unit(file)) ?? []
    expect(existsSync(join(root, program))).toBe(true)
  }
})
