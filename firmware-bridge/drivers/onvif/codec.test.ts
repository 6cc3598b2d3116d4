import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  placeOf,
  positionOf,
  presetsOf,
  problemOf,
  ptzProfileOf,
  statusOf,
  storedTokenOf,
  tokenOf,
} from './codec.ts'
import { cameraOf } from './discovery.ts'

const degrees = { pan: [-170, 170], tilt: [-30, 90] } as const

describe('what a camera answers', () => {
  it('of its status', () => {
    const position = { x: '0.5', y: -1, zoom: 0 }
    const moveStatus = { panTilt: 'IDLE', zoom: 'MOVING' }
    expect(statusOf({ position, moveStatus })).toEqual({
      ...{ place: { pan: 0.5, tilt: -1, zoom: 0 }, moving: true },
    })
    expect(statusOf({ position, moveStatus: 'IDLE' })?.moving).toBe(false)
    expect(statusOf({ position, moveStatus: 'UNKNOWN' })?.moving).toBeNull()
    expect(statusOf({ position: { x: 'far', y: 0, zoom: 0 } })).toBeNull()
    expect(statusOf({ position: { x: 90, y: 0, zoom: 0 } })).toBeNull()
    expect(statusOf(null)).toBeNull()
  })

  it('of its presets, found by the name given here, or by its own number', () => {
    const presets = presetsOf({
      a: { $: { token: 'a' }, name: 'preset-3' },
      4: { $: { token: '4' }, name: 'Door' },
      Preset5: { $: { token: 'Preset5' } },
      odd: 7,
    })
    expect(presets.size).toBe(3)
    expect([3, 4, 5, 6].map((preset) => tokenOf(preset, presets))).toEqual([
      ...['a', '4', 'Preset5', null],
    ])
  })

  it('of a preset that was stored', () => {
    expect(storedTokenOf([{ setPresetResponse: [{ presetToken: ['17'] }] }])).toBe('17')
    expect(storedTokenOf([{ setPresetResponse: [''] }])).toBeNull()
  })

  it('of its profiles', () => {
    const ptz = { $: { token: 'p1' }, PTZConfiguration: { name: 'ptz' } }
    expect(ptzProfileOf([{ $: { token: 'p0' } }, ptz])).toBe('p1')
    expect(ptzProfileOf([{ token: 'p2', PTZConfiguration: {} }])).toBe('p2')
    expect(ptzProfileOf([{ $: { token: 'p0' } }, { $: { token: 'p3' } }])).toBe('p0')
    expect(ptzProfileOf([])).toBeNull()
  })

  it('may be anything: nothing throws', () => {
    fc.assert(
      fc.property(fc.anything(), (answer) => {
        statusOf(answer)
        presetsOf(answer)
        ptzProfileOf(answer)
        storedTokenOf(answer)
        statusOf({ position: answer, moveStatus: answer })
      }),
    )
    fc.assert(fc.property(fc.string(), (text) => void [problemOf(text), cameraOf(text)]))
  })
})

describe('degrees', () => {
  it('are spread over its range and back', () => {
    expect(positionOf({ pan: 0, tilt: -1, zoom: 0.25 }, degrees)).toEqual({
      ...{ pan: 0, tilt: -3000, zoom: 2500 },
    })
    expect(placeOf({ pan: 17_000, tilt: 9000, zoom: 10_000 }, degrees)).toEqual({
      ...{ pan: 1, tilt: 1, zoom: 1 },
    })
    expect(placeOf({ pan: 17_100, tilt: 0, zoom: 0 }, degrees)).toBeNull()
  })
})

describe('why a request came to nothing', () => {
  it.each([
    ['ONVIF SOAP Fault: Sender not Authorized', 'password-refused'],
    ['Digest authentication failed 401', 'password-refused'],
    ['ONVIF SOAP Fault: No such preset', 'command-refused'],
    ['Wrong ONVIF SOAP response', 'bad-answer'],
    ["Cannot read properties of undefined (reading 'PTZStatus')", 'bad-answer'],
    ['connect ECONNREFUSED 127.0.0.1:80', 'no-answer'],
    ['Network timeout', 'no-answer'],
  ])('%s', (text, code) => {
    expect(problemOf(text).code).toBe(code)
  })
})

describe('who answers a probe', () => {
  it('says its address, name and hardware', () => {
    const match =
      '<d:ProbeMatch><d:Scopes>onvif://www.onvif.org/name/Hall%20left onvif://www.onvif.org/hardware/D1</d:Scopes>' +
      '<d:XAddrs>urn:x http://10.0.0.5/onvif/device_service http://[fe80::1]/</d:XAddrs></d:ProbeMatch>'
    expect(cameraOf(match)).toEqual({
      ...{ address: 'http://10.0.0.5/onvif/device_service', name: 'Hall left', hardware: 'D1' },
    })
    expect(cameraOf('<d:XAddrs>nowhere</d:XAddrs>')).toBeNull()
  })
})
