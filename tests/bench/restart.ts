import { BenchChamber } from './bench-chamber.ts'
import { Clients } from './clients.ts'
import { constant, RUNS, type Bench } from './figure.ts'
import { startConsoles } from './vote-burst.ts'

const CONSOLES = 1000

/**
 * The controller is killed (-9) with 1,000 consoles connected and started at once, as systemd would:
 * seconds until every console has been told again what to do.
 */
export const restart: Bench = {
  name: 'restart',
  async run(say) {
    const chamber = await BenchChamber.make(CONSOLES)
    const consoles = new Clients()
    try {
      await startConsoles(chamber, consoles)
      await consoles.ask({ do: 'press-all', key: 'present', recorded: null })
      const ours: number[] = []
      for (let run = 0; run < RUNS; run++) {
        const told = consoles.ask({ do: 'told-again' })
        await chamber.kill('SIGKILL')
        await chamber.start()
        ours.push((await told) / 1000)
        say(`run ${run + 1}: ${ours.at(-1)?.toFixed(2)} s`)
      }
      return [{ name: 'restart', unit: 's', ours, limit: constant('one second', 1), goal: 2 }]
    } finally {
      await consoles.stop()
      await chamber.remove()
    }
  },
}
