import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { projectFiles } from './project-files.ts'

// Past this a file is more than one thing.
const longestFile = 350
// What an auditor keeps must be one file that needs nothing else.
const oneFile = 'kiosk/verify/sapha-verify.mjs'

const topLevel =
  /^(controller|kiosk|firmware-bridge|dashboard|config|tests|systemd|docs|package(-lock)?\.json|tsconfig\.json|README.*|LICENSE.*|CHANGELOG.*|CONTRIBUTING.*|SECURITY.*|\..*|eslint\.config\..*|vite.*\.config\..*)$/

it('no file is longer than one thing should be', () => {
  const long = projectFiles(/\.(ts|mjs|vue)$/)
    .filter((file) => existsSync(file) && file !== oneFile)
    .map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines > longestFile)
  expect(long).toEqual([])
})

it('the top level holds the rooms of the house and nothing else', () => {
  const names = new Set(projectFiles().map((file) => file.split('/')[0] ?? ''))
  expect([...names].filter((name) => !topLevel.test(name))).toEqual([])
})
