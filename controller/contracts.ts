import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { asyncApi } from './protocol/asyncapi.ts'

/** `npm run contracts`: writes the contracts that integrators read, from the schemas. */
const path = join(import.meta.dirname, '..', 'docs', 'generated', 'asyncapi.json')
await mkdir(dirname(path), { recursive: true })
await writeFile(path, `${JSON.stringify(asyncApi(), null, 2)}\n`)
process.stdout.write(`${path}\n`)
