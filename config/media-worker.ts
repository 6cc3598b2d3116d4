import { workerPlaces, workerRuns } from './setup/media-worker-places.mjs'

/** No mediasoup worker on this machine runs. Nothing but remote sound and picture is affected. */
export class MediaWorkerMissing extends Error {
  readonly code = 'media-worker-missing'
}

/**
 * The file of the mediasoup worker to hand to `createWorker({ workerBin })`: the one named by
 * SAPHA_MEDIA_WORKER, else a prebuilt one in the npm package, else the one setup built.
 * Starts the candidate once to see that its libraries are there (some 15 ms).
 * @throws {MediaWorkerMissing}
 */
export function mediaWorkerBin(): string {
  const places = workerPlaces()
  const running = places.find(({ file }) => workerRuns(file))
  if (running) return running.file
  const tried = places.map(({ file }) => file).join(', ')
  throw new MediaWorkerMissing(
    tried
      ? `The media worker does not run here (tried ${tried}): run npm start to build it anew.`
      : 'The media worker is not built yet: run npm start once on this machine.',
  )
}
