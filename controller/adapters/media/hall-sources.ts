import { hallPictureParameters, hallSoundParameters, isShown } from './codecs.ts'
import { HallSource } from './hall-source.ts'
import type { MediaOptions, OnTrouble } from './options.ts'
import { hallPictureArguments, hallSoundArguments, pictureProfile } from './source-arguments.ts'

/** The sources a chamber has, each with a place of its own in the cluster. */
export function hallSources(
  { hallSound, hallPicture }: MediaOptions,
  onChanged: () => void,
  onTrouble: OnTrouble,
): HallSource[] {
  const sources: HallSource[] = []
  if (hallSound !== null)
    sources.push(
      new HallSource({
        ...{ feed: 'hall-sound', kind: 'audio', place: 0, onChanged, onTrouble },
        ffmpegArguments: (target) => hallSoundArguments(hallSound, target),
        format: () => hallSoundParameters,
      }),
    )
  if (hallPicture !== null)
    sources.push(
      new HallSource({
        ...{ feed: 'hall-picture', kind: 'video', place: 1, onChanged, onTrouble },
        ffmpegArguments: (target) => hallPictureArguments(hallPicture, target),
        // Of a camera nothing is known until ffmpeg says what arrives.
        format: hallPicture.kind === 'test-picture' ? () => hallPictureParameters : receivedFormat,
      }),
    )
  return sources
}

function receivedFormat(line: string | null) {
  const profile = line === null ? null : pictureProfile(line)
  if (profile === null) return null
  return isShown(profile) ? hallPictureParameters : 'unsupported'
}
