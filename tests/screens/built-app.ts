import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Builds a web app as it is in the sources now, into a folder of its own under the system's
 * temporary one, and returns that folder. Whoever asked removes it.
 */
export async function builtApp(app: 'dashboard' | 'kiosk'): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), `sapha-${app}-`))
  const mode = process.env['NODE_ENV']
  // As it is shipped: under a test's mode Vue would come with all its development checks.
  process.env['NODE_ENV'] = 'production'
  try {
    await build({
      configFile: join(root, app, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir, emptyOutDir: true },
    })
  } catch (error) {
    await rm(outDir, { recursive: true, force: true })
    throw error
  } finally {
    process.env['NODE_ENV'] = mode
  }
  return outDir
}
