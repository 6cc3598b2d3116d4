import { verifyBundle, verifyReceipt } from './sapha-verify.mjs'

/** The page around the verifier: what was chosen or typed goes in, words come out. */

const TITLES = {
  holds: { th: '✓ ถูกต้อง', en: 'It holds' },
  fails: { th: '✕ ไม่ถูกต้อง', en: 'It does not hold' },
  unjudged: { th: '? ตัดสินไม่ได้', en: 'It cannot be judged' },
}

/** @template {typeof HTMLElement} T @param {string} id @param {T} kind @returns {InstanceType<T>} */
function find(id, kind) {
  const element = document.getElementById(id)
  if (!(element instanceof kind)) throw new Error(`The page has no ${id}.`)
  return /** @type {InstanceType<T>} */ (element)
}

const progress = find('progress', HTMLProgressElement)
const buttons = [find('receipt-check', HTMLButtonElement), find('bundle-check', HTMLButtonElement)]

/** Thai, and below it English, each marked as what it is. @param {HTMLElement} place @param {{ th: string, en: string }} words */
function say(place, { th, en }) {
  const english = document.createElement('span')
  english.lang = 'en'
  english.textContent = en
  place.replaceChildren(th, english)
}

/** @param {import('./sapha-verify.mjs').Verdict} verdict */
function show({ verdict, words, facts, receipt, seq }) {
  const at = seq === null ? { th: '', en: '' } : { th: ` ที่เหตุการณ์ ${seq}`, en: ` at event ${seq}` }
  const title = TITLES[verdict]
  say(find('title', HTMLElement), { th: title.th + at.th, en: title.en + at.en })
  say(find('words', HTMLElement), words)
  const lines = [...(receipt === null ? [] : [receipt]), ...facts].map((fact) => {
    const line = document.createElement('li')
    say(line, fact)
    return line
  })
  find('facts', HTMLElement).replaceChildren(...lines)
  const place = find('verdict', HTMLElement)
  place.dataset['verdict'] = verdict
  place.hidden = false
  place.scrollIntoView({ block: 'nearest' })
}

/** @param {string} th @param {string} en @returns {import('./sapha-verify.mjs').Verdict} */
const unjudged = (th, en) => ({
  ...{ verdict: 'unjudged', code: '', seq: null, facts: [], receipt: null },
  words: { th, en },
})

/** One check at a time. @param {string} form @param {() => Promise<import('./sapha-verify.mjs').Verdict>} check */
function onSubmit(form, check) {
  const run = async () => {
    for (const button of buttons) button.disabled = true
    progress.hidden = false
    progress.value = 0
    try {
      show(await check())
    } catch (error) {
      show(unjudged('ตรวจไม่ได้', error instanceof Error ? error.message : String(error)))
    } finally {
      progress.hidden = true
      for (const button of buttons) button.disabled = false
    }
  }
  find(form, HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault()
    void run()
  })
}

onSubmit('receipt-form', async () => {
  const code = find('receipt', HTMLInputElement).value
  const answer = await fetch(`/api/receipts/${encodeURIComponent(code.trim())}`)
  if (answer.ok) return verifyReceipt(code, await answer.json())
  if (answer.status === 429)
    return unjudged('มีผู้ตรวจมาก โปรดรอสักครู่', 'Too many ask at once: wait a moment.')
  return unjudged(
    'ไม่พบใบรับนี้ ตรวจรหัสอีกครั้ง หรือรอจนประกาศผล การลงคะแนนก่อนหน้านี้ตรวจได้จากชุดข้อมูล',
    'No such receipt: look at the code again, or wait for the declaration. Older votes are proven from a bundle.',
  )
})

onSubmit('bundle-form', async () => {
  const [file] = find('bundle', HTMLInputElement).files ?? []
  if (file === undefined) return unjudged('เลือกไฟล์ก่อน', 'Choose a file first.')
  const kept = [...(find('checkpoint', HTMLInputElement).files ?? [])]
  const receipt = find('receipt', HTMLInputElement).value
  return verifyBundle(new Uint8Array(await file.arrayBuffer()), {
    checkpoints: await Promise.all(kept.map((one) => one.text())),
    receipt,
    onProgress: (done) => {
      progress.value = done
    },
  })
})

// A receipt's square carries its code behind '#', where no server sees it.
const scanned = location.hash.slice(1)
if (/^[0-9A-Z]{10}$/.test(scanned)) {
  find('receipt', HTMLInputElement).value = scanned
  find('receipt-form', HTMLFormElement).requestSubmit()
}
