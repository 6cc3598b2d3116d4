import { effectScope, shallowReactive, type EffectScope, type Ref } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi, type Mock } from 'vitest'
import type { LinkState } from '../ui/link/link.ts'
import { useEnrolment, type Enrolment } from './enrolment.ts'

const connecting: LinkState = { kind: 'connecting' }
const view = shallowReactive<{ link: LinkState; open: Mock; close: Mock }>({
  link: connecting,
  open: vi.fn(),
  close: vi.fn(),
})
vi.mock('../ui/store.ts', () => ({ useView: () => view }))

/** What the controller answers; null: it does not. */
let enrolled: boolean | null = false
let keyIsRight = true
const posted: unknown[] = []
let scope: EffectScope
const listeners = new Map<string, () => void>()
const replaceState = vi.fn()

beforeEach(() => {
  vi.useFakeTimers()
  enrolled = false
  keyIsRight = true
  posted.length = 0
  view.link = connecting
  vi.stubGlobal('history', { replaceState })
  vi.stubGlobal('addEventListener', (name: string, listen: () => void) =>
    listeners.set(name, listen),
  )
  vi.stubGlobal('removeEventListener', (name: string) => listeners.delete(name))
  vi.stubGlobal('fetch', async (_path: string, init?: { body: string }) => {
    if (enrolled === null) throw new TypeError('Failed to fetch')
    if (init === undefined)
      return Response.json({ identity: enrolled ? { kind: 'seat', seat: 'A1' } : null })
    posted.push(JSON.parse(init.body))
    return new Response('{}', { status: keyIsRight ? 200 : 403 })
  })
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.clearAllMocks()
})

function enrol(hash = ''): Ref<Enrolment> {
  vi.stubGlobal('location', { hash, pathname: '/seat/A1', search: '' })
  scope = effectScope()
  const enrolment = scope.run(() => useEnrolment('seat', 'A1', ['plan', 'seat:A1']))
  if (!enrolment) throw new Error('The scope has ended.')
  return enrolment
}
const until = (enrolment: Ref<Enrolment>, state: Enrolment) =>
  vi.waitFor(() => expect(enrolment.value).toBe(state))

describe('a screen', () => {
  it('opens its link by the cookie it has', async () => {
    enrolled = true
    await until(enrol(), 'enrolled')
    expect(view.open).toHaveBeenCalledWith('seat:A1', ['plan', 'seat:A1'])
    expect(posted).toEqual([])
  })

  it('is enrolled by the key of its address, which is then taken out of it', async () => {
    await until(enrol('#key=abc'), 'enrolled')
    expect(posted).toEqual([{ screen: 'seat/A1', key: 'abc' }])
    expect(replaceState).toHaveBeenCalledWith(null, '', '/seat/A1')
  })

  it('is not enrolled without a key, or with a wrong one, until the right link is opened', async () => {
    keyIsRight = false
    const enrolment = enrol('#key=old')
    await until(enrolment, 'not-enrolled')
    expect(view.open).not.toHaveBeenCalled()
    keyIsRight = true
    listeners.get('hashchange')?.()
    await until(enrolment, 'enrolled')
  })

  it('tries again by itself where the controller cannot be reached', async () => {
    enrolled = null
    const enrolment = enrol()
    await until(enrolment, 'unreachable')
    enrolled = true
    await vi.advanceTimersByTimeAsync(2000)
    await until(enrolment, 'enrolled')
  })

  it('is none of the house any more when its session is over, and says where it went', async () => {
    enrolled = true
    const enrolment = enrol()
    await until(enrolment, 'enrolled')
    view.link = { kind: 'gone', code: 'session-over', detail: '' }
    await until(enrolment, 'not-enrolled')
    expect(view.close).toHaveBeenCalled()
    view.link = { kind: 'gone', code: 'opened-elsewhere', detail: '' }
    await until(enrolment, 'elsewhere')
  })
})
