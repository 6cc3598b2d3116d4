import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { BallotId } from '../controller/protocol/ids.ts'
import type { BallotTags } from './drivers/console-driver.ts'

const TAGS = 255

const TagFile = Type.Object(
  {
    /** The ballot of each tag from 1, null where none had it yet. */
    ballots: Type.Array(Type.Union([BallotId, Type.Null()]), { minItems: TAGS, maxItems: TAGS }),
    latest: Type.Integer({ minimum: 1, maximum: TAGS }),
  },
  { additionalProperties: false },
)
type TagFile = Type.Static<typeof TagFile>
const isTagFile = Compile(TagFile)

/**
 * Tags go round 1–255, so that one comes back after 254 other ballots at the earliest; kept in a
 * file, for a console may still show a tag of the bridge before this one was restarted. Without a
 * readable file the round starts at a place drawn by `random` (0 ≤ x < 1).
 */
export function openBallotTags(path: string, random: () => number = Math.random): BallotTags {
  const file = readTags(path) ?? {
    ballots: Array<string | null>(TAGS).fill(null),
    latest: 1 + Math.floor(random() * TAGS),
  }
  return {
    tagOf(ballot) {
      const known = file.ballots.indexOf(ballot)
      if (known >= 0) return known + 1
      file.latest = (file.latest % TAGS) + 1
      file.ballots[file.latest - 1] = ballot
      // On disk before any console shows it. Synchronous: once a ballot, a few milliseconds.
      writeTags(path, file)
      return file.latest
    },
    ballotOf: (tag) => file.ballots[tag - 1] ?? null,
  }
}

function readTags(path: string): TagFile | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return isTagFile.Check(value) ? value : null
  } catch {
    // Missing at the first start; damaged, it is as good as missing.
    return null
  }
}

function writeTags(path: string, file: TagFile): void {
  mkdirSync(dirname(path), { recursive: true })
  const descriptor = openSync(`${path}.new`, 'w')
  try {
    writeSync(descriptor, JSON.stringify(file))
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(`${path}.new`, path)
}
