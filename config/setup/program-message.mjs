/**
 * What a program of the chamber says to its launcher; child-contract.md has the words.
 * @typedef {{ label: string, url: string }} NamedUrl
 * @typedef {{ http: number, mqtt: number, media?: number, loopback?: number }} Ports
 * @typedef {{ urls: NamedUrl[], note: string[], ports?: Ports }} Ready
 * @typedef {({ type: 'ready' } & Ready) | { type: 'failed', code: string, message: string }} Message
 */

/**
 * @param {unknown} sent over IPC
 * @returns {Message | undefined} what is not of the contract is not for the launcher
 */
export function readMessage(sent) {
  if (!isRecord(sent)) return undefined
  if (sent['type'] === 'failed') {
    return { type: 'failed', code: String(sent['code']), message: String(sent['message']) }
  }
  if (sent['type'] !== 'ready') return undefined
  const { http, mqtt, media, loopback } = isRecord(sent['ports']) ? sent['ports'] : {}
  return {
    type: 'ready',
    urls: Array.isArray(sent['urls']) ? sent['urls'].filter(isNamedUrl) : [],
    note: Array.isArray(sent['note']) ? sent['note'].map(String) : [],
    ...(typeof http === 'number' &&
      typeof mqtt === 'number' && {
        ports: {
          ...{ http, mqtt },
          ...(typeof media === 'number' && { media }),
          ...(typeof loopback === 'number' && { loopback }),
        },
      }),
  }
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isRecord(value) {
  return typeof value === 'object' && value !== null
}

/**
 * @param {unknown} value
 * @returns {value is NamedUrl}
 */
function isNamedUrl(value) {
  return isRecord(value) && typeof value['label'] === 'string' && typeof value['url'] === 'string'
}
