import { encode } from 'uqr'

/** 'K7Q4 2M9D 83': as it is read aloud and typed; spaces do not count. */
export const groupedReceipt = (code: string): string => code.replaceAll(/(.{4})(?=.)/g, '$1 ')

/** Where a receipt is verified. Behind '#' it is in no server's log. */
export const verifyAddress = (code: string): string => `${location.origin}/public/verify#${code}`

/** White around the code without which readers do not find it (ISO/IEC 18004). */
const QUIET_MODULES = 4

/** A QR code as one SVG path of runs of black modules, in a square of `size` modules. */
export function receiptDrawing(text: string): { size: number; path: string } {
  const { size, data } = encode(text, { ecc: 'M', border: QUIET_MODULES })
  const runs = data.flatMap((row, y) => {
    const line = row.map((black) => (black ? '1' : '0')).join('')
    return [...line.matchAll(/1+/g)].map(({ 0: run, index }) => {
      return `M${index} ${y}h${run.length}v1h-${run.length}z`
    })
  })
  return { size, path: runs.join('') }
}
