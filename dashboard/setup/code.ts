/** The set-up code in the address the controller printed: '/setup#code=…' or '/setup#…'. */
export function codeIn(hash: string): string {
  const fragment = hash.replace(/^#/, '')
  return new URLSearchParams(fragment).get('code') ?? decodeURIComponent(fragment)
}
