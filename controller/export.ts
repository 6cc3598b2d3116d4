import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { recordFilesAt } from './adapters/record/files.ts'
import { writeBundle, type BundleSummary } from './adapters/witness/bundle.ts'
import { presentKey } from './adapters/witness/key-files.ts'
import { keyText, type SigningKey } from './adapters/witness/signed-note.ts'

const USAGE = `npm run export -- DIR [--out FILE] [--sitting ID] [--with-card-numbers]

Writes the record in a data folder, or the part of it that one sitting needs, into one file that
kiosk/verify/sapha-verify.mjs checks (docs/bundle.md). Changes nothing in the folder and may run while
the controller does. Without --out the file is sapha-bundle.ndjson in the present folder.
Records from before cards had marks hold the numbers of members' cards: they are written only
--with-card-numbers, for somebody who may have them.
Ends with 0: it is written. 2: it is not.`

/** Lines are written in pieces of about so many characters. */
const PIECE = 1024 * 1024

// Names, votes and evidence: the file is for whoever asked for it.
process.umask(0o077)

async function main(args: readonly string[]): Promise<number> {
  const given = read(args)
  if (given === null) {
    console.error(USAGE)
    return 2
  }
  try {
    const files = recordFilesAt(given.folder)
    const key = await presentKey(files.folder)
    const summary = toFile(given.out, (write) =>
      writeBundle({ files, sitting: given.sitting, cardNumbers: given.cardNumbers, key, write }),
    )
    console.log([...report(summary, key), `Written to ${given.out}.`].join('\n'))
    return 0
  } catch (error) {
    console.error(`Not written: ${error instanceof Error ? error.message : String(error)}`)
    return 2
  }
}

function read(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        out: { type: 'string' },
        sitting: { type: 'string' },
        'with-card-numbers': { type: 'boolean' },
      },
    })
    const [folder, ...more] = positionals
    if (folder === undefined || more.length > 0) return null
    // npm runs this in the package's folder; INIT_CWD is where the command was typed.
    const here = (path: string) => resolve(process.env['INIT_CWD'] ?? '.', path)
    const out = here(values.out ?? 'sapha-bundle.ndjson')
    const cardNumbers = values['with-card-numbers'] === true
    return { folder: here(folder), out, sitting: values.sitting ?? null, cardNumbers }
  } catch {
    return null
  }
}

/** Whole or not at all: what cannot be finished leaves no file that looks like a bundle. */
function toFile<T>(path: string, fill: (write: (line: string) => void) => T): T {
  const draft = `${path}.part`
  const file = openSync(draft, 'w', 0o600)
  try {
    let piece = ''
    const result = fill((line) => {
      piece += `${line}\n`
      if (piece.length < PIECE) return
      writeSync(file, piece)
      piece = ''
    })
    writeSync(file, piece)
    fsyncSync(file)
    renameSync(draft, path)
    return result
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  } finally {
    closeSync(file)
  }
}

function report(summary: BundleSummary, key: SigningKey | null): string[] {
  const { first, head, events, checkpoints } = summary
  return [
    `${events} events, ${first} to ${head.seq}, with ${checkpoints} checkpoints.`,
    `Head: ${head.seq} ${head.hash}`,
    key === null
      ? 'The signing key is not here: what follows the last checkpoint is not signed.'
      : `Key:  ${keyText(key)}`,
  ]
}

process.exitCode = await main(process.argv.slice(2))
