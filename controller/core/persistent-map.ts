/**
 * An immutable map from strings: a hash trie with 32-way branches, so that a change copies two or
 * three small arrays however many members a chamber has, and every older version stays as it was.
 * Iteration order depends on the keys alone (except between equal hashes), never on the history.
 */
export class PersistentMap<K extends string, V> implements Iterable<[K, V]> {
  readonly size: number
  readonly #root: Node<K, V> | null

  private constructor(root: Node<K, V> | null, size: number) {
    this.#root = root
    this.size = size
  }

  static empty<K extends string, V>(): PersistentMap<K, V> {
    return new PersistentMap<K, V>(null, 0)
  }

  static from<K extends string, V>(entries: Iterable<readonly [K, V]>): PersistentMap<K, V> {
    let map = PersistentMap.empty<K, V>()
    for (const [key, value] of entries) map = map.set(key, value)
    return map
  }

  get(key: K): V | undefined {
    return find(this.#root, key)?.value
  }

  has(key: K): boolean {
    return find(this.#root, key) !== undefined
  }

  /** This very map where the key already has that value. */
  set(key: K, value: V): PersistentMap<K, V> {
    const before = find(this.#root, key)
    if (before !== undefined && Object.is(before.value, value)) return this
    const leaf: Leaf<K, V> = { kind: 'leaf', hash: hashOf(key), key, value }
    const root = this.#root === null ? leaf : insert(this.#root, leaf, 0)
    return new PersistentMap(root, before === undefined ? this.size + 1 : this.size)
  }

  /** This very map where the key is absent. */
  delete(key: K): PersistentMap<K, V> {
    if (this.#root === null || !this.has(key)) return this
    if (this.size === 1) return PersistentMap.empty()
    return new PersistentMap(remove(this.#root, key, hashOf(key), 0), this.size - 1)
  }

  [Symbol.iterator](): IterableIterator<[K, V]> {
    return this.#collected(({ key, value }) => [key, value])
  }

  keys(): IterableIterator<K> {
    return this.#collected(({ key }) => key)
  }

  values(): IterableIterator<V> {
    return this.#collected(({ value }) => value)
  }

  /** Made whole before it is walked: generators within generators take many times as long. */
  #collected<T>(part: (leaf: Leaf<K, V>) => T): IterableIterator<T> {
    const parts: T[] = []
    if (this.#root !== null) visit(this.#root, (leaf) => parts.push(part(leaf)))
    return parts.values()
  }
}

interface Leaf<K, V> {
  readonly kind: 'leaf'
  readonly hash: number
  readonly key: K
  readonly value: V
}

/** Keys of one and the same hash: a linear list, as good as never longer than two. */
interface Clash<K, V> {
  readonly kind: 'clash'
  readonly hash: number
  readonly leaves: readonly Leaf<K, V>[]
}

/** Bit n of `bits` says that a child for hash digit n exists; children stand in digit order. */
interface Branch<K, V> {
  readonly kind: 'branch'
  readonly bits: number
  readonly children: readonly Node<K, V>[]
}

type Node<K, V> = Leaf<K, V> | Clash<K, V> | Branch<K, V>

const DIGIT_BITS = 5

/** FNV-1a, 32 bits. */
export function hashOf(key: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

const bitOf = (hash: number, shift: number) => 1 << ((hash >>> shift) & 31)

/** How many children stand before the one of this bit. */
function rank(bits: number, bit: number): number {
  let n = bits & (bit - 1)
  n -= (n >>> 1) & 0x55555555
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333)
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

function find<K extends string, V>(root: Node<K, V> | null, key: K): Leaf<K, V> | undefined {
  const hash = hashOf(key)
  let node = root
  for (let shift = 0; node !== null; shift += DIGIT_BITS) {
    if (node.kind === 'leaf') return node.key === key ? node : undefined
    if (node.kind === 'clash') return node.leaves.find((leaf) => leaf.key === key)
    const bit = bitOf(hash, shift)
    if ((node.bits & bit) === 0) return undefined
    node = node.children[rank(node.bits, bit)] ?? null
  }
  return undefined
}

function insert<K extends string, V>(
  node: Node<K, V>,
  leaf: Leaf<K, V>,
  shift: number,
): Node<K, V> {
  if (node.kind === 'branch') {
    const bit = bitOf(leaf.hash, shift)
    const at = rank(node.bits, bit)
    const child = node.children[at]
    if ((node.bits & bit) === 0 || child === undefined)
      return {
        kind: 'branch',
        bits: node.bits | bit,
        children: node.children.toSpliced(at, 0, leaf),
      }
    const replaced = insert(child, leaf, shift + DIGIT_BITS)
    return { kind: 'branch', bits: node.bits, children: node.children.with(at, replaced) }
  }
  if (node.kind === 'leaf' && node.key === leaf.key) return leaf
  if (node.hash === leaf.hash) {
    const others = node.kind === 'leaf' ? [node] : node.leaves.filter((l) => l.key !== leaf.key)
    return { kind: 'clash', hash: leaf.hash, leaves: [...others, leaf] }
  }
  const alone: Branch<K, V> = { kind: 'branch', bits: bitOf(node.hash, shift), children: [node] }
  return insert(alone, leaf, shift)
}

/** The node without the key, which it holds; null when nothing is left of it. */
function remove<K extends string, V>(
  node: Node<K, V>,
  key: K,
  hash: number,
  shift: number,
): Node<K, V> | null {
  if (node.kind === 'leaf') return null
  if (node.kind === 'clash') {
    const leaves = node.leaves.filter((leaf) => leaf.key !== key)
    return leaves.length === 1 ? (leaves[0] ?? null) : { ...node, leaves }
  }
  const bit = bitOf(hash, shift)
  const at = rank(node.bits, bit)
  const child = node.children[at]
  if (child === undefined) return node
  const rest = remove(child, key, hash, shift + DIGIT_BITS)
  const children = rest === null ? node.children.toSpliced(at, 1) : node.children.with(at, rest)
  const [only] = children
  // A branch of one leaf is that leaf: the shape depends on the content, not on the history.
  if (children.length === 1 && only !== undefined && only.kind !== 'branch') return only
  return { kind: 'branch', bits: rest === null ? node.bits & ~bit : node.bits, children }
}

function visit<K, V>(node: Node<K, V>, take: (leaf: Leaf<K, V>) => void): void {
  if (node.kind === 'leaf') take(node)
  else if (node.kind === 'clash') node.leaves.forEach(take)
  else for (const child of node.children) visit(child, take)
}
