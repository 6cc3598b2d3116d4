import { readFile } from 'node:fs/promises'
import { Compile } from 'typebox/compile'
import { describe, expect, it } from 'vitest'
import { asyncApi, DEVICE_MESSAGES } from '../../controller/protocol/asyncapi.ts'

it('the published AsyncAPI is what the schemas say; if not: npm run contracts', async () => {
  const published = await readFile(
    new URL('../../docs/generated/asyncapi.json', import.meta.url),
    'utf8',
  )
  expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(asyncApi())))
})

it('every reference in it leads somewhere', () => {
  const document: unknown = JSON.parse(JSON.stringify(asyncApi()))
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)]
  expect(references.length).toBeGreaterThan(0)
  for (const [, path] of references) expect(document).toHaveProperty((path ?? '').split('/'))
})

describe.each(DEVICE_MESSAGES)('$kind/$leaf', ({ schema, examples }) => {
  it('has examples that fit its schema', () => {
    const check = Compile(schema)
    expect(examples.length).toBeGreaterThan(0)
    for (const example of examples) expect(check.Check(example)).toBe(true)
  })
})
