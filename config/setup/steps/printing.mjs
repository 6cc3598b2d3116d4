import { existsSync } from 'node:fs'
import { installPackages } from './debian-packages.mjs'

/** Where the controller looks for a Chromium that prints (controller/adapters/report/chromium.ts). */
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/**
 * What prints records of votes as PDF. A chamber runs without it, and CSV and JSON need nothing: it is
 * many times what everything else brings, so that it is offered and never installed unasked.
 * @type {import('../set-up.mjs').Step & { offer: string }}
 */
export const printing = {
  id: 'printing',
  name: 'Chromium, to print records of votes',
  offer: 'To print records of votes as PDF (Chromium, about 300 MB): npm run printing',
  done: () => places.some((place) => existsSync(place)),
  run: async ({ log, progress }) => {
    await installPackages(['chromium'], log, progress)
    return 'installed'
  },
}
