import { readFile } from 'node:fs/promises'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { BenchChamber } from './bench-chamber.ts'
import { Clients } from './clients.ts'
import { constant, RUNS, type Bench } from './figure.ts'
import { startConsoles } from './vote-burst.ts'
import { enrolled } from './screens.ts'

const CONSOLES = 1200
const SCREENS = 750

/** Resident memory of the controller's process with 1,200 consoles present and 750 screens. */
export const memory: Bench = {
  name: 'memory',
  async run(say) {
    const chamber = await BenchChamber.make(CONSOLES)
    const consoles = new Clients()
    const screens = fork(new URL('screens-clients.ts', import.meta.url).pathname, {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      execArgv: ['--disable-warning=ExperimentalWarning'],
    })
    try {
      await startConsoles(chamber, consoles)
      const cookie = await enrolled(chamber.httpUrl, await chamber.displayKey('hall'))
      const connected = once(screens, 'message')
      screens.send({
        url: `${chamber.httpUrl.replace('http', 'ws')}/api/socket?as=display:hall`,
        headers: { cookie },
        count: SCREENS,
        hello: { t: 'subscribe', channels: ['plan', 'room'] },
      })
      await connected
      await consoles.ask({ do: 'press-all', key: 'present', recorded: null })
      say(`${CONSOLES} consoles and ${SCREENS} screens are connected`)
      const ours: number[] = []
      for (let run = 0; run < RUNS; run++) {
        // Between the runs everybody asks to speak, or takes it back: the room is not idle.
        if (run === 0) await chamber.command({ type: 'OpenSitting' })
        await consoles.ask({ do: 'press-talk', console: run })
        ours.push(await residentMb(chamber.pid))
      }
      return [{ name: 'memory', unit: 'MB', ours, limit: constant('one megabyte', 1), goal: 300 }]
    } finally {
      screens.disconnect()
      await consoles.stop()
      await chamber.remove()
    }
  },
}

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024
}
