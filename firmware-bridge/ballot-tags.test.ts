import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openBallotTags } from './ballot-tags.ts'

describe('ballot tags', () => {
  let folder: string
  let path: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sapha-tags-'))
    path = join(folder, 'tags', 'bridge-1.json')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('come back after 254 other ballots at the earliest', () => {
    const tags = openBallotTags(path)
    const given = Array.from({ length: 256 }, (_, at) => tags.tagOf(`ballot-${at}`))
    expect(new Set(given.slice(0, 255)).size).toBe(255)
    expect(given[255]).toBe(given[0])
    expect(Math.min(...given)).toBe(1)
    expect(tags.ballotOf(given[0] ?? 0)).toBe('ballot-255')
    expect(tags.ballotOf(given[1] ?? 0)).toBe('ballot-1')
  })

  it('are the same for the same ballot, also after a restart', () => {
    const tag = openBallotTags(path).tagOf('ballot-a')
    const again = openBallotTags(path)
    expect(again.ballotOf(tag)).toBe('ballot-a')
    expect(again.tagOf('ballot-a')).toBe(tag)
    expect(again.tagOf('ballot-b')).not.toBe(tag)
  })

  it('of no ballot name none', () => {
    const tags = openBallotTags(path)
    expect(tags.ballotOf(0)).toBeNull()
    expect(tags.ballotOf(9)).toBeNull()
  })

  it('start somewhere else when the file is damaged', () => {
    openBallotTags(path, () => 0).tagOf('ballot-a')
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, 100))
    expect(openBallotTags(path, () => 0.5).tagOf('ballot-b')).toBe(129)
  })
})
