import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { node24, readIfThere, root, stateFolder } from '../places.mjs'
import { runTool } from '../tool.mjs'

/**
 * The built pages of one web app, built again only when something they are made of changed.
 * @param {string} app its folder
 * @param {string[]} sources folders and files it is made of
 * @returns {import('../set-up.mjs').Step}
 */
export function webApp(app, sources) {
  const config = join(root, app, 'vite.config.ts')
  const stampFile = join(stateFolder, `built-${app}`)
  return {
    id: `web-${app}`,
    name: `web app ${app}`,
    done: () =>
      !existsSync(config) ||
      (existsSync(join(root, app, 'dist')) && readIfThere(stampFile) === hashOf(sources)),
    run: async ({ log }) => {
      const hash = hashOf(sources)
      const build = [node24, 'node_modules/vite/bin/vite.js', 'build', '--config', config]
      // Vite builds slow pages that warn where it finds another, such as that of a test run.
      await runTool(log, build, { env: { NODE_ENV: 'production' } })
      mkdirSync(stateFolder, { recursive: true })
      writeFileSync(stampFile, hash)
      return 'built'
    },
  }
}

/**
 * @param {string[]} sources
 * @returns {string} the same for the same names and contents
 */
function hashOf(sources) {
  const hash = createHash('sha256')
  for (const source of sources.flatMap(filesIn)) {
    hash
      .update(`${source}\0`)
      .update(readFileSync(join(root, source)))
      .update('\0')
  }
  return hash.digest('hex')
}

/**
 * @param {string} path a file, or a folder whose built pages and tests do not count
 * @returns {string[]}
 */
function filesIn(path) {
  if (!existsSync(join(root, path))) return []
  if (/\.\w+$/.test(path)) return /\.test\.ts$/.test(path) ? [] : [path]
  return readdirSync(join(root, path))
    .filter((name) => name !== 'dist' && name !== 'node_modules')
    .sort()
    .flatMap((name) => filesIn(`${path}/${name}`))
}
