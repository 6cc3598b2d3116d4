/**
 * A step of the setup, or a tool it ran, that cannot go on.
 * `code` is a kebab literal, `message` a sentence that says what to do.
 */
export class SetupFailure extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {{ logFile?: string, lastLines?: string[] }} [evidence]
   */
  constructor(code, message, evidence = {}) {
    super(message)
    this.code = code
    this.evidence = evidence
  }
}

/**
 * What a failed tool's output says about the cause: the first that matches wins. A full disk comes
 * first, because it makes every other tool complain about something else as well.
 * @type {{ code: string, pattern: RegExp, sentence: string }[]}
 */
const causes = [
  {
    code: 'disk-full',
    pattern: /ENOSPC|No space left on device|not enough free space/i,
    sentence: 'The disk is full: free some space (about 2 GB are needed) and start again.',
  },
  {
    code: 'registry-unreachable',
    pattern:
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|Temporary failure resolving|Could not resolve|Could not connect|Failed to fetch|Network is unreachable/i,
    sentence:
      'The package registry does not answer: connect this machine to the network (or set its proxy) and start again.',
  },
  {
    code: 'package-unknown',
    pattern: /Unable to locate package|has no installation candidate/i,
    sentence:
      'This system does not offer a package that is needed: its last lines name it. Sapha is tried on Debian 12.',
  },
  {
    code: 'no-permission',
    pattern: /EACCES|EPERM|Permission denied/i,
    sentence: 'A file may not be written: start as the user who owns this folder.',
  },
]

/**
 * @param {string} output what the tool printed last
 * @returns {{ code: string, sentence: string }}
 */
export function causeOf(output) {
  return (
    causes.find(({ pattern }) => pattern.test(output)) ?? {
      code: 'tool-failed',
      sentence: 'Its last lines say why.',
    }
  )
}

/**
 * The failure as a person reads it in the terminal.
 * @param {unknown} error
 * @returns {string}
 */
export function describeFailure(error) {
  if (!(error instanceof SetupFailure)) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error)
  }
  const { lastLines = [], logFile } = error.evidence
  return [
    ...lastLines.map((line) => `  | ${line}`),
    `${error.message} (${error.code})`,
    ...(logFile ? [`The whole output is in ${logFile}`] : []),
  ].join('\n')
}
