import { setTimeout as pause } from 'node:timers/promises'
import { BenchChamber } from './bench-chamber.ts'
import { Clients } from './clients.ts'
import type { Bench } from './figure.ts'
import { startEchoBroker } from './mosquitto-echo.ts'

const CONSOLES = 750
/** A controller runs for weeks, and so does Mosquitto: both are measured when they are warm. */
const WARM_UP_RUNS = 3
/** So many that the median stands where single runs differ by half. */
const MEASURED_RUNS = 15
/** Consoles report 100 ms after a lamp what they show; that belongs to neither side's next run. */
const CALM_MS = 300

/**
 * 750 consoles press at once: first press to the last durable "recorded" lamp. Each run changes every
 * vote, which takes the same way as a first one. The limit: Mosquitto echoing as many messages of
 * the same size to the same kind of clients in the same process.
 */
export const voteBurst: Bench = {
  name: 'vote-burst-750',
  async run(say) {
    const chamber = await BenchChamber.make(CONSOLES)
    const broker = await startEchoBroker()
    const consoles = new Clients()
    const echoes = new Clients()
    try {
      await openVote(chamber, consoles, say)
      echoes.start()
      await echoes.ask({ do: 'connect-echoes', url: broker.url, count: CONSOLES })
      const ours: number[] = []
      const limit: number[] = []
      // Alternately, so that what else the machine does is shared.
      for (let run = 0; run < WARM_UP_RUNS + MEASURED_RUNS; run++) {
        const choice = (run % 2) + 1
        await pause(CALM_MS)
        const mine = await consoles.ask({
          do: 'press-all',
          key: `choice-${choice}`,
          recorded: choice,
        })
        await pause(CALM_MS)
        const theirs = await echoes.ask({ do: 'echo-all' })
        say(`run ${run}: ${Math.round(mine)} ms, echo ${Math.round(theirs)} ms`)
        if (run < WARM_UP_RUNS) continue
        ours.push(mine)
        limit.push(theirs)
      }
      const echo = { name: 'mosquitto echoes 750 QoS 1 messages', values: limit }
      return [{ name: 'vote-burst-750', unit: 'ms', ours, limit: echo, goal: 1.5 }]
    } finally {
      await Promise.all([consoles.stop(), echoes.stop()])
      await Promise.all([chamber.remove(), broker.stop()])
    }
  },
}

/** Everybody signed in by their console, the sitting open, a vote running without a time limit. */
export async function openVote(
  chamber: BenchChamber,
  consoles: Clients,
  say: (progress: string) => void,
): Promise<void> {
  await startConsoles(chamber, consoles)
  await consoles.ask({ do: 'press-all', key: 'present', recorded: null })
  await chamber.command({ type: 'OpenSitting' })
  await chamber.command({
    type: 'OpenBallot',
    ballot: 'ballot-1',
    motion: { th: 'ญัตติ', en: 'Motion' },
    rule: 'ordinary',
    durationMs: 0,
    choices: null,
    supporters: null,
    prepared: null,
    runOffOf: null,
  })
  say(`${chamber.consoles.length} consoles are present, the vote is open`)
}

/** The controller and its consoles, each told what to do. */
export async function startConsoles(chamber: BenchChamber, consoles: Clients): Promise<void> {
  await chamber.start()
  consoles.start()
  await consoles.ask({
    do: 'connect-consoles',
    url: chamber.mqttUrl,
    consoles: await Promise.all(
      chamber.consoles.map(async (id) => ({ id, password: await chamber.password(id) })),
    ),
  })
}
