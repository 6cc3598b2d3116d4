import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished } from 'vitest'
import { loadChamber } from '../../config/load.ts'
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
import type { Refusal } from '../../controller/protocol/refusals.ts'
import { inBoth } from '../../controller/protocol/text.ts'
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
  onTestFinished(() => rm(data, { recursive: true }))
  const { file, chamber } = await loadChamber(DEMO)
  const principals = principalsOf(file)
  const secrets = await openSecrets(data)
  await writeDeviceCredentials(data, secrets, ['bridge-1'])
  const { engine, room, give } = await openSitting(data, principals, forFew(chamber))
  const startBroker = (at?: number) => startMosquitto(accessFor(principals), secrets, at)
  let mosquitto = broker === 'mosquitto' ? await startBroker() : null
  onTestFinished(() => mosquitto?.stop())
  const devices = new MqttDevices({
    ...{ broker: mosquitto?.url ?? 'embedded', host: '127.0.0.1', port: 0, principals, secrets },
  })
  await devices.start(room)
  onTestFinished(() => devices.stop())
  const reconciler = new Reconciler({ engine, devices })
  reconciler.start()
  onTestFinished(() => reconciler.stop())
  const url = mosquitto?.url ?? `mqtt://127.0.0.1:${devices.port}`
  const port = Number(new URL(url).port)
  const taken = principals.consoles.filter((id) => isTaken(chamber, id)).slice(0, NETWORKED)
  const consoles = taken.map(
    (id) => new MqttConsole({ id, url, password: secrets.secretFor('mqtt', id) }),
  )
  await signInAt(consoles)

  return {
    ...{ data, file, engine, room, reconciler, consoles, give },
    ...votingIn(engine, give, consoles),
    /** The broker is gone, with all it retained; `startBroker` brings one that knows nothing. */
    stopBroker: async () => {
      await mosquitto?.stop()
      mosquitto = null
    },
    startBroker: async () => {
      mosquitto = await startBroker(port)
    },
    /** The bridge as the process it is; resolves when the controller has heard of it. */
    startBridge: async () => {
      const kill = startBridge(data, port)
      onTestFinished(kill)
      await expect.poll(() => room.live.bridges.get('bridge-1')?.online, PATIENCE).toBe(true)
      return kill
    },
  }
}

type Give = (command: Command, by?: Actor) => Promise<'ok' | Refusal>

/** The controller's own parts, with a sitting open and nobody in it. */
async function openSitting(
  data: string,
  { bridges }: ReturnType<typeof principalsOf>,
  chamber: Chamber,
) {
  const clock = steadyClock(Date.now, () => performance.now())
  const engine = new ChamberEngine({
    record: new SqliteRecord({ folder: data, worker: RECORD }),
    clock,
  })
  await engine.start()
  onTestFinished(() => engine.stop())
  const room = new LiveRoom({
    ...{ engine, clock, scheduler },
    consolesOf: (id) => bridges.find((bridge) => bridge.id === id)?.consoles ?? [],
    cardMark: (card) => card,
  })
  const watch = new BallotWatch({ engine, room, clock, scheduler })
  const ballots = new BallotClock({ engine, clock, scheduler })
  for (const part of [room, watch, ballots]) {
    part.start()
    onTestFinished(() => part.stop())
  }
  const give: Give = async (command, by = DESK) => {
    const outcome = await engine.submit(command, by, 'test')
    return outcome.ok ? 'ok' : outcome.code
  }
  await give({ type: 'ConfigureChamber', chamber }, SYSTEM)
  await give({ type: 'ScheduleSitting', sitting: 's', title: motion, agenda: [] }, SYSTEM)
  await give({ type: 'OpenSitting' })
  return { engine, room, give }
}

const isTaken = ({ consoles, members }: Chamber, id: string) => {
  const seat = consoles.find((console) => console.id === id)?.seat
  return members.some((member) => member.seat === seat)
}

async function signInAt(consoles: readonly MqttConsole[]): Promise<void> {
  for (const console of consoles) {
    await console.start()
    onTestFinished(() => console.stop())
    await console.press('present')
    await console.until((aim) => aim.present)
  }
}

/** Returns what kills it and waits for its end. */
function startBridge(data: string, port: number): () => Promise<void> {
  const options = ['--config', DEMO, '--data', data, '--mqtt-port', String(port)]
  const bridge = spawn(process.execPath, [join(root, 'firmware-bridge/main.ts'), ...options], {
    stdio: 'ignore',
  })
  const ended = once(bridge, 'exit')
  return async () => {
    bridge.kill('SIGKILL')
    await ended
  }
}

/** What a test asks of the vote. */
function votingIn(engine: ChamberEngine, give: Give, consoles: readonly MqttConsole[]) {
  return {
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
      return inBoth(engine.state.ballot?.held?.because ?? '')
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
  }
}

/** Resolves when the lamp of this choice is lit, from 1; 0: none. */
export const untilRecorded = (console: MqttConsole, choice: number) =>
  console.until((aim) => shownVote(aim)?.recorded === choice)
