import { unsettled, whyNoRecord } from './convergence.ts'
import type { Method } from './coverage.ts'
import { Faults } from './faults.ts'
import { Room } from './room.ts'
import { World, type Violation } from './world.ts'

export interface SimulationOptions {
  seed: number
  members: number
  minutes: number
  faults: boolean
}

export interface Report {
  events: number
  presses: number
  votes: number
  ballots: number
  recorded: number
  kills: number
  faults: number
  /** How often each way of voting occurred. */
  methods: Record<Method, number>
  /** Of everything that happened: the same for the same options. */
  digest: string
  violation: Violation | null
  /** The last events that concern the violation. */
  story: string[]
}

const MINUTE_MS = 60_000
/** Faults come to the desk at 32 a second; a large room has a thousand of them after a restart. */
const SETTLE_MS = 120_000
const SETTLE_STEP_MS = 2_000
const STORY_LINES = 30

/** One sitting from beginning to end, and what came of it. Nothing here but `options` decides it. */
export async function simulate(options: SimulationOptions): Promise<Report> {
  const world = new World(options.seed, options.faults)
  const room = new Room(world, options)
  const faults = new Faults(world, room, options.minutes)
  const stopped = () => world.violation !== null
  room.start()
  if (options.faults) faults.start()
  const end = options.minutes * MINUTE_MS
  await world.queue.runUntil(end, stopped)
  faults.stop()
  world.calm = true
  room.clerk.rest()
  for (const person of room.people) person.rest()
  world.note('everything heals')
  await settle(world, room, end, stopped)
  return reportOf(world, room)
}

async function settle(
  world: World,
  room: Room,
  from: number,
  stopped: () => boolean,
): Promise<void> {
  let wrong: string[] = []
  for (let at = from; at < from + SETTLE_MS && !stopped();) {
    at += SETTLE_STEP_MS
    await world.queue.runUntil(at, stopped)
    wrong = stopped() ? [] : unsettled(room)
    if (wrong.length === 0) break
  }
  const [first] = wrong
  if (first !== undefined) world.fail(`${SETTLE_MS} ms after all healed, ${first}`, ...idsIn(first))
  const state = room.controller.process?.engine.state
  if (stopped() || state === undefined) return
  room.checker.looksThrough(state)
  const why = await whyNoRecord(room)
  if (why !== null) world.fail(why)
}

const idsIn = (sentence: string) =>
  sentence.match(/\b(?:c\d+|chair-console|touch-s\d+|r\d+|desk-\d)\b/g)?.slice(0, 1) ?? []

function reportOf(world: World, { checker }: Room): Report {
  const { violation, counts, queue, trace } = world
  return {
    events: queue.handled,
    ...counts,
    votes: checker.votes,
    ballots: checker.truth.ballots.size,
    recorded: checker.truth.seq,
    methods: checker.coverage.counts,
    digest: trace.digest(),
    violation,
    story: violation === null ? [] : trace.last(STORY_LINES, violation.subjects),
  }
}
