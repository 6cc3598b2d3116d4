import { execFileSync } from 'node:child_process'

/** Paths of the project's files as git knows them, new ones included, ignored ones not. */
export function projectFiles(pattern = /^/): string[] {
  const listed = execFileSync('git', [
    'ls-files',
    '--cached',
    '--others',
    '--exclude-standard',
    '-z',
  ])
  return listed
    .toString()
    .split('\0')
    .filter((file) => file !== '' && pattern.test(file))
}
