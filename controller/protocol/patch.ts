import type { PatchOp } from './socket.ts'

/**
 * Applies the operations of a `patch` frame to a view and returns the new view. The one given is
 * left as it was, and every part that did not change is the same object in both: a screen can
 * compare by identity. Throws PatchMismatch where a path does not exist; the screen then subscribes
 * again, as after a gap in the revisions.
 *
 * An operation with a value sets it (in an array, at most one past the end); one without a value
 * removes the key or the array's element; an empty path replaces the whole view.
 */
export function applyPatch(view: unknown, ops: readonly PatchOp[]): unknown {
  const root: Node = { '': view }
  const copied = new Set<object>()
  for (const [path, ...value] of ops) {
    let at: Node = root
    let key: string | number = ''
    for (const step of path) {
      at = ownCopy(at, key, copied)
      key = step
    }
    if (value.length > 0) set(at, key, value[0])
    else remove(at, key)
  }
  return root['']
}

/** The screen's view and the patch are not of the same history. */
export class PatchMismatch extends Error {
  readonly code = 'patch-mismatch'
  constructor(key: string | number) {
    super(`The patch names '${key}', which this view does not have: subscribe again.`)
    this.name = 'PatchMismatch'
  }
}

type Node = Record<string, unknown> | unknown[]

/** The container at `key`, copied once for the whole patch so that the old view stays whole. */
function ownCopy(parent: Node, key: string | number, copied: Set<object>): Node {
  const child: unknown = Array.isArray(parent) ? parent[Number(key)] : parent[key]
  if (!isNode(child)) throw new PatchMismatch(key)
  if (copied.has(child)) return child
  const copy = Array.isArray(child) ? [...child] : { ...child }
  copied.add(copy)
  set(parent, key, copy)
  return copy
}

function set(parent: Node, key: string | number, value: unknown): void {
  if (!Array.isArray(parent)) parent[key] = value
  else if (Number(key) <= parent.length) parent[Number(key)] = value
  else throw new PatchMismatch(key)
}

function remove(parent: Node, key: string | number): void {
  if (!Object.hasOwn(parent, key)) throw new PatchMismatch(key)
  if (Array.isArray(parent)) parent.splice(Number(key), 1)
  else delete parent[key]
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null
