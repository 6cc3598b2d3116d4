import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  BallotBoxError,
  type BallotBoxPort,
  type NewBox,
  type Opening,
  type SecretCounts,
  type VoteForBox,
} from '../../engine/ports.ts'
import type { BallotId, MemberId } from '../../protocol/ids.ts'
import { boxContext, fromBase64url, openLayer, sealForOfficers } from '../../protocol/seal-vote.ts'
import {
  KEY_BYTES,
  SLOT_VOTE_BYTES,
  type OfficerKey,
  type SealKey,
  type VoteSeal,
} from '../../protocol/sealing.ts'
import { BoxFile } from './box-file.ts'
import {
  importHalf,
  makeBoxKeys,
  markOf,
  placesOf,
  publicOf,
  readBoxKeys,
  storeBoxKeys,
  type BoxKeys,
} from './box-keys.ts'
import { readMixed, storeMixed } from './mixed-votes.ts'
import { openVotes } from './open-box.ts'
import { shred } from './shred.ts'

const { subtle } = crypto
type Bytes = Uint8Array<ArrayBuffer>

/** So many blanks are sealed at once: enough for all of Node's threads, and the loop stays free. */
const BLANKS_AT_ONCE = 16

interface Box {
  keys: BoxKeys
  officers: VoteSeal['keys']
  places: ReadonlyMap<MemberId, number>
  file: BoxFile
  private: CryptoKey
  /** What belongs into places that the disk did not take back. */
  owed: Map<number, Buffer>
}

/** The key first: without it the box is noise, should the machine stop in between. */
const BOX_FILES = ['key', 'box', 'box.new']

/**
 * Boxes in DATA/ballot-boxes: <ballot>.box with the places and <ballot>.key with whose they are, while
 * the vote is open; <ballot>.mixed from the close until the count.
 */
export class BallotBoxes implements BallotBoxPort {
  readonly #folder: string
  readonly #open = new Map<BallotId, Promise<Box | null>>()

  constructor(dataFolder: string) {
    this.#folder = join(dataFolder, 'ballot-boxes')
  }

  async start(): Promise<BallotId[]> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const names = await readdir(this.#folder)
    return [...new Set(names.map((name) => name.split('.')[0] ?? name))]
  }

  async make(box: NewBox): Promise<SealKey> {
    const there = await this.#box(box.ballot)
    if (there !== null) return there.keys.public
    const making = this.#make(box)
    this.#open.set(box.ballot, making)
    try {
      return (await making).keys.public
    } catch (error) {
      this.#open.delete(box.ballot)
      throw error
    }
  }

  async put(ballot: BallotId, member: MemberId, vote: VoteForBox): Promise<() => Promise<void>> {
    const box = await this.#existing(ballot)
    const place = box.places.get(member)
    if (place === undefined)
      throw new BallotBoxError('no-place', `The box of ${ballot} has no place for ${member}.`)
    const content = await withoutOuterLayer(box, vote)
    const before = box.owed.get(place) ?? (await box.file.read(place))
    const takeBack = () => writeOwed(box, place, before)
    try {
      await box.file.write(place, slotOf(box.keys, place, { content, isBlank: false }))
      box.owed.delete(place)
    } catch (error) {
      // What a disk refuses may lie there all the same: the vote that is recorded is the one before.
      await takeBack().catch(() => undefined)
      throw error
    }
    return takeBack
  }

  async prove(ballot: BallotId, voters: readonly MemberId[]): Promise<void> {
    await votesIn(await this.#existing(ballot), voters)
  }

  async mix(ballot: BallotId, voters: readonly MemberId[]): Promise<void> {
    const path = this.#path(ballot, 'mixed')
    if ((await readMixed(path)) === null) {
      const box = await this.#existing(ballot)
      const { officers } = box.keys
      try {
        await storeMixed(path, ballot, { officers, votes: await votesIn(box, voters) })
      } catch (error) {
        throw ioFailed(error, `The votes of ${ballot} could not be mixed`, 'They are in the box.')
      }
    }
    await this.#destroy(ballot, BOX_FILES)
  }

  async count({ ballot, halves, choices }: Opening): Promise<SecretCounts> {
    const mixed = await readMixed(this.#path(ballot, 'mixed'))
    if (mixed === null) throw this.#missing(ballot)
    checkHalves(mixed.officers, halves)
    const [first, second] = mixed.officers
    return openVotes(mixed.votes, [first.key, second.key], { ballot, halves, choices })
  }

  belongs(half: Uint8Array, key: SealKey): boolean {
    return publicOf(half) === key
  }

  destroy(ballot: BallotId): Promise<void> {
    return this.#destroy(ballot, [...BOX_FILES, 'mixed'])
  }

  async stop(): Promise<void> {
    const open = [...this.#open.values()]
    this.#open.clear()
    for (const box of open) await (await box.catch(() => null))?.file.close()
  }

  async #make(box: NewBox): Promise<Box> {
    for (const suffix of BOX_FILES) await shred(this.#path(box.ballot, suffix))
    try {
      const keys = makeBoxKeys(box)
      const officers = officersOf(keys)
      const blanks = await sealBlanks(box.ballot, officers, box.voters.length)
      const slots = blanks.map((content, at) => slotOf(keys, at, { content, isBlank: true }))
      await storeBoxKeys(this.#path(box.ballot, 'key'), keys)
      const file = await BoxFile.create(this.#path(box.ballot, 'box'), slots)
      return await boxOf(keys, file)
    } catch (error) {
      throw ioFailed(error, `The box of ${box.ballot} could not be made`, 'No vote was in it.')
    }
  }

  async #destroy(ballot: BallotId, suffixes: readonly string[]): Promise<void> {
    const open = this.#open.get(ballot)
    this.#open.delete(ballot)
    const box = await open?.catch(() => null)
    await box?.file.close()
    for (const suffix of suffixes) await shred(this.#path(ballot, suffix))
  }

  async #existing(ballot: BallotId): Promise<Box> {
    const box = await this.#box(ballot)
    if (box !== null) return box
    throw this.#missing(ballot)
  }

  #missing(ballot: BallotId): BallotBoxError {
    return new BallotBoxError(
      'box-missing',
      `There is no box of ${ballot} in ${this.#folder}: put its files back where they were moved, or void the vote and hold it again.`,
      'Who has voted is in the record.',
    )
  }

  /** Null where it is not there whole. */
  #box(ballot: BallotId): Promise<Box | null> {
    const known = this.#open.get(ballot)
    if (known !== undefined) return known
    const reading = this.#read(ballot)
    this.#open.set(ballot, reading)
    const forget = (box: Box | null) => {
      if (box === null && this.#open.get(ballot) === reading) this.#open.delete(ballot)
    }
    reading.then(forget, () => forget(null))
    return reading
  }

  async #read(ballot: BallotId): Promise<Box | null> {
    const keys = await readBoxKeys(this.#path(ballot, 'key'))
    if (keys === null) return null
    const file = await BoxFile.open(this.#path(ballot, 'box'), keys.voters.length)
    return file === null ? null : boxOf(keys, file)
  }

  #path(ballot: BallotId, suffix: string): string {
    return join(this.#folder, `${ballot}.${suffix}`)
  }
}

const officersOf = ({ officers: [first, second] }: BoxKeys): VoteSeal['keys'] => [
  first.key,
  second.key,
]

async function boxOf(keys: BoxKeys, file: BoxFile): Promise<Box> {
  const half = Buffer.from(keys.private, 'base64url')
  const places = placesOf(keys)
  const privateKey = await importHalf(half)
  return { keys, officers: officersOf(keys), places, file, private: privateKey, owed: new Map() }
}

async function sealBlanks(
  ballot: BallotId,
  officers: VoteSeal['keys'],
  count: number,
): Promise<Bytes[]> {
  const blanks: Bytes[] = []
  while (blanks.length < count) {
    const some = Array.from({ length: Math.min(BLANKS_AT_ONCE, count - blanks.length) }, () =>
      sealForOfficers(subtle, ballot, officers, 0),
    )
    blanks.push(...(await Promise.all(some)))
  }
  return blanks
}

/** What goes into the place: nothing of it was on the way, so no recorded traffic matches it. */
async function withoutOuterLayer(box: Box, vote: VoteForBox): Promise<Bytes> {
  const { ballot } = box.keys
  if ('choice' in vote) return sealForOfficers(subtle, ballot, box.officers, vote.choice)
  const receiver = { private: box.private, public: box.keys.public }
  const context = boxContext(ballot, vote.from)
  try {
    return await openLayer(subtle, receiver, context, fromBase64url(vote.sealed))
  } catch {
    throw new BallotBoxError(
      'seal-broken',
      `What came from ${vote.from} is not sealed for this box and sender: the vote is not recorded. Reload the page or restart the console.`,
    )
  }
}

type Slot = Parameters<typeof markOf>[2]

const slotOf = (keys: BoxKeys, place: number, slot: Slot): Buffer =>
  Buffer.concat([slot.content, markOf(keys, place, slot)])

/** Null where it is not a vote as it was written. */
function voteOf(keys: BoxKeys, place: number, slot: Buffer): Bytes | null {
  const content = new Uint8Array(slot.subarray(0, SLOT_VOTE_BYTES))
  const mark = markOf(keys, place, { content, isBlank: false })
  return mark.equals(slot.subarray(SLOT_VOTE_BYTES)) ? content : null
}

/** Remembered until the disk takes it: nothing is read from the place before that. */
async function writeOwed(box: Box, place: number, slot: Buffer): Promise<void> {
  box.owed.set(place, slot)
  await box.file.write(place, slot)
  box.owed.delete(place)
}

/** The votes of these voters as they lie in their places, after all that was put before is in. */
async function votesIn(box: Box, voters: readonly MemberId[]): Promise<Bytes[]> {
  const { keys, places, file } = box
  for (const [place, slot] of box.owed) await writeOwed(box, place, slot)
  await file.settled()
  const found = await Promise.all(
    voters.map(async (member) => {
      const place = places.get(member)
      return place === undefined ? null : voteOf(keys, place, await file.read(place))
    }),
  )
  const sound = found.filter((content) => content !== null)
  const damaged = found.length - sound.length
  if (damaged === 0) return sound
  throw new BallotBoxError(
    'slot-damaged',
    `${damaged} of ${voters.length} places in the box of ${keys.ballot} are not what was written: check the disk, then void the vote and hold it again.`,
    'Nothing was counted and nothing destroyed; who has voted is in the record.',
  )
}

function checkHalves(officers: readonly [OfficerKey, OfficerKey], halves: Opening['halves']): void {
  halves.forEach((half, at) => {
    const officer = officers[at]
    if (half.length === KEY_BYTES && publicOf(half) === officer?.key) return
    throw new BallotBoxError(
      'wrong-half',
      `What ${officer?.user} gave is not the private half of the key given for this vote: look for its recovery code.`,
      'Nothing was opened and nothing destroyed.',
    )
  })
}

function ioFailed(error: unknown, what: string, lost: string): BallotBoxError {
  if (error instanceof BallotBoxError) return error
  const why = error instanceof Error ? error.message : String(error)
  return new BallotBoxError('box-io-failed', `${what}: ${why}`, lost)
}
