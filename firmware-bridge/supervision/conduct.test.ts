import { describe, expect, it } from 'vitest'
import { Conduct } from './conduct.ts'

const MINUTE = 60_000
const fall = { code: 'driver-threw', text: 'It threw.' }

describe('conduct', () => {
  it('of a device that comes and goes now and then is no matter', () => {
    const conduct = new Conduct()
    for (let at = 0; at < 100; at++) expect(conduct.lost(at * 10_000)).toBe(false)
    expect(conduct.quarantine).toBeNull()
  })

  it('of one that comes and goes nine times within a minute is', () => {
    const conduct = new Conduct()
    const lost = Array.from({ length: 9 }, (_, at) => conduct.lost(at * 1000))
    expect(lost).toEqual([false, false, false, false, false, false, false, false, true])
    expect(conduct.quarantine?.problem.code).toBe('device-flaps')
  })

  it('of a driver that fell three times within five minutes is', () => {
    const conduct = new Conduct()
    expect([0, 1, 6].map((minute) => conduct.fell(minute * MINUTE, fall))).toEqual([
      false,
      false,
      false,
    ])
    expect([7, 8].map((minute) => conduct.fell(minute * MINUTE, fall))).toEqual([false, true])
    expect(conduct.quarantine).toEqual({ problem: fall, until: 13 * MINUTE })
  })

  it('of whoever sends more than a hundred events within a second is', () => {
    const conduct = new Conduct()
    for (let at = 0; at < 1000; at++) expect(conduct.spoke(at * 10)).toBe(false)
    const spoke = Array.from({ length: 101 }, () => conduct.spoke(20_000))
    expect(spoke.indexOf(true)).toBe(100)
    expect(conduct.quarantine?.problem.code).toBe('device-floods')
  })

  it('ends its quarantine by itself, later each time, up to an hour', () => {
    const conduct = new Conduct()
    const stays = [5, 10, 20, 40, 60, 60]
    let now = 0
    for (const minutes of stays) {
      conduct.confine(now, fall)
      expect(conduct.isReleased(now + minutes * MINUTE - 1)).toBe(false)
      now += minutes * MINUTE
      expect(conduct.isReleased(now)).toBe(true)
      expect(conduct.isReleased(now)).toBe(false)
    }
  })

  it('is forgotten where a person released it', () => {
    const conduct = new Conduct()
    conduct.confine(0, fall)
    conduct.confine(1, fall)
    conduct.release()
    expect(conduct.quarantine).toBeNull()
    conduct.confine(0, fall)
    expect(conduct.quarantine?.until).toBe(5 * MINUTE)
  })
})
