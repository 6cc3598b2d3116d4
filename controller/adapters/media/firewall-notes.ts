import { DEFAULT_SLOTS, type MediaOptions } from './options.ts'

/** What must be let through to this machine, and what it sends, a line each. */
export function firewallNotes(
  { hallSound, hallPicture, hallOutput }: MediaOptions,
  port: number,
  announced: readonly string[],
): string[] {
  const notes = [
    `in  UDP ${port} and TCP ${port}  remote members' sound and picture, to ${announced.join(', ')}`,
  ]
  if (hallSound?.kind === 'rtp')
    notes.push(`in  UDP ${hallSound.port}–${hallSound.port + 1}  hall sound, from the mixer alone`)
  if (hallPicture?.kind === 'rtp')
    notes.push(
      `in  UDP ${hallPicture.port}–${hallPicture.port + 1}  hall picture, from the camera alone`,
    )
  if (hallPicture?.kind === 'rtsp') {
    const { hostname, port: rtspPort } = new URL(hallPicture.url)
    notes.push(`out TCP ${rtspPort || '554'}  hall picture, to ${hostname}`)
  }
  if (hallOutput?.kind === 'rtp') {
    const last = hallOutput.port + 2 * (hallOutput.slots ?? DEFAULT_SLOTS) - 1
    notes.push(
      `out UDP ${hallOutput.port}–${last}  remote speakers for the hall, to ${hallOutput.address}`,
    )
  }
  return notes
}
