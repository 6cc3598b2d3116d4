import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Screens } from '../e2e/browser.ts'
import { Browser } from '../http/browser.ts'
import { runHouse, type RunningHouse } from '../http/paper-house.ts'
import { bundleOf, holdSitting } from './real-bundle.ts'
import { eventually, WitnessedHouse } from './witnessed-house.ts'

let house: WitnessedHouse
let running: RunningHouse
let folder: string
const screens = new Screens()

beforeAll(async () => {
  house = await WitnessedHouse.make()
  await house.start()
  await holdSitting(house)
  running = await runHouse()
  folder = await mkdtemp(join(tmpdir(), 'sapha-page-'))
  await writeFile(join(folder, 'whole.ndjson'), await bundleOf(house))
  await writeFile(
    join(folder, 'changed.ndjson'),
    (await bundleOf(house)).replace('"abstain","', '"agree","'),
  )
  await eventually(() => expect(house.witness.proofOf(code())).not.toBeNull())
  Object.assign(running.house.receipts, {
    proofOf: (typed: string) => house.witness.proofOf(typed),
    checkpoint: house.witness.checkpoint,
  })
  await screens.start()
})

afterAll(async () => {
  await screens.stop()
  await running.close()
  await house.stop()
  await house.remove()
  await rm(folder, { recursive: true })
})

const code = () => house.witness.codeOf('b1', 'm2') ?? ''
const base = () => running.http.urls.loopback ?? ''

describe('anybody', () => {
  it('gets the proof of a receipt, the newest head and the verifier, without signing in', async () => {
    const browser = await Browser.over(base())
    const proof = await browser.get(`/api/receipts/${code()}`)
    expect(proof).toMatchObject({ status: 200, json: { leaf: { member: 'm2' } } })
    expect(await browser.get('/api/receipts/0000000000')).toMatchObject({
      status: 404,
      json: { code: 'receipt-unknown' },
    })
    expect((await browser.get('/public/checkpoint')).text).toBe(house.witness.checkpoint)
    expect((await browser.get('/public/sapha-verify.mjs')).headers['content-type']).toContain(
      'javascript',
    )
  })

  it('is answered no more than so often', async () => {
    const browser = await Browser.over(base())
    const { headers } = await browser.get('/api/receipts/0000000000')
    expect(headers['x-ratelimit-limit']).toBe('600')
  })
})

describe('the page', () => {
  it('checks a receipt, a whole bundle and a changed one, and asks nobody outside', async () => {
    const { page, context } = await screens.open(`${base()}public/verify`)
    const verdict = page.locator('#verdict')
    await page.fill('#receipt', code().toLowerCase())
    await page.click('#receipt-check')
    await verdict.waitFor({ state: 'visible' })
    expect(await verdict.innerText()).toContain('m2 voted agree in b1')
    expect(await verdict.getAttribute('data-verdict')).toBe('holds')

    await page.fill('#receipt', '')
    await page.setInputFiles('#bundle', join(folder, 'changed.ndjson'))
    await page.click('#bundle-check')
    await page.waitForSelector('#verdict[data-verdict=fails]')
    expect(await page.innerText('#title')).toMatch(/ไม่ถูกต้อง ที่เหตุการณ์ \d+/)

    await page.setInputFiles('#bundle', join(folder, 'whole.ndjson'))
    await page.click('#bundle-check')
    await page.waitForSelector('#verdict[data-verdict=holds]')
    expect(await page.innerText('#facts')).toContain('results counted anew')
    const loaded = await page.evaluate(() => document.fonts.check('600 20px Sarabun', 'ตรวจ'))
    expect(loaded).toBe(true)
    await context.close()
    expect(screens.outside).toEqual([])
    expect(screens.complaints).toEqual([])
  })
})
