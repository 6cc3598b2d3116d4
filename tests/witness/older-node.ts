import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('../../kiosk/verify/sapha-verify.mjs', import.meta.url))

/** The machine's own Node, where it has one beside ours; null where it has none. */
export function olderNode(): string | null {
  for (const node of ['/usr/bin/node', '/usr/local/bin/node'])
    if (spawnSync(node, ['--version']).status === 0) return node
  return null
}

/** What the verifier says of a bundle as a program of its own, with nothing of this folder at hand. */
export async function runOn(
  node: string,
  bundle: string,
): Promise<{ status: number | null; stdout: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'sapha-older-'))
  try {
    const path = join(folder, 'bundle.ndjson')
    await writeFile(path, bundle)
    const { status, stdout } = spawnSync(node, [PROGRAM, path], {
      ...{ cwd: folder, env: {}, encoding: 'utf8' },
    })
    return { status, stdout }
  } finally {
    await rm(folder, { recursive: true })
  }
}
