import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changesOf, encodeRequest, QrcReader, statusOf, valuesOf } from './codec.ts'

const bytes = (text: string) => Buffer.from(text)
const heard = (text: string) => new QrcReader().push(bytes(text))

/** As the specification prints them. */
const STATUS =
  '{"jsonrpc":"2.0","method":"EngineStatus","params":{"State":"Active","DesignName":"MyDesign","DesignCode":"qALFilm6IcCo","IsRedundant":false,"IsEmulator":true}}\0'
const ANSWER =
  '{"jsonrpc":"2.0","id":1234,"result":[{"Name":"MainGain","Value":-12,"String":"-12.0dB","Position":0.7}]}\0'
const CHANGES =
  '{"jsonrpc":"2.0","method":"ChangeGroup.Poll","params":{"Id":"my change group","Changes":[{"Name":"some control","Value":-12,"String":"-12dB"},{"Component":"My Component","Name":"gain","Value":-12,"String":"-12dB"}]}}\0'
const ERROR = '{"jsonrpc":"2.0","error":{"code":8,"message":"Unknown control"},"id":7}\0'

describe('a request', () => {
  it('is JSON-RPC ended by a null byte', () => {
    const text = encodeRequest({ id: 1234, method: 'Control.Get', params: ['MainGain'] })
    expect(text).toBe('{"jsonrpc":"2.0","id":1234,"method":"Control.Get","params":["MainGain"]}\0')
  })
})

describe('what a Core says', () => {
  it('is cut into messages, however it is chunked', () => {
    const whole = heard(STATUS + ANSWER + CHANGES + ERROR)
    expect(whole.map(({ type }) => type)).toEqual(['notice', 'result', 'notice', 'error'])
    expect(whole[3]).toEqual({ type: 'error', id: 7, code: 8, message: 'Unknown control' })
    const all = bytes(STATUS + ANSWER + CHANGES + ERROR)
    fc.assert(
      fc.property(fc.array(fc.nat(all.length)), (cuts) => {
        const reader = new QrcReader()
        const edges = [0, ...cuts.toSorted((a, b) => a - b), all.length]
        const pieces = edges.map((edge, at) => all.subarray(edge, edges[at + 1]))
        expect(pieces.flatMap((piece) => reader.push(piece))).toEqual(whole)
      }),
    )
  })

  it('is read as values', () => {
    const [status, answer, changes] = heard(STATUS + ANSWER + CHANGES)
    expect(status?.type === 'notice' && statusOf(status.params)).toEqual({
      ...{ platform: '', design: 'MyDesign', state: 'Active' },
    })
    expect(answer?.type === 'result' && valuesOf(answer.result)).toEqual([
      { component: null, name: 'MainGain', value: -12 },
    ])
    expect(changes?.type === 'notice' && changesOf(changes.params)).toEqual([
      { component: null, name: 'some control', value: -12 },
      { component: 'My Component', name: 'gain', value: -12 },
    ])
    const component = {
      Name: 'My APM',
      Controls: [{ Name: 'ent.xfade.gain', Value: -100, String: '-100dB', Position: 0 }],
    }
    expect(valuesOf(component)).toEqual([
      { component: 'My APM', name: 'ent.xfade.gain', value: -100 },
    ])
    expect([valuesOf(null), changesOf('x'), statusOf([])]).toEqual([null, null, null])
  })

  it('may be anything: nothing throws, and a good message after it is understood', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 })), (chunks) => {
        const reader = new QrcReader()
        for (const chunk of chunks) reader.push(chunk)
        expect(reader.push(bytes(`\0${ERROR}`)).at(-1)?.type).toBe('error')
      }),
    )
    expect(heard('[1]\0nonsense\0{"id":1}\0').map(({ type }) => type)).toEqual([
      ...['bad-frame', 'bad-frame', 'result'],
    ])
  })

  it('is not kept past its bound', () => {
    const reader = new QrcReader()
    for (let sent = 0; sent < 2 ** 21; sent += 2 ** 16)
      reader.push(new Uint8Array(2 ** 16).fill(65))
    expect(reader.push(bytes(`\0${ERROR}`)).map(({ type }) => type)).toEqual(['bad-frame', 'error'])
  })
})
