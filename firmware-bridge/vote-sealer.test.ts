import { expect, it } from 'vitest'
import type { ConsoleAim, ConsoleEvent } from '../controller/protocol/device-messages.ts'
import { toBase64url } from '../controller/protocol/seal-vote.ts'
import { SEALED_BYTES } from '../controller/protocol/sealing.ts'
import { VoteSealer } from './vote-sealer.ts'

const seal = await makeSeal()

async function makeKey(): Promise<string> {
  const pair = await crypto.subtle.generateKey('X25519', true, ['deriveBits'])
  if (!('publicKey' in pair)) throw new Error('no pair')
  return toBase64url(new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)))
}

async function makeSeal(): Promise<{ keys: [string, string]; box: string }> {
  return { keys: [await makeKey(), await makeKey()], box: await makeKey() }
}

const desired = (ballot: ConsoleAim['ballot'], revision = 1) => ({
  revision,
  aim: { microphone: 'closed', talk: 'off', place: 0, present: true, ballot } as const,
})
const secret = (id: string) => ({ id, choices: 3, recorded: 0, seal })
const press = (key: 'talk' | `choice-${number}`, ballot: string | null): ConsoleEvent => ({
  ...{ type: 'press', pressId: 'boot.1', at: 5 },
  ...{ key, ballot },
})

it('seals a choice of a secret vote, the same size for each, and nothing else', async () => {
  const sealer = new VoteSealer()
  sealer.desired('c1', desired(secret('v1')))
  const sent = await Promise.all(
    ['choice-1' as const, 'choice-2' as const].map((key) => sealer.sealed('c1', press(key, 'v1'))),
  )
  for (const event of sent) {
    expect(event).toMatchObject({ type: 'sealed', pressId: 'boot.1', at: 5, ballot: 'v1' })
    expect(event).not.toHaveProperty('key')
    expect(event).toHaveProperty('sealed.length', Math.ceil((SEALED_BYTES * 8) / 6))
  }
  expect(sent[0]).not.toEqual(sent[1])
  const talk = press('talk', null)
  expect(await sealer.sealed('c1', talk)).toBe(talk)
})

it('seals a late press too, and holds back what it cannot seal while a secret vote runs', async () => {
  const sealer = new VoteSealer()
  expect(await sealer.sealed('c1', press('choice-1', 'v1'))).toBe('later')
  sealer.desired('c1', desired(secret('v1')))
  sealer.desired('c1', desired(null, 2))
  expect(await sealer.sealed('c1', press('choice-1', 'v1'))).toMatchObject({ type: 'sealed' })
  sealer.desired('c1', desired(secret('v2'), 3))
  expect(await sealer.sealed('c1', press('choice-1', 'v0'))).toBe('never')
  expect(await sealer.sealed('c1', press('choice-1', null))).toBe('never')
})

it('given a bridge that starts after a secret vote, when a key is pressed for it, nothing is sent in plain', async () => {
  const sealer = new VoteSealer()
  sealer.desired('c1', desired(null, 2))
  expect(await sealer.sealed('c1', press('choice-1', 'v1'))).toBe('never')
})

it('given an open vote that was closed, when a press for it comes late, it is sent as it is', async () => {
  const sealer = new VoteSealer()
  sealer.desired('c1', desired({ id: 'v1', choices: 3, recorded: 0 }))
  sealer.desired('c1', desired(null, 2))
  const event = press('choice-1', 'v1')
  expect(await sealer.sealed('c1', event)).toBe(event)
})

it('leaves an open vote as it is', async () => {
  const sealer = new VoteSealer()
  sealer.desired('c1', desired({ id: 'v1', choices: 3, recorded: 0 }))
  const event = press('choice-1', 'v1')
  expect(await sealer.sealed('c1', event)).toBe(event)
})
