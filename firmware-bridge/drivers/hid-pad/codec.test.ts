import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ConsoleAim } from '../../../controller/protocol/device-messages.ts'
import { keysDown, outputReports } from './codec.ts'
import { PADS } from './pads/all.ts'
import { plainPad } from './pads/plain-pad.ts'
import { xk24 } from './pads/xk-24.ts'

const dark: ConsoleAim = {
  microphone: 'closed',
  talk: 'off',
  place: 0,
  present: false,
  ballot: null,
}
const ballot = { id: 'b1', choices: 3, recorded: 0 }

/** An input report of an XK-24: unit 7, this kind of report, these columns of keys. */
const xkReport = (kind: number, ...columns: number[]) => Uint8Array.of(7, kind, ...columns, 0, 0)

describe('keysDown', () => {
  it('reads the keys of an XK-24 by column and row', () => {
    expect(keysDown(xk24, xkReport(0, 0b1, 0b100))).toEqual(new Set(['talk', 'choice-3']))
    expect(keysDown(xk24, xkReport(1, 0, 0))).toEqual(new Set())
  })

  it('leaves reports about something else alone', () => {
    expect(keysDown(xk24, xkReport(214, 1, 1))).toBeNull()
  })

  it('takes any report of any pad without throwing, and a short one for none', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PADS), fc.uint8Array({ maxLength: 40 }), (pad, report) => {
        keysDown(pad, report)
      }),
    )
    expect(keysDown(xk24, Uint8Array.of(7, 0))).toBeNull()
    expect(keysDown(plainPad, new Uint8Array())).toBeNull()
  })

  it('finds each key of each pad under its own bit', () => {
    for (const pad of PADS)
      for (const { key, byte, mask } of pad.input.keys) {
        const report = new Uint8Array(33)
        report[byte] = mask
        expect(keysDown(pad, report), pad.id).toEqual(new Set([key]))
      }
  })
})

describe('outputReports', () => {
  it('lights an XK-24 lamp by lamp, red 32 above blue, choices flashing while they are offered', () => {
    const reports = outputReports(xk24, { ...dark, talk: 'on-air', ballot })
    expect(reports.map((it) => it.length)).toEqual(reports.map(() => 36))
    const lit = reports.filter((it) => it[3] !== 0).map((it) => [...it.subarray(0, 4)])
    expect(lit).toEqual([
      [0, 181, 32, 1],
      [0, 181, 8, 2],
      [0, 181, 9, 2],
      [0, 181, 10, 2],
    ])
  })

  it('shows the recorded choice alone', () => {
    const [report] = outputReports(plainPad, {
      ...dark,
      microphone: 'open',
      present: true,
      ballot: { ...ballot, recorded: 2 },
    })
    expect([...(report ?? [])]).toEqual([0, 0b10001, 0b0010])
  })

  it('is dark where nothing is to be shown, on every pad', () => {
    for (const pad of PADS)
      for (const report of outputReports(pad, dark))
        expect([...report.subarray(pad.id === 'xk-24' ? 3 : 0)].every((it) => it === 0)).toBe(true)
  })
})
