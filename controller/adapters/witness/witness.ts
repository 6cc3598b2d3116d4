import type {
  Committed,
  Engine,
  ReceiptsPort,
  RecordedEvent,
  RecordHead,
  Scheduler,
} from '../../engine/ports.ts'
import type { Actor } from '../../protocol/actors.ts'
import type { Command } from '../../protocol/commands.ts'
import type { BallotId, MemberId } from '../../protocol/ids.ts'
import type { ReceiptProof } from '../../protocol/witness.ts'
import { Checkpoints } from './checkpoints.ts'
import { Deliveries } from './deliveries.ts'
import { adoptWaitingKey, openSigningKey, waitingKey, type CertifiedKey } from './key-files.ts'
import { Receipts } from './receipts.ts'
import { keyText } from './signed-note.ts'
import type { WitnessTarget } from './targets.ts'

export interface WitnessParts {
  engine: Pick<Engine, 'state' | 'submit' | 'onCommitted'>
  scheduler: Scheduler
  dataDir: string
  /** First line of every checkpoint, such as 'sapha/demo'. */
  origin: string
  targets: readonly WitnessTarget[]
}

const BEAT_MS = 1000
/** Ten minutes: what was decided without a vote is bound soon enough to be remembered. */
const BEATS_BETWEEN_CHECKPOINTS = 600
/** A technician who rotates the key waits so long at most. */
const BEATS_BETWEEN_KEY_LOOKS = 10

const BY: Actor = { kind: 'system', part: 'witness' }

/** Seals votes, signs the chain's heads and takes them to whoever keeps them apart from us. */
export class Witness implements ReceiptsPort {
  readonly #parts: WitnessParts
  readonly #receipts = new Receipts()
  readonly #checkpoints: Checkpoints
  readonly #deliveries: Deliveries
  readonly #listeners = new Set<(head: RecordHead) => void>()
  readonly #underWay = new Set<string>()
  /** The root of each vote, computed anew only where its votes changed. */
  readonly #roots = new Map<BallotId, { changes: number; root: string }>()
  #key: CertifiedKey | null = null
  #beats = 0
  #stop: () => void = () => undefined

  constructor(parts: WitnessParts) {
    this.#parts = parts
    this.#checkpoints = new Checkpoints(parts.dataDir)
    this.#deliveries = new Deliveries(parts.targets, (target, at, problem) =>
      this.#noteProblem(`witness-${at + 1}`, 'witness-unreachable', target.name, problem),
    )
    this.#receipts.proveBy((seq) => this.#checkpoints.at(seq))
  }

  codeOf(ballot: BallotId, member: MemberId): string | null {
    return this.#receipts.codeOf(ballot, member)
  }

  proofOf(code: string): ReceiptProof | null {
    return this.#receipts.proofOf(code)
  }

  get checkpoint(): string | null {
    return this.#checkpoints.latest?.note ?? null
  }

  /** The key that signs now, in the form in which such keys are published. */
  get publicKey(): string {
    return this.#key === null ? '' : keyText(this.#key)
  }

  /** Every event of the record, in order, before `start`. */
  read(events: readonly RecordedEvent[]): void {
    this.#receipts.add(events)
    this.#checkpoints.add(events)
  }

  /**
   * Opens key and checkpoints, then makes up for what a crash left undone. Rejects with
   * SigningKeyError where the key cannot be trusted any more.
   */
  async start(): Promise<void> {
    const { engine, scheduler, dataDir, origin } = this.#parts
    this.#key = await openSigningKey(dataDir, origin)
    await this.#checkpoints.start()
    const unlisten = engine.onCommitted((committed) => this.#onCommitted(committed))
    const noBeat = scheduler.every(BEAT_MS, () => this.#beat())
    this.#stop = () => {
      unlisten()
      noBeat()
    }
    await this.#lookForKey()
    this.#checkpoints.want(this.#receipts.head)
    this.#work()
  }

  async stop(): Promise<void> {
    this.#stop()
    await this.#checkpoints.stop()
    await this.#deliveries.settled()
  }

  /** Called with each new checkpoint's head; at once with the present one. */
  onCheckpoint(listener: (head: RecordHead) => void): () => void {
    this.#listeners.add(listener)
    const { latest } = this.#checkpoints
    if (latest !== null) listener(latest)
    return () => this.#listeners.delete(listener)
  }

  #onCommitted({ events }: Committed): void {
    this.read(events)
    if (events.some(({ type }) => type !== 'VoteCast')) this.#work()
  }

  #beat(): void {
    this.#beats += 1
    if (this.#beats % BEATS_BETWEEN_CHECKPOINTS === 0) this.#checkpoints.want(this.#receipts.head)
    if (this.#beats % BEATS_BETWEEN_KEY_LOOKS === 0) void this.#lookForKey()
    this.#work()
    this.#deliveries.beat(this.#checkpoints.all)
  }

  /** Whatever is to be done now: asked after each commit and each second, so nothing is forgotten. */
  #work(): void {
    const { state } = this.#parts.engine
    for (const ballot of [...state.pastBallots, state.ballot])
      if (ballot !== null && ballot.result !== null && ballot.rule.method !== 'secret')
        this.#seal(ballot.id, state.seals.get(ballot.id)?.root)
    const key = this.#key
    // Before its event is in the record nobody could tell whose signature it is.
    if (key === null || state.signingKey?.key !== key.publicKey) return
    const before = this.#checkpoints.latest
    void this.#checkpoints
      .sign(key, (problem) =>
        this.#noteProblem('checkpoint-not-stored', 'checkpoint-not-stored', 'witness', problem),
      )
      .then(() => {
        const { latest } = this.#checkpoints
        if (latest === null || latest === before) return
        for (const listener of this.#listeners) listener(latest)
      })
  }

  #seal(ballot: BallotId, sealed: string | undefined): void {
    const tree = this.#receipts.treeOf(ballot)
    if (tree === null) return
    const { changes, size } = tree
    const known = this.#roots.get(ballot)
    const root = known?.changes === changes ? known.root : tree.root()
    this.#roots.set(ballot, { changes, root })
    if (root !== sealed) this.#give({ type: 'SealBallot', ballot, root, size }, `seal-${ballot}`)
  }

  /** One of each kind at a time: it is given again at the next beat where it failed. */
  #give(command: Command, id: string): void {
    if (this.#underWay.has(id)) return
    this.#underWay.add(id)
    void this.#parts.engine.submit(command, BY, id).finally(() => this.#underWay.delete(id))
  }

  /** The key in force is in the record; one that waits takes over once it is. */
  async #lookForKey(): Promise<void> {
    const { engine, dataDir } = this.#parts
    try {
      const next = await waitingKey(dataDir)
      const key = next ?? this.#key
      if (key === null) return
      if (engine.state.signingKey?.key !== key.publicKey) await this.#recordKey(key)
      if (next === null || engine.state.signingKey?.key !== next.publicKey) return
      await adoptWaitingKey(dataDir)
      this.#key = next
      this.#noteProblem('signing-key', 'signing-key-not-changed', 'witness', null)
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error)
      this.#noteProblem('signing-key', 'signing-key-not-changed', 'witness', problem)
    }
  }

  async #recordKey({ name, publicKey, certificate }: CertifiedKey): Promise<void> {
    await this.#parts.engine.submit(
      { type: 'ChangeSigningKey', name, key: publicKey, certificate },
      BY,
      'signing-key',
    )
  }

  /** Raised once, resolved by the next success. */
  #noteProblem(fault: string, code: string, about: string, problem: string | null): void {
    const raised = this.#parts.engine.state.faults.some(({ id }) => id === fault)
    if (raised === (problem !== null)) return
    if (problem === null) return this.#give({ type: 'ResolveFault', fault }, fault)
    const source = { kind: 'record', id: about.slice(0, 80) } as const
    const detail = problem.slice(0, 500).toWellFormed()
    this.#give({ type: 'RaiseFault', fault, source, code, detail }, fault)
  }
}
