import { MemoryDisk } from '../../controller/adapters/record/memory-disk.ts'
import { MemoryRecord } from '../../controller/adapters/record/memory-record.ts'
import { ChamberEngine } from '../../controller/engine/engine.ts'
import type { Clock, EventDraft, Outcome, RecordPort } from '../../controller/engine/ports.ts'
import type { Actor } from '../../controller/protocol/actors.ts'
import type { Command } from '../../controller/protocol/commands.ts'
import { DESK, motion, press, START, SYSTEM } from '../core/given.ts'
import { houseOf, type House } from '../core/house.ts'

/** A record that counts its appends, waits where told to, and can fail before or after the disk. */
export class WatchedRecord implements RecordPort {
  readonly disk: MemoryDisk
  readonly appends: number[] = []
  /** Of the next append: 'lost' never reaches the disk, 'written' does and says otherwise. */
  failNext: 'lost' | 'written' | null = null
  #inner: MemoryRecord
  #gate: Promise<void> = Promise.resolve()

  constructor(disk = new MemoryDisk()) {
    this.disk = disk
    this.#inner = new MemoryRecord(disk)
  }

  /** Appends wait until the returned function is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#gate = promise
    return resolve
  }

  start() {
    return this.#inner.start()
  }

  read(...args: Parameters<RecordPort['read']>) {
    return this.#inner.read(...args)
  }

  async append(batch: readonly EventDraft[]) {
    this.appends.push(batch.length)
    await this.#gate
    const fail = this.failNext
    this.failNext = null
    if (fail === 'lost') throw new Error('the disk is gone')
    const written = await this.#inner.append(batch)
    if (fail === 'written') throw new Error('the disk answered too late')
    return written
  }

  stop() {
    return this.#inner.stop()
  }
}

export const clock = { now: () => START }

/** An engine with an open sitting and its first `present` members signed in. */
export async function openEngine(house: House, present = house.members, at: Clock = clock) {
  const record = new WatchedRecord()
  const engine = new ChamberEngine({ record, clock: at })
  await engine.start()
  const opening: [Command, Actor][] = [
    [{ type: 'ConfigureChamber', chamber: houseOf(house) }, SYSTEM],
    [{ type: 'ScheduleSitting', sitting: 'sitting-1', title: motion, agenda: [] }, SYSTEM],
    [{ type: 'OpenSitting' }, DESK],
    ...Array.from({ length: present }, (_, n) => press(`c${n + 1}`, 1, 'present')),
  ]
  const outcomes = await Promise.all(opening.map(([command, by]) => engine.submit(command, by, '')))
  if (!outcomes.every(({ ok }) => ok)) throw new Error('the sitting did not open')
  record.appends.length = 0
  return { engine, record }
}

export const codeOf = (outcome: Outcome) => (outcome.ok ? 'ok' : outcome.code)
