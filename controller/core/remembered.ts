/**
 * A pure function that keeps its last result while its arguments are the very same objects. State
 * shares what did not change, so views keep the very same parts, and whoever compares two of them
 * can do so by identity.
 */
export function remembered<A extends readonly unknown[], V>(
  compute: (...args: A) => V,
): (...args: A) => V {
  let last: { args: A; value: V } | null = null
  return (...args) => {
    if (last?.args.every((arg, at) => Object.is(arg, args[at]))) return last.value
    const value = compute(...args)
    last = { args, value }
    return value
  }
}
