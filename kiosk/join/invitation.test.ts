import { effectScope, type EffectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useInvitation, type Invitation } from './invitation.ts'

/** A tab of a browser, as far as an invitation needs one. */
const kept = new Map<string, string>()
const posted: [path: string, body: unknown][] = []
let identity: unknown = null
let answer: () => Response = () => new Response('{}')
let scope: EffectScope

function open(hash: string): Invitation {
  vi.stubGlobal('location', { hash, pathname: '/join/s1', search: '?lang=en' })
  scope = effectScope()
  const invitation = scope.run(() => useInvitation('s1'))
  if (!invitation) throw new Error('The scope has ended.')
  return invitation
}
const replaceState = vi.fn()

beforeEach(() => {
  kept.clear()
  posted.length = 0
  identity = null
  answer = () => new Response('{}')
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  })
  vi.stubGlobal('history', { replaceState })
  vi.stubGlobal('addEventListener', vi.fn())
  vi.stubGlobal('removeEventListener', vi.fn())
  vi.stubGlobal('fetch', (path: string, init?: { body: string }) => {
    if (init === undefined) return Promise.resolve(Response.json({ identity, setupNeeded: false }))
    posted.push([path, JSON.parse(init.body)])
    return Promise.resolve().then(answer)
  })
})
afterEach(() => {
  scope.stop()
  replaceState.mockClear()
  vi.unstubAllGlobals()
})
const until = (invitation: Invitation, entry: string) =>
  vi.waitFor(() => expect(invitation.entry.value).toBe(entry))

describe('an invitation', () => {
  it('asks for the code, and takes its key out of the address once that is right', async () => {
    const invitation = open('#m=m7&k=secret')
    await until(invitation, 'code')
    await invitation.enter('1234 5678')
    expect(posted).toEqual([
      ['/api/join', { sitting: 's1', member: 'm7', key: 'secret', code: '1234 5678' }],
    ])
    expect(invitation.entry.value).toBe('entered')
    expect(replaceState).toHaveBeenCalledWith(null, '', '/join/s1?lang=en')
  })

  it('needs no code where this tab has its session, also after a reload without the key', async () => {
    identity = { kind: 'member', member: 'm7', sitting: 's1' }
    await until(open('#m=m7&k=secret'), 'entered')
    scope.stop()
    const reloaded = open('')
    expect(reloaded.member).toBe('m7')
    await until(reloaded, 'entered')
  })

  it('is none without a link, and none of another sitting', async () => {
    expect(open('').entry.value).toBe('no-invitation')
    scope.stop()
    kept.set('sapha.member', 'm7')
    identity = { kind: 'member', member: 'm7', sitting: 's0' }
    await until(open(''), 'no-invitation')
  })

  it('says apart that the code is wrong, tried too often, and that nobody answers', async () => {
    const invitation = open('#m=m7&k=secret')
    await until(invitation, 'code')
    for (const [status, fault] of [
      [403, 'wrong'],
      [429, 'tooMany'],
    ] as const) {
      answer = () => new Response('{}', { status })
      await invitation.enter('0000 0000')
      expect([invitation.entry.value, invitation.fault.value]).toEqual(['code', fault])
    }
    answer = () => {
      throw new TypeError('Failed to fetch')
    }
    await invitation.enter('0000 0000')
    expect(invitation.fault.value).toBe('unreachable')
  })

  it('is forgotten by who leaves, also without a network', async () => {
    identity = { kind: 'member', member: 'm7', sitting: 's1' }
    const invitation = open('#m=m7&k=secret')
    await until(invitation, 'entered')
    answer = () => {
      throw new TypeError('Failed to fetch')
    }
    await invitation.leave()
    expect(invitation.entry.value).toBe('left')
    expect(kept.size).toBe(0)
  })
})
