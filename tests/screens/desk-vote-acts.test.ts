import { describe, expect, it } from 'vitest'
import type { EvidenceReply, RefusedPress } from '../../controller/protocol/evidence-view.ts'
import { START } from '../core/given.ts'
import { openDesk } from './desk-vote-page.ts'
import { aloud, CHOICES, officer, silent, VOTE_STATES } from './desk-vote-states.ts'
import { deskOf, opened, person, sitting, voted } from './desk-votes.ts'
import { clipped, serious } from './judge.ts'

describe('before a vote', () => {
  it('the bell is rung and presence checked; the check ends only when held', async () => {
    const { page, served } = await openDesk(VOTE_STATES.none())
    await page.keyboard.press('b')
    await expect.poll(() => served.commands.at(-1)).toEqual({ type: 'RingBell' })
    await page.keyboard.press('c')
    await expect.poll(() => served.commands.at(-1)).toMatchObject({ type: 'StartPresenceCheck' })
    await page.close()
    await served.close()

    const checking = await openDesk(VOTE_STATES.presence())
    const { presenceCheck } = deskOf(VOTE_STATES.presence()).room
    const missing = checking.page.locator('.checking b')
    await expect.poll(() => missing.textContent()).toBe('14')
    expect(await checking.page.locator('.seat-body.silent').count()).toBe(14)
    await checking.page.keyboard.press('c', { delay: 400 })
    await checking.page.keyboard.press('c', { delay: 1500 })
    await expect
      .poll(() => checking.served.commands)
      .toEqual([{ type: 'EndPresenceCheck', check: presenceCheck?.id }])
  })

  it('what was prepared for the item is opened in two touches, another by its figure', async () => {
    const { page, served } = await openDesk(VOTE_STATES.opening())
    await page.keyboard.press('v')
    await page.keyboard.press('v')
    await expect
      .poll(() => served.commands.at(-1))
      .toMatchObject({ type: 'OpenBallot', prepared: 'v1', durationMs: 120_000 })
    await page.keyboard.press('2')
    await page.keyboard.press('v')
    await expect.poll(() => served.commands.at(-1)).toMatchObject({ prepared: 'v2' })
    await page.keyboard.press('0')
    await page.keyboard.press('v')
    await expect
      .poll(() => served.commands.at(-1))
      .toMatchObject({ prepared: null, motion: { en: 'Community Water Management Bill' } })
  })

  it('a vote by any rule is two touches, and may be kept for later instead', async () => {
    const { page, served } = await openDesk(VOTE_STATES.none())
    await page.getByRole('button', { name: 'No confidence' }).click()
    await page.getByLabel(/^Supporters/).fill('12')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Shift+V')
    await expect
      .poll(() => served.commands.at(-1))
      .toMatchObject({ type: 'PrepareVote', rule: 'no-confidence', item: 'i2' })
    await page.keyboard.press('v')
    await expect
      .poll(() => served.commands.at(-1))
      .toMatchObject({ type: 'OpenBallot', rule: 'no-confidence', supporters: 12 })
  })

  it('an election asks who stands; a warning is read and then opened over, held', async () => {
    const { page, served } = await openDesk(VOTE_STATES.none())
    await page.getByRole('button', { name: 'Choosing a person (most votes)' }).click()
    const open = page.getByRole('button', { name: 'Open voting' })
    expect(await open.isDisabled()).toBe(true)
    await page.locator('.vote-opening textarea').fill('กัญญา | Kanya\nอนันต์')
    served.refuse = 'no'
    served.refuseCode = 'electorate-small'
    await open.click()
    const anyway = page.getByRole('button', { name: 'Hold: open all the same' })
    await anyway.waitFor()
    expect(served.commands.at(-1)).toMatchObject({
      choices: [
        { id: 'person-a', name: { th: 'กัญญา', en: 'Kanya' }, counts: 'person' },
        { id: 'person-b', name: { th: 'อนันต์', en: 'อนันต์' }, counts: 'person' },
      ],
    })
    served.refuse = null
    await anyway.click()
    await anyway.click({ delay: 1500 })
    await expect.poll(() => served.commands.at(-1)).toMatchObject({ acknowledged: true })
    expect(served.commands).toHaveLength(2)
  })
})

describe('a running vote', () => {
  it('is paused with a reason, goes on, and is given time', async () => {
    const { page, served } = await openDesk(VOTE_STATES.open())
    await page.keyboard.press('+')
    await expect
      .poll(() => served.commands.at(-1))
      .toEqual({ type: 'ExtendBallot', ballot: 'b1', byMs: 30_000 })
    await page.keyboard.press('h')
    await page.keyboard.type('Line 2 is down')
    await page.keyboard.press('Enter')
    await expect
      .poll(() => served.commands.at(-1))
      .toEqual({ type: 'HoldBallot', ballot: 'b1', reason: 'Line 2 is down' })
    await served.close()
    const held = await openDesk(VOTE_STATES.held())
    await held.page.keyboard.press('h')
    await expect.poll(() => held.served.commands.at(-1)?.type).toBe('ResumeBallot')
  })

  it('is taken over by roll call in one held step, with its reason', async () => {
    const { page, served } = await openDesk(VOTE_STATES.open())
    await page.keyboard.press('r')
    await page.keyboard.type('The bridge is gone')
    const step = page.getByRole('button', { name: 'Hold: take over by roll call' })
    await step.click()
    expect(served.commands).toEqual([])
    await step.click({ delay: 1500 })
    await expect
      .poll(() => served.commands)
      .toMatchObject([{ type: 'TakeOverByRollCall', of: 'b1', reason: 'The bridge is gone' }])
  })

  it('by roll call is led by keys alone', async () => {
    const { page, served } = await openDesk(VOTE_STATES.called())
    const { call } = deskOf(VOTE_STATES.called()).desk.ballot ?? {}
    expect(await page.locator('.call-order .now').count()).toBe(1)
    await page.keyboard.press('2')
    await expect
      .poll(() => served.commands.at(-1))
      .toMatchObject({ type: 'AnswerCall', member: call?.called, choice: 'disagree' })
    await page.keyboard.press('k')
    await expect.poll(() => served.commands.at(-1)?.type).toBe('SkipCalled')
    await page.keyboard.press('j')
    await page.keyboard.press('Shift+J')
    expect(served.commands).toHaveLength(2)
    served.patch('desk', [
      [['ballot', 'call', 'called'], null],
      [['ballot', 'call', 'answered'], false],
    ])
    await page.locator('.called-name.none').waitFor()
    await page.keyboard.press('j')
    await expect.poll(() => served.commands.at(-1)?.type).toBe('CallNext')
    await page.keyboard.press('Shift+J')
    await expect
      .poll(() => served.commands.at(-1))
      .toMatchObject({ type: 'CallBack', member: call?.missing[0] })
  })
})

describe('a vote said aloud', () => {
  it('is taken down for whoever is chosen, and attested by another officer only, held', async () => {
    const { page, served } = await openDesk(VOTE_STATES.oral())
    const { id, other } = silent()
    const seat = deskOf(VOTE_STATES.oral()).plan.members.find((one) => one.id === other)?.seat
    await page.keyboard.press('t')
    await page.locator(`[data-seat="${seat}"] .chair`).first().click()
    await page.keyboard.press('1')
    await expect
      .poll(() => served.commands.at(-1))
      .toMatchObject({ type: 'AddOralVote', member: other, choice: 'agree' })
    expect(await page.getByRole('button', { name: 'Hold: attest' }).count()).toBe(1)
    await page.keyboard.press('Shift+T', { delay: 1500 })
    await expect
      .poll(() => served.commands.at(-1))
      .toEqual({ type: 'AttestOralVote', ballot: 'b1', member: id })
  })

  it('is told apart in the count', async () => {
    const { id } = silent()
    const scene = voted(sitting().after(opened()), CHOICES)
      .after(aloud(id), officer('somchai'))
      .after({ type: 'AttestOralVote', ballot: 'b1', member: id }, officer('wipha'))
    const { page } = await openDesk(scene)
    await expect.poll(() => page.locator('.panel.vote').textContent()).toContain('1 of them aloud')
  })
})

describe('after the close', () => {
  it('everything that asks is seen before the result is told', async () => {
    const { page, served } = await openDesk(VOTE_STATES.asks())
    const asks = deskOf(VOTE_STATES.asks()).desk.ballot?.result?.sanity ?? []
    expect(asks.map(({ code }) => code)).toContain('silent-consoles')
    const tell = page.getByRole('button', { name: 'Declare the result' })
    expect(await tell.isDisabled()).toBe(true)
    for (const ask of asks) if (ask.kind === 'ask') await page.keyboard.press('y')
    await page.keyboard.press('v')
    await expect
      .poll(() => served.commands)
      .toEqual([{ type: 'DeclareResult', ballot: 'b1', accept: true }])
  })

  it('shows every sum in words with the rule it rests on, conditions beside, and parts', async () => {
    const { page } = await openDesk(VOTE_STATES.conditions())
    const { result, rule } = deskOf(VOTE_STATES.conditions()).desk.ballot ?? {}
    const said = page.locator('.result-sums')
    const sums = [result?.decision, ...(result?.also ?? []).map((one) => one.arithmetic)]
    expect(sums.length).toBeGreaterThan(2)
    for (const sum of sums) expect(await said.textContent()).toContain(sum?.words.en)
    expect(await said.textContent()).toContain(rule?.citation.en)
    expect(await page.locator('.splits tbody tr').count()).toBe(4)
  })

  it('a tie waits for the chair, and nobody tells it before', async () => {
    const { page, served } = await openDesk(VOTE_STATES.tie())
    await page.keyboard.press('v')
    await expect.poll(() => page.locator('.announce').textContent()).toContain('casting vote')
    expect(served.commands).toEqual([])
  })

  it('is counted again when enough demand it, held', async () => {
    const { page, served } = await openDesk(VOTE_STATES.recount())
    await page.keyboard.press('r')
    await page.keyboard.type('20')
    await page.keyboard.press('Escape')
    await page.keyboard.press('r', { delay: 1500 })
    await expect
      .poll(() => served.commands)
      .toMatchObject([{ type: 'OpenRecount', of: 'b1', demandedBy: 20 }])
  })

  it('a correction stands beside what was declared', async () => {
    const { page } = await openDesk(VOTE_STATES.corrected(), { keys: ['Shift+W'] })
    const { result, corrections } = deskOf(VOTE_STATES.corrected()).desk.ballot ?? {}
    const panel = page.locator('.panel.vote')
    await expect.poll(() => panel.textContent()).toContain(result?.decision.formula)
    expect(await panel.textContent()).toContain(corrections?.[0]?.result.decision.formula)
  })
})

const MARK = 'card-3F9A77C012AB55E0'

describe('what looks wrong', () => {
  it('is decided by an officer, held, and whoever is locked is unlocked where they are', async () => {
    const { page, served } = await openDesk(VOTE_STATES.flags(), { keys: ['Shift+F'] })
    const [first] = deskOf(VOTE_STATES.flags()).desk.flags.filter(({ action }) => action !== 'note')
    const sheet = page.locator('.side-sheet')
    expect(await sheet.textContent()).toContain('One card in two readers')
    await page.keyboard.press('Shift+D', { delay: 400 })
    await page.keyboard.press('Shift+D', { delay: 1500 })
    await expect
      .poll(() => served.commands)
      .toEqual([{ type: 'DecideFlag', flag: first?.id, decision: 'dismiss' }])
    const [member = '', lock] = Object.entries(deskOf(VOTE_STATES.flags()).desk.locks)[0] ?? []
    await page.keyboard.press('Shift+Digit2', { delay: 1500 })
    await expect
      .poll(() => served.commands.at(-1))
      .toEqual({ type: 'UnlockMember', member, keep: lock?.second })
  })

  it('shows who pressed at a seat in one tap, without what they chose', async () => {
    const { page, served } = await openDesk(VOTE_STATES.open())
    const { id, seat } = person(0)
    const where = { seq: 71, hash: '9e4b77d0'.padEnd(64, '0'), at: START + 71, member: id }
    const by = { kind: 'seat', seat } as const
    const place = { kind: 'seat', seat } as const
    const vote = {
      ...where,
      by,
      place,
      choice: null,
      counts: true,
      console: `console-${seat}`,
      line: 'line-1',
      card: MARK,
      credential: 'mqtt:bridge-1',
      presentSince: START,
      pressId: 'boot.12',
      deviceAt: null,
      bridgeAt: START + 68,
      sentAt: null,
      called: false,
    }
    const press: RefusedPress = {
      ...{ at: START + 900, sitting: 's1', ballot: 'b1', tried: 'choice', code: 'ballot-not-open' },
      ...{ seat, console: `console-${seat}`, member: vote.member, card: null, cardOf: null },
      ...{ pressId: 'boot.13', more: 0 },
    }
    served.replies['GET /api/evidence'] = {
      ballot: { id: 'b1', motion: { th: '', en: '' }, state: 'open' },
      votes: [vote, { ...vote, seq: 60, counts: false }],
      passages: [{ ...where, by, place, kind: 'signed-in', card: MARK }],
      flags: [],
      refused: [press, { ...press, tried: 'card-in', code: 'unknown-card', card: MARK, more: 3 }],
      complete: true,
    } satisfies EvidenceReply
    await page.locator(`[data-seat="${seat}"] .chair`).first().click()
    await page.keyboard.press('w')
    const sheet = page.locator('.side-sheet')
    await expect.poll(() => sheet.textContent()).toContain('mqtt:bridge-1')
    expect(await sheet.textContent()).toContain('replaced by a later vote')
    expect(await sheet.textContent()).toContain('The vote is not open.')
    expect(await sheet.textContent()).toContain('a card that is nobody’s')
    expect(await sheet.textContent()).toContain('and 3 more just before')
    expect(await clipped(page)).toEqual([])
    expect(await serious(page)).toEqual([])
  })
})

describe('earlier votes', () => {
  it('are listed with what they came to, and may still be made void with a reason', async () => {
    const scene = VOTE_STATES.declared().after({ ...opened(), ballot: 'b2' })
    const { page, served } = await openDesk(scene, { keys: ['Shift+E'] })
    const sheet = page.locator('.side-sheet')
    await expect.poll(() => sheet.textContent()).toContain('Agreed')
    await page.keyboard.press('Shift+U')
    await page.keyboard.type('Wrong motion')
    await sheet.getByRole('button', { name: 'Hold: void' }).click({ delay: 1500 })
    await expect
      .poll(() => served.commands)
      .toEqual([{ type: 'VoidBallot', ballot: 'b1', reason: 'Wrong motion' }])
    expect(await clipped(page)).toEqual([])
  })
})

describe('a secret vote', () => {
  it('has a key of this officer, made here and given after the close', async () => {
    const { page, served } = await openDesk(VOTE_STATES.none())
    served.patch('desk', [[['officerKeys'], [{ user: 'somchai', key: 'B'.repeat(43) }]]])
    await page.getByRole('button', { name: 'Officers 1/2 …' }).click()
    await page.keyboard.press('q')
    await expect.poll(() => served.commands.at(-1)?.type).toBe('GiveOfficerKey')
    const given = served.commands.at(-1)
    if (given?.type !== 'GiveOfficerKey') throw new Error('No key was given.')
    const { key } = given
    served.patch('desk', [[['officerKeys'], [{ user: 'wipha', key }]]])
    const code = page.locator('.half-code')
    await expect.poll(() => code.textContent()).toMatch(/^([0-9A-Z]{4} ){13}[0-9A-Z]{4}$/)
    expect(await serious(page)).toEqual([])

    const { ballot } = deskOf(VOTE_STATES.box()).desk
    const seal = { keys: ['B'.repeat(43), key], box: 'C'.repeat(43) }
    const secret = { officers: ['somchai', 'wipha'], seal }
    served.patch('desk', [[['ballot'], { ...ballot, secret }]])
    served.replies['POST /api/secret-votes/b1/half'] = { ballot: 'b1', waitingFor: 'somchai' }
    await page.getByRole('button', { name: 'Hold: give my half' }).waitFor()
    await page.keyboard.press('q', { delay: 400 })
    const kept = () => page.evaluate(() => sessionStorage.getItem('sapha.officer-half'))
    expect(await kept()).not.toBeNull()
    const sheet = page.locator('.side-sheet')
    await page.keyboard.down('q')
    await expect.poll(() => sheet.textContent()).toContain('Waiting for somchai')
    await page.keyboard.up('q')
    expect(await kept()).toBeNull()
    expect(await code.count()).toBe(0)
  })
})
