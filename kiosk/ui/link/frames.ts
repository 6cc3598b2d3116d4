import type { ServerFrame } from '../../../controller/protocol/socket.ts'

const KINDS: Record<ServerFrame['t'], true> = {
  snapshot: true,
  patch: true,
  accepted: true,
  refused: true,
  'media-reply': true,
  'media-event': true,
  beat: true,
  gone: true,
}

/**
 * One frame from the controller, or null for what is none (a newer release may say more than this
 * screen understands). Screens and controller are one release and one origin, so only the envelope
 * is checked here, not every field of a view.
 */
export function readFrame(text: unknown): ServerFrame | null {
  if (typeof text !== 'string') return null
  let frame: unknown
  try {
    frame = JSON.parse(text)
  } catch {
    return null
  }
  return isFrame(frame) ? frame : null
}

function isFrame(frame: unknown): frame is ServerFrame {
  if (typeof frame !== 'object' || frame === null || !('t' in frame)) return false
  return typeof frame.t === 'string' && Object.hasOwn(KINDS, frame.t)
}
