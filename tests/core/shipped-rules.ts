import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadRuleFile } from '../../config/rule-file.ts'

const root = join(import.meta.dirname, '..', '..')
const folder = join(root, 'config', 'rules')

/** Every rule that ships, with its worked cases. */
export const SHIPPED = await Promise.all(
  readdirSync(folder)
    .sort()
    .map((name) => loadRuleFile(join(folder, name))),
)

/** The rule that docs/rules.md writes as an example. */
export async function documentedRule() {
  const page = readFileSync(join(root, 'docs', 'rules.md'), 'utf8')
  const [, name = '', text = ''] = /```yaml\n# config\/rules\/(\S+)\n([^]*?)```/.exec(page) ?? []
  const place = mkdtempSync(join(tmpdir(), 'documented-rule-'))
  writeFileSync(join(place, name), text)
  return loadRuleFile(join(place, name)).finally(() => {
    rmSync(place, { recursive: true })
  })
}
