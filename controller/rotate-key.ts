import { resolve } from 'node:path'
import { prepareNextKey, SigningKeyError } from './adapters/witness/key-files.ts'
import { keyText } from './adapters/witness/signed-note.ts'

const USAGE = `npm run rotate-key -- DIR

Makes a new key for signing checkpoints in a data folder, certified by the present one. A controller
that runs on the folder records it and signs with it within ten seconds, another at its next start.
Ends with 0: a key waits. 2: it could not be made.`

async function main(args: readonly string[]): Promise<number> {
  const [path, ...more] = args
  if (path === undefined || more.length > 0 || path.startsWith('-')) {
    console.error(USAGE)
    return 2
  }
  try {
    // npm runs this in the package's folder; INIT_CWD is where the command was typed.
    const folder = resolve(process.env['INIT_CWD'] ?? '.', path)
    const { present, next } = await prepareNextKey(folder)
    console.log(`Signs until now: ${keyText(present)}`)
    console.log(`Signs next:      ${keyText(next)}`)
    console.log('Publish the new key where the old one was published.')
    return 0
  } catch (error) {
    if (!(error instanceof SigningKeyError)) throw error
    console.error(`${error.message} (${error.code})`)
    return 2
  }
}

process.exitCode = await main(process.argv.slice(2))
