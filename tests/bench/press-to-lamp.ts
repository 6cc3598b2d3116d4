import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { BenchChamber } from './bench-chamber.ts'
import { Clients } from './clients.ts'
import { quantile, RUNS, type Bench } from './figure.ts'
import { startEchoBroker } from './mosquitto-echo.ts'
import { startConsoles } from './vote-burst.ts'

const CONSOLES = 60
/** Half of them ask for the floor, the others withdraw. */
const PRESSES = 400
/** A controller runs for weeks, and so does Mosquitto: both are measured when they are warm. */
const WARM_UP_RUNS = 5

/**
 * One press in a quiet room to its lamp, which is lit after the fsync: one console asks for the floor
 * and withdraws, nobody else does. The limit: Mosquitto's echo of one message, and one fdatasync of
 * 4 KiB on the disk the record is on.
 */
export const pressToLamp: Bench = {
  name: 'press-to-lamp',
  async run(say) {
    const chamber = await BenchChamber.make(CONSOLES)
    const broker = await startEchoBroker()
    const consoles = new Clients()
    const echoes = new Clients()
    try {
      await startConsoles(chamber, consoles)
      await consoles.ask({ do: 'press-all', key: 'present', recorded: null })
      await chamber.command({ type: 'OpenSitting' })
      echoes.start()
      await echoes.ask({ do: 'connect-echoes', url: broker.url, count: CONSOLES })
      const runs: { ours: number[]; limit: number[] }[] = []
      for (let run = 0; run < WARM_UP_RUNS + RUNS; run++) {
        const measured = await oneRun(run, consoles, echoes, chamber.dataFolder)
        if (run >= WARM_UP_RUNS) runs.push(measured)
      }
      say(`${RUNS} runs of ${PRESSES} presses`)
      return [0.5, 0.99].map((part) => ({
        name: `press-to-lamp p${part * 100}`,
        unit: 'ms' as const,
        ours: runs.map((run) => quantile(run.ours, part)),
        limit: {
          name: 'mosquitto echo + fdatasync',
          values: runs.map((run) => quantile(run.limit, part)),
        },
        goal: 1.5,
      }))
    } finally {
      await Promise.all([consoles.stop(), echoes.stop()])
      await Promise.all([chamber.remove(), broker.stop()])
    }
  },
}

/** Ascending times, of one console and one client; the next run is of the next ones. */
async function oneRun(client: number, consoles: Clients, echoes: Clients, folder: string) {
  const ours: number[] = []
  const limit: number[] = []
  for (let press = 0; press < PRESSES; press++) {
    ours.push(await consoles.ask({ do: 'press-talk', console: client }))
    limit.push((await echoes.ask({ do: 'echo-one', client })) + (await oneSync(folder)))
  }
  const ascending = (values: number[]) => values.sort((a, b) => a - b)
  return { ours: ascending(ours), limit: ascending(limit) }
}

const page = Buffer.alloc(4096, 1)

async function oneSync(folder: string): Promise<number> {
  const path = join(folder, 'sync-of-the-bench')
  const file = await open(path, 'a')
  const began = performance.now()
  await file.write(page)
  await file.datasync()
  const took = performance.now() - began
  await file.close()
  await rm(path)
  return took
}
