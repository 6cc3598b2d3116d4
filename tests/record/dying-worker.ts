import { parentPort } from 'node:worker_threads'

/** A record's thread that starts and then dies of the first other request. */
parentPort?.on('message', ({ do: asked }: { do: string }) => {
  if (asked !== 'start') throw new Error('out of memory')
  parentPort?.postMessage({ answer: 'started', head: { seq: 0, hash: '' } })
})
