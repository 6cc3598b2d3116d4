import type { PatchOp } from '../protocol/socket.ts'

/**
 * The operations that lead from one view to the next: applyPatch(before, diff(before, after)) equals
 * `after`. Views are JSON. What is the same object in both is not looked into, so a view that keeps
 * what did not change costs only what did.
 */
export function diff(before: unknown, after: unknown): PatchOp[] {
  const ops: PatchOp[] = []
  compare([], before, after, ops)
  return ops
}

/** `path` is walked in place and copied only into an operation: most of a view is equal. */
type Path = (string | number)[]

function compare(path: Path, before: unknown, after: unknown, ops: PatchOp[]): void {
  if (before === after) return
  if (Array.isArray(before) && Array.isArray(after)) compareLists(path, before, after, ops)
  else if (isRecord(before) && isRecord(after)) compareRecords(path, before, after, ops)
  else ops.push([[...path], after])
}

function compareRecords(
  path: Path,
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  ops: PatchOp[],
): void {
  for (const key in after) {
    path.push(key)
    if (Object.hasOwn(before, key)) compare(path, before[key], after[key], ops)
    else ops.push([[...path], after[key]])
    path.pop()
  }
  for (const key in before) if (!Object.hasOwn(after, key)) ops.push([[...path, key]])
}

/**
 * Element by element where most of a list stays as it is (500 in the queue, one more asks), whole
 * where most of it moves (the first one leaves): an operation costs about as much as an element.
 */
function compareLists(path: Path, before: unknown[], after: unknown[], ops: PatchOp[]): void {
  const common = Math.min(before.length, after.length)
  const changes: PatchOp[] = []
  const most = Math.max(before.length, after.length) / 2
  for (let i = 0; i < common && changes.length <= most; i++) {
    path.push(i)
    compare(path, before[i], after[i], changes)
    path.pop()
  }
  for (let i = common; i < after.length; i++) changes.push([[...path, i], after[i]])
  // From the end, so that no removal moves what another one names.
  for (let i = before.length - 1; i >= common; i--) changes.push([[...path, i]])
  if (changes.length <= most) ops.push(...changes)
  else ops.push([[...path], after])
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
