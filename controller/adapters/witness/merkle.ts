import { hash } from 'node:crypto'

/** RFC 6962 section 2.1: leaves and nodes are told apart, so that neither can pass as the other. */
const LEAF = Buffer.from([0x00])
const NODE = Buffer.from([0x01])

const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  hash('sha256', Buffer.concat(parts), 'buffer')

/** SHA-256 of 0x00 and the entry: 32 bytes. */
export const leafHash = (entry: Uint8Array): Buffer => sha256(LEAF, entry)

const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => sha256(NODE, left, right)

/** The root over leaf hashes in their order; of none, the hash of the empty text (RFC 6962). */
export function rootOf(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves
  if (only === undefined) return sha256()
  if (leaves.length === 1) return only
  const left = leftSize(leaves.length)
  return nodeHash(rootOf(leaves.slice(0, left)), rootOf(leaves.slice(left)))
}

/** The hashes that lead from leaf `index` to the root, the leaf's neighbour first. */
export function inclusionProof(leaves: readonly Buffer[], index: number): Buffer[] {
  if (!(index >= 0 && index < leaves.length))
    throw new RangeError(`There is no leaf ${index} of ${leaves.length}.`)
  if (leaves.length === 1) return []
  const left = leftSize(leaves.length)
  return index < left
    ? [...inclusionProof(leaves.slice(0, left), index), rootOf(leaves.slice(left))]
    : [...inclusionProof(leaves.slice(left), index - left), rootOf(leaves.slice(0, left))]
}

/** The root this proof leads to; null where it has not the length a tree of `size` asks for. */
export function rootByProof(
  leaf: Buffer,
  index: number,
  size: number,
  proof: readonly Buffer[],
): Buffer | null {
  if (!(index >= 0 && index < size)) return null
  if (size === 1) return proof.length === 0 ? leaf : null
  const beside = proof.at(-1)
  if (beside === undefined) return null
  const left = leftSize(size)
  const onLeft = index < left
  const below = onLeft
    ? rootByProof(leaf, index, left, proof.slice(0, -1))
    : rootByProof(leaf, index - left, size - left, proof.slice(0, -1))
  if (below === null) return null
  return onLeft ? nodeHash(below, beside) : nodeHash(beside, below)
}

/** The largest power of two below `size`, which is 2 at least. */
const leftSize = (size: number): number => 2 ** (31 - Math.clz32(size - 1))
