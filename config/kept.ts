import { createHash, randomUUID } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * What `parse` makes of the file at `path`, kept in `folder` until the file says something else: the
 * plan of a large chamber takes a quarter of a second to parse, for which its consoles would wait
 * after a crash. Rejects as `parse` does.
 */
export async function kept(
  path: string,
  folder: string,
  parse: () => Promise<unknown>,
): Promise<unknown> {
  const file = join(folder, 'chamber.json')
  const sha256 = await hashOf(path)
  const known = await readKept(file)
  if (sha256 !== null && known?.sha256 === sha256) return known.content
  const content = await parse()
  // Edited meanwhile: nobody knows which of the two texts was parsed.
  if (sha256 === (await hashOf(path))) await keep(file, JSON.stringify({ sha256, content }))
  return content
}

/** Null where the file cannot be read, of which `parse` has more to say. */
async function hashOf(path: string): Promise<string | null> {
  try {
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
  } catch {
    return null
  }
}

/** Null where there is nothing, or nothing that can be read. */
async function readKept(file: string): Promise<{ sha256: unknown; content: unknown } | null> {
  try {
    const known: unknown = JSON.parse(await readFile(file, 'utf8'))
    return typeof known === 'object' && known !== null && 'sha256' in known && 'content' in known
      ? known
      : null
  } catch {
    return null
  }
}

/** Not being able to is no reason not to start: the file is parsed again at the next one. */
async function keep(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}.tmp`
  try {
    await writeFile(draft, text, { mode: 0o600 })
    await rename(draft, file)
  } catch {
    return
  }
}
