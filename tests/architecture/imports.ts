import { dirname, join } from 'node:path/posix'
import ts from 'typescript'

/** An import that leads where the file's room may not look. */
export interface Breach {
  file: string
  imported: string
  room: string
}

/** A part of the project, and what its files may import. */
interface Room {
  name: string
  /** Its files; a file belongs to the first room that matches. */
  files: RegExp
  /** npm packages and node: modules, by the specifier's beginning. */
  packages: RegExp
  /** The project's own files, by their path from its folder. */
  own: RegExp
}

const anything = /^/
const nothing = /(?!)/
const browserPackages = /^(?!node:)/

/**
 * Inputs become commands, a pure core decides, and devices, screens and media only converge: so the
 * contract knows nobody, the core knows the contract, and only a composition root knows everyone.
 */
const rooms: Room[] = [
  { name: 'tests', files: /^tests\/|\.test\.ts$/, packages: anything, own: anything },
  {
    name: 'a program',
    files: /(?:^|\/)main\.ts$|^controller\/[^/]+\.ts$|^[^/]+$|vite\.config\.ts$/,
    packages: anything,
    own: anything,
  },
  {
    name: 'controller/protocol',
    files: /^controller\/protocol\//,
    packages: /^typebox(?:\/|$)/,
    own: /^controller\/protocol\//,
  },
  {
    name: 'controller/core',
    files: /^controller\/core\//,
    packages: nothing,
    own: /^controller\/(core|protocol)\//,
  },
  {
    name: 'controller/engine',
    files: /^controller\/engine\//,
    packages: nothing,
    own: /^controller\/(engine|core|protocol)\//,
  },
  {
    name: 'controller/adapters',
    files: /^controller\/adapters\//,
    packages: anything,
    own: /^controller\/((adapters|core|protocol)\/|engine\/ports\.ts$)/,
  },
  {
    name: 'controller/http',
    files: /^controller\/http\//,
    packages: anything,
    own: /^controller\/((http|core|protocol)\/|engine\/ports\.ts$)/,
  },
  {
    name: 'firmware-bridge',
    files: /^firmware-bridge\//,
    packages: anything,
    own: /^(firmware-bridge|controller\/protocol|config)\//,
  },
  {
    name: 'kiosk',
    files: /^kiosk\//,
    packages: browserPackages,
    own: /^(kiosk|controller\/protocol)\//,
  },
  {
    name: 'dashboard',
    files: /^dashboard\//,
    packages: browserPackages,
    own: /^(dashboard|kiosk\/ui|controller\/protocol)\//,
  },
  {
    name: 'config',
    files: /^config\//,
    packages: anything,
    own: /^(config|controller\/protocol)\//,
  },
]

/**
 * @param file path from the project's folder, such as controller/core/floor.ts
 * @param source its text; of a Vue component every script block counts
 */
export function breachesIn(file: string, source: string): Breach[] {
  const room = rooms.find(({ files }) => files.test(file))
  if (!room) return [{ file, imported: '(anything)', room: 'no room of the project' }]
  return importsOf(file, source)
    .filter((imported) => {
      if (!imported.startsWith('.')) return !room.packages.test(imported)
      return !room.own.test(join(dirname(file), imported))
    })
    .map((imported) => ({ file, imported, room: room.name }))
}

/** As a line that says what to mend. */
export function describeBreach({ file, imported, room }: Breach): string {
  return `${file} imports '${imported}', which ${room} may not`
}

/** Specifiers of all imports, exports from and dynamic imports, types included. */
function importsOf(file: string, source: string): string[] {
  const script = file.endsWith('.vue')
    ? [...source.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, text]) => text).join('\n')
    : source
  return ts.preProcessFile(script, true, true).importedFiles.map(({ fileName }) => fileName)
}
