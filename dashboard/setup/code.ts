/**
 * Code and name in an address that was given: '/setup#…' and '/setup#code=…' as the controller
 * prints it, '/setup#code=…&user=…' as the desk gives it to a new officer. '' for what is not there.
 */
export function invitedIn(hash: string): { code: string; user: string } {
  const fragment = hash.replace(/^#/, '')
  const given = new URLSearchParams(fragment)
  return {
    code: given.get('code') ?? decodeURIComponent(fragment),
    user: given.get('user') ?? '',
  }
}
