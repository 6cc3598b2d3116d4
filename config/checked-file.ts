import { readFile } from 'node:fs/promises'
import { parse as parseYaml, YAMLParseError } from 'yaml'

/** A file that describes something here cannot be used; nothing was started or changed. */
export class ConfigError extends Error {
  readonly code:
    | 'config-unreadable'
    | 'config-malformed'
    | 'config-contradicts-itself'
    | 'config-rule-contradicts-itself'
    | 'config-rule-tag-unknown'
  constructor(code: ConfigError['code'], message: string) {
    super(message)
    this.name = 'ConfigError'
    this.code = code
  }
}

/** The content of a YAML file. Throws ConfigError. */
export async function readYaml(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError(
      'config-unreadable',
      `${path} cannot be read (${error.code ?? error.message}): name a chamber's file with --config, and in it the rules beside it.`,
    )
  })
  try {
    return parseYaml(text, { maxAliasCount: 100 }) as unknown
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error
    throw new ConfigError('config-malformed', `${path} is not YAML: ${error.message}`)
  }
}

interface Check<T> {
  Check(value: unknown): value is T
  Errors(value: unknown): { instancePath: string; message: string }[]
}

/** The value, if it has the shape; else ConfigError with its first mistake and where that is. */
export function checked<T>(value: unknown, check: Check<T>, path: string): T {
  if (check.Check(value)) return value
  const [first] = check.Errors(value)
  const place = first?.instancePath.slice(1).replaceAll('/', ' › ') || 'top level'
  throw new ConfigError(
    'config-malformed',
    `${path}, at ${place}: ${first?.message ?? 'is wrong'}.`,
  )
}
