import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished } from 'vitest'
import { consoleAt, loadChamber } from '../../config/load.ts'
import { principalsOf } from '../../config/principals.ts'
import { accessFor } from '../../controller/adapters/broker/access.ts'
import { MqttDevices } from '../../controller/adapters/devices/devices.ts'
import { SqliteRecord } from '../../controller/adapters/record/sqlite-record.ts'
import { writeDeviceCredentials } from '../../controller/adapters/secrets/device-credentials.ts'
import { openSecrets } from '../../controller/adapters/secrets/secrets.ts'
import { BallotClock } from '../../controller/engine/ballot-clock.ts'
import { BallotWatch } from '../../controller/engine/ballot-watch.ts'
import { ChamberEngine } from '../../controller/engine/engine.ts'
import { LiveRoom } from '../../controller/engine/live-room.ts'
import { Reconciler } from '../../controller/engine/reconcile.ts'
import { steadyClock } from '../../controller/engine/steady-clock.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { Chamber } from '../../controller/protocol/chamber.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import { startMosquitto } from '../broker/mosquitto.ts'
import { DESK, motion, openBallot, SYSTEM } from '../core/given.ts'
import { MqttConsole } from '../simulated/consoles/mqtt-console.ts'
import { shownVote } from '../simulated/shown-vote.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const DEMO = join(root, 'config/chambers/demo.yaml')
const RECORD = new URL('./full-disk-worker.ts', import.meta.url)
/** Enough to tell one from another; consoles cost little, but each waits for its lamps. */
const NETWORKED = 6
const FEW = { num: 1, den: 60 }

/** A lamp comes over a real broker and a real disk, on a machine that may be busy. */
export const PATIENCE = { timeout: 20_000, interval: 20 }

export const BALLOT = 'b1'

const scheduler = {
  every(ms: number, run: () => void) {
    const timer = setInterval(run, ms)
    return () => clearInterval(timer)
  },
}

/** A few people are a quorum, so that a few consoles will do. */
const forFew = ({ policy, rules, ...chamber }: Chamber): Chamber => ({
  ...chamber,
  policy: { ...policy, quorum: FEW },
  rules: rules.map((rule) => ({ ...rule, quorum: { ...rule.quorum, part: FEW } })),
})

/** The demonstration's chamber with a record on a disk, a real broker, and people at a few consoles. */
export async function realChamber({ broker }: { broker: 'embedded' | 'mosquitto' }) {
  const data = await mkdtemp(join(tmpdir(), 'sapha-degraded-'))
  const { file, chamber: demo } = await loadChamber(DEMO)
  const chamber = forFew(demo)
  const principals = principalsOf(file)
  const secrets = await openSecrets(data)
  await writeDeviceCredentials(data, secrets, ['bridge-1'])
  const clock = steadyClock(Date.now, () => performance.now())
  const record = new SqliteRecord({ folder: data, worker: RECORD })
  const engine = new ChamberEngine({ record, clock })
  await engine.start()
  const { bridges } = principals
  const room = new LiveRoom({
    ...{ engine, clock, scheduler },
    consolesOf: (id) => bridges.find((bridge) => bridge.id === id)?.consoles ?? [],
  })
  const watch = new BallotWatch({ engine, room, clock, scheduler })
  const ballots = new BallotClock({ engine, clock, scheduler })
  for (const part of [room, watch, ballots]) part.start()
  const startBroker = (port?: number) => startMosquitto(accessFor(principals), secrets, port)
  let mosquitto = broker === 'mosquitto' ? await startBroker() : null
  const devices = new MqttDevices({
    ...{ broker: mosquitto?.url ?? 'embedded', host: '127.0.0.1', port: 0, principals, secrets },
  })
  const reconciler = new Reconciler({ engine, devices })
  const seats = file.networkConsoles.filter((seat) => chamber.members.some((m) => m.seat === seat))
  await devices.start(room)
  const url = mosquitto?.url ?? `mqtt://127.0.0.1:${devices.port}`
  const consoles = seats.slice(0, NETWORKED).map((seat) => {
    const id = consoleAt(seat)
    return new MqttConsole({ id, url, password: secrets.secretFor('mqtt', id) })
  })
  let bridge: ChildProcess | null = null

  const give = async (command: Command, by: Actor = DESK) => {
    const outcome = await engine.submit(command, by, 'test')
    return outcome.ok ? 'ok' : outcome.code
  }
  await give({ type: 'ConfigureChamber', chamber }, SYSTEM)
  await give({ type: 'ScheduleSitting', sitting: 's', title: motion, agenda: [] }, SYSTEM)
  await give({ type: 'OpenSitting' })
  reconciler.start()
  for (const console of consoles) {
    await console.start()
    await console.press('present')
    await console.until((aim) => aim.present)
  }

  const killBridge = async () => {
    if (bridge === null || bridge.exitCode !== null) return
    const exited = once(bridge, 'exit')
    bridge.kill('SIGKILL')
    await exited
    bridge = null
  }
  onTestFinished(async () => {
    for (const console of consoles) await console.stop()
    await killBridge()
    reconciler.stop()
    await devices.stop()
    await mosquitto?.stop()
    for (const part of [ballots, watch, room]) part.stop()
    await engine.stop()
    await rm(data, { recursive: true })
  })

  return {
    ...{ data, file, engine, room, reconciler, consoles, give, killBridge },
    /** Opens the vote; resolves when every console offers its choices. */
    open: async () => {
      expect(await give(openBallot(BALLOT))).toBe('ok')
      for (const console of consoles) await untilRecorded(console, 0)
    },
    ballot: () => {
      const { ballot } = engine.state
      if (ballot === null) throw new Error('There is no vote.')
      return ballot
    },
    /** Resolves when the vote is held; with the reason that screens show. */
    untilHeld: async () => {
      await expect.poll(() => engine.state.ballot?.state, PATIENCE).toBe('held')
      return engine.state.ballot?.held?.because ?? ''
    },
    /** Whether such a fault is open; on a busy machine there may be others beside it. */
    untilFault: (code: string, isOpen: boolean) =>
      expect.poll(() => engine.state.faults.some((f) => f.code === code), PATIENCE).toBe(isOpen),
    /** Closes it and resolves with the counts, in the order of the choices. */
    counted: async () => {
      expect(await give({ type: 'CloseBallot', ballot: BALLOT })).toBe('ok')
      await expect.poll(() => engine.state.ballot?.state, PATIENCE).toBe('closed')
      return engine.state.ballot?.result?.counts.map(({ count }) => count)
    },
    /** The broker is gone, with all it retained; `startBroker` brings one that knows nothing. */
    stopBroker: async () => {
      await mosquitto?.stop()
      mosquitto = null
    },
    startBroker: async () => {
      mosquitto = await startBroker(Number(new URL(url).port))
    },
    /** The bridge as the process it is; resolves when the controller has heard of it. */
    startBridge: async () => {
      const options = ['--config', DEMO, '--data', data, '--mqtt-port', new URL(url).port]
      bridge = spawn(process.execPath, [join(root, 'firmware-bridge/main.ts'), ...options], {
        stdio: 'ignore',
      })
      await expect.poll(() => room.live.bridges.get('bridge-1')?.online, PATIENCE).toBe(true)
    },
  }
}

/** Resolves when the lamp of this choice is lit, from 1; 0: none. */
export const untilRecorded = (console: MqttConsole, choice: number) =>
  console.until((aim) => shownVote(aim)?.recorded === choice)
