import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { loadRuleFile } from '../../config/rule-file.ts'

const folder = join(import.meta.dirname, '..', '..', 'config', 'rules')

/** Every rule that ships, with its worked cases. */
export const SHIPPED = await Promise.all(
  readdirSync(folder)
    .sort()
    .map((name) => loadRuleFile(join(folder, name))),
)
