/** Launches a chamber of stand-ins: launch.ts DATA SIMULATED BRIDGE… */
import { join } from 'node:path'
import { runUntilStopped } from '../../../config/setup/chamber.mjs'

const [data = '', simulated, ...bridges] = process.argv.slice(2)
const folder = 'tests/setup/stand-ins'

process.exit(
  await runUntilStopped({
    options: { config: '/a/chamber.yaml', data, httpPort: 0, simulation: true },
    room: { bridges, simulated: simulated === 'yes' },
    programs: {
      controller: `${folder}/controller.ts`,
      bridge: `${folder}/bridge.ts`,
      room: `${folder}/room.ts`,
    },
    logs: join(data, 'logs'),
    say: (line) => console.log(line),
  }),
)
