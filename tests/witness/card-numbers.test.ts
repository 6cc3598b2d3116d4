import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { verifyBundle } from '../../kiosk/verify/sapha-verify.mjs'
import { bundleOf } from './real-bundle.ts'
import { eventually, WitnessedHouse } from './witnessed-house.ts'

const sealed = (house: WitnessedHouse, ballot: string) =>
  eventually(() => expect(house.engine.state.seals.has(ballot)).toBe(true))

describe('the cards of members', () => {
  let house: WitnessedHouse
  beforeEach(async () => {
    house = await WitnessedHouse.make()
    await house.start()
  })
  afterEach(async () => {
    await house.stop()
    await house.remove()
  })

  it('are in a bundle by their marks alone', async () => {
    await house.convene({ members: 3 })
    await house.divide('b1', ['agree', 'agree'])
    const bundle = await bundleOf(house)
    expect(bundle).toMatch(/"card":"card-[0-9A-F]{16}"/)
    expect(bundle).not.toMatch(/"card":"0/)
  })

  it('of a record that holds numbers are handed out only to who asks for them', async () => {
    await house.convene({ members: 3 }, 'sitting-1', { marked: false })
    await house.divide('b1', ['agree', 'agree'])
    await sealed(house, 'b1')
    await expect(bundleOf(house)).rejects.toMatchObject({ code: 'card-numbers-in-record' })
    const whole = await bundleOf(house, null, true)
    expect(whole).toContain('"card":"00000001"')
    expect(await verifyBundle(Buffer.from(whole))).toMatchObject({ verdict: 'holds' })
  })

  it('do not keep a sitting held since from being handed out', async () => {
    await house.convene({ members: 3 }, 'sitting-1', { marked: false })
    await house.give({ type: 'CloseSitting' })
    await house.convene({ members: 3 }, 'sitting-2')
    await house.divide('b1', ['agree', 'agree'])
    await sealed(house, 'b1')
    await expect(bundleOf(house)).rejects.toMatchObject({ code: 'card-numbers-in-record' })
    const later = await bundleOf(house, 'sitting-2')
    expect(await verifyBundle(Buffer.from(later))).toMatchObject({ verdict: 'holds' })
  })
})
