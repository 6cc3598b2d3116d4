import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** What setup remembers about this folder, and its logs; never committed. */
export const stateFolder = join(root, '.sapha')
export const logFolder = join(stateFolder, 'logs')
/** What Node keeps of programs it has compiled, of this folder alone. */
export const compiledFolder = join(stateFolder, 'compiled')

/** Node 24, however old the machine's own is. */
export const node24 = join(root, 'node_modules/node/bin/node')

/**
 * What is kept for every folder and every start on this machine.
 * @param {NodeJS.ProcessEnv} [env]
 */
export function cacheFolder(env = process.env) {
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'sapha')
}

/**
 * The system's identity from os-release: `like` holds its own id and those it descends from,
 * `release` is fit for a file name (debian12).
 * @param {string} [file]
 */
export function readSystem(file = '/etc/os-release') {
  const text = readIfThere(file)
  const value = (/** @type {string} */ key) =>
    new RegExp(`^${key}="?([^"\n]*)"?$`, 'm').exec(text)?.[1] ?? ''
  const id = value('ID') || 'unknown'
  return {
    name: value('PRETTY_NAME') || 'This system',
    like: [id, ...value('ID_LIKE').split(' ').filter(Boolean)],
    release: `${id}${value('VERSION_ID') || value('VERSION_CODENAME')}`,
  }
}

/** @param {string} file */
export function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
