import { debianPackages, runPackages, testPackages } from './debian-packages.mjs'
import { dependencies } from './dependencies.mjs'
import { mediaWorker } from './media-worker.mjs'
import { node24Step } from './node-24.mjs'
import { webApp } from './web-app.mjs'

const webApps = ['dashboard', 'kiosk'].map((app) =>
  webApp(app, [app, 'kiosk/ui', 'controller/protocol', 'package-lock.json']),
)

/** What a command of this project needs at least. */
export const forCommands = [dependencies, node24Step]

/** What a running chamber needs. */
export const forChamber = [...forCommands, debianPackages(runPackages), mediaWorker, ...webApps]

/** What the tests, the simulation and the bench need. */
export const forTests = [
  ...forCommands,
  debianPackages([...runPackages, ...testPackages]),
  mediaWorker,
  ...webApps,
]
