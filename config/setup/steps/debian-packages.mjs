import { spawnSync } from 'node:child_process'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SetupFailure } from '../failure.mjs'
import { readIfThere, readSystem, root } from '../places.mjs'
import { runTool } from '../tool.mjs'

/** A chamber: media files, USB pads, and the cables of the simulated room. */
export const runPackages = ['ffmpeg', 'libusb-1.0-0', 'socat']

/** The tests besides: a browser, a broker that nobody here wrote, and what reads a printed page. */
export const testPackages = ['chromium', 'mosquitto', 'mosquitto-clients', 'poppler-utils']

/** What compiles the media worker; its run-time libraries come along. */
export const workerPackages = [
  ...['cmake', 'ninja-build', 'g++', 'pkg-config', 'flatbuffers-compiler', 'libflatbuffers-dev'],
  ...['libabsl-dev', 'libsrtp2-dev', 'libssl-dev', 'libuv1-dev'],
]

/**
 * @param {string[]} packages
 * @returns {import('../set-up.mjs').Step}
 */
export function debianPackages(packages) {
  return {
    id: 'debian-packages',
    name: 'Debian packages',
    done: () => missing(packages).length === 0,
    run: async ({ log, progress }) => {
      const names = missing(packages)
      await installPackages(names, log, progress)
      return `installed ${names.join(', ')}`
    },
  }
}

/**
 * Those of the packages that are not installed. dpkg's own list is read, for want of time to start
 * dpkg at every start of a chamber.
 * @param {string[]} packages
 * @param {string} [status] dpkg's list
 */
export function missing(packages, status = readIfThere('/var/lib/dpkg/status')) {
  if (process.env['SAPHA_PACKAGES'] === 'present') return []
  const installed = new Set()
  for (const [, name] of status.matchAll(/^Package: (.+)\nStatus: \w+ ok installed$/gm)) {
    installed.add(name)
  }
  return packages.filter((name) => !installed.has(name))
}

/**
 * @param {string[]} names
 * @param {import('../tool.mjs').Log} log
 * @param {import('../set-up.mjs').StepProgress} progress
 * @throws {SetupFailure}
 */
export async function installPackages(names, log, progress) {
  const system = readSystem()
  if (!system.like.includes('debian')) {
    throw new SetupFailure(
      'system-unsupported',
      `${system.name} is not a Debian or Ubuntu, so setup cannot install what is missing: ` +
        `what Debian calls ${names.join(', ')}. Install these, then start with SAPHA_PACKAGES=present.`,
    )
  }
  const script = relative(root, fileURLToPath(new URL('../install-packages', import.meta.url)))
  await runTool(log, [...becomeRoot(script, names), 'sh', script, ...names], {
    onLine: (line) => {
      const unpacked = /^(?:Unpacking|Setting up) (\S+)/.exec(line)
      if (unpacked?.[1]) progress.update(unpacked[1])
    },
  })
}

/**
 * @param {string} script
 * @param {string[]} names
 * @returns {string[]} what to put before a command so that root runs it
 * @throws {SetupFailure} with the line that a person with the password types
 */
function becomeRoot(script, names) {
  if (process.getuid?.() === 0) return []
  if (spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0) return ['sudo', '-n']
  throw new SetupFailure(
    'root-needed',
    `Debian packages are missing and only root may install them. Type this, then start again:\n` +
      `  sudo sh ${script} ${names.join(' ')}`,
  )
}
