import { Compile } from 'typebox/compile'
import { describe, expect, it } from 'vitest'
import { WitnessPlace } from '../../config/witness-schema.ts'

describe('what may be configured', () => {
  const isPlace = Compile(WitnessPlace)
  const urls = {
    'https://witness.example/sapha': true,
    'http://127.0.0.1:8/x': true,
    'http://localhost/x': true,
    'http://witness.example/x': false,
    'http://localhost.example/x': false,
    'ftp://witness.example/': false,
    'https://user@witness.example/x': false,
    'https://witness.example/x y': false,
  }
  it.each(Object.entries(urls))('%s: %s', (url, allowed) => {
    expect(isPlace.Check({ kind: 'url', url })).toBe(allowed)
  })
  it('a folder by its whole path', () => {
    expect(isPlace.Check({ kind: 'folder', path: '/media/stick/sapha' })).toBe(true)
    expect(isPlace.Check({ kind: 'folder', path: 'stick' })).toBe(false)
  })
})
