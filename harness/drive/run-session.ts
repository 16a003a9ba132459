import type { LogRecord, PlacedRecord, Placement } from '../../features/log-record.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { type Target, targetName } from '../../features/target.ts'
import type { Instant } from '../../features/value.ts'
import type { QuestionBatch } from '../../generators/question.ts'
import type { Happening } from '../../scenarios/happening.ts'
import type { RunPlan } from '../../scenarios/run-plan.ts'
import type { ServedRow, TrainingRow } from '../history/history.ts'
import type { Fault, Probe, Step, Store } from '../store.ts'
import { faultSteps } from './fault-steps.ts'
import type { GuardedStore } from './guarded-store.ts'
import type { Move } from './move.ts'
import type { Scope } from './not-run.ts'
import { type PartitionBook, partitionBook } from './partition-book.ts'
import { type AnswerScope, servedRows, trainingRows } from './served-rows.ts'
import { strayColumns } from './stray-columns.ts'

/** A run under way: it moves the virtual clock and the store, and records what came of it. */
export class RunSession {
  readonly plan: RunPlan
  readonly store: GuardedStore
  readonly book: PartitionBook
  readonly placed = new Map<string, PlacedRecord[]>()
  readonly rows = new Map<string, ServedRow[]>()
  readonly moves: Move[] = []
  readonly strays = strayColumns()
  readonly counts: Partial<Record<Happening, number>> = {}
  readonly #raw: Store
  readonly #scope: Scope
  readonly #probes = new Map<string, Probe[]>()
  /** The records that were appended last. */
  #last: readonly LogRecord[] = []
  #now: Instant
  #nextProbe = 1n

  constructor(plan: RunPlan, scope: Scope, raw: Store, store: GuardedStore) {
    this.plan = plan
    this.store = store
    this.#raw = raw
    this.#scope = scope
    this.book = partitionBook(scope.stepped ? raw.capabilities.partitions : 0)
    this.#now = plan.agenda[0]?.at ?? 0
    for (const target of scope.targets) this.rows.set(targetName(target), [])
    for (const source of plan.records.keys()) this.placed.set(source, [])
  }

  get now(): Instant {
    return this.#now
  }

  /** The id of the next probe. */
  get nextProbe(): bigint {
    return this.#nextProbe
  }

  /** Moves the clock on; it never goes back. */
  advance(to: Instant): void {
    this.#now = Math.max(this.#now, to)
  }

  async open(): Promise<void> {
    const { definitions, services } = this.plan.scenario
    const served = this.#raw.capabilities.services ? services : []
    await this.store.open({ definitions, services: served, now: () => this.#now })
  }

  async append(records: readonly LogRecord[]): Promise<void> {
    const source = (records[0] as LogRecord).source
    this.moves.push({ kind: 'append', at: this.#now, source, count: records.length })
    const placements = this.#checked(records, await this.store.ingest(records))
    this.#last = records
    const log = this.placed.get(source) ?? []
    this.placed.set(source, log)
    for (const [i, record] of records.entries())
      log.push({ ...record, position: log.length, placement: placements[i] ?? null })
    this.book.append(placements)
    this.count('events', records.length)
  }

  async step(step: Step): Promise<void> {
    this.moves.push({ kind: 'step', at: this.#now, step })
    await this.store.step(step)
    const { redelivered, crashed, restarted } = this.book.note(step)
    this.count('steps', 1)
    this.count('redelivered', redelivered)
    if (crashed) this.count('crashes', 1)
    if (restarted) this.count('restarts', 1)
  }

  /** Makes something go wrong, or has a store whose steps are scheduled do what comes to the same. */
  async fault(fault: Fault): Promise<void> {
    this.count('faults', 1)
    if (!this.#scope.stepped) {
      this.moves.push({ kind: 'fault', at: this.#now, fault })
      return this.store.fault(fault)
    }
    if (fault.kind === 'resend')
      this.book.append(this.#checked(this.#last, await this.store.ingest(this.#last)))
    for (const step of faultSteps(fault, this.book)) await this.step(step)
  }

  async settle(): Promise<void> {
    this.moves.push({ kind: 'settle', at: this.#now })
    await this.store.settle()
  }

  async read(batch: QuestionBatch): Promise<void> {
    const name = batch.questions[0]?.target ?? ''
    const target = this.#scope.targets.find(each => targetName(each) === name)
    if (target === undefined) return
    const probes = batch.questions.map(({ key, asOf, request }): Probe => {
      const probeId = this.#nextProbe++
      // A version is asked for now and then; without one it is the document's (semantics § 9).
      const askedVersion =
        target.kind === 'document' && probeId % 2n === 1n ? target.definitions.version : null
      return { probeId, target: name, key, asOf, request, askedVersion }
    })
    const first = probes[0] as Probe
    this.moves.push({ kind: 'read', at: this.#now, from: first.probeId as bigint, to: this.#nextProbe - 1n })
    const answers = await this.store.read(probes)
    this.rows.get(name)?.push(...servedRows(this.#answers(target), probes, answers, this.#now))
    this.strays.note(target, answers)
    this.#probes.set(name, [...(this.#probes.get(name) ?? []), ...probes])
  }

  /** The store's own training values for every probe of a target. */
  async train(target: Target, cut: Instant): Promise<TrainingRow[]> {
    const probes = this.#probes.get(targetName(target)) ?? []
    if (probes.length === 0) return []
    const rows = trainingRows(this.#answers(target), probes, await this.store.train(probes, cut))
    this.count('trainingRows', rows.length)
    return rows
  }

  count(happening: Happening, times: number): void {
    this.counts[happening] = (this.counts[happening] ?? 0) + times
  }

  #answers(target: Target): AnswerScope {
    const columns = this.#scope.columns.get(targetName(target)) ?? []
    return { capabilities: this.#raw.capabilities, target, columns }
  }

  /** A placement for each record; without them, a store whose steps are scheduled could not be judged by offsets. */
  #checked(
    records: readonly LogRecord[],
    placements: readonly (Placement | null)[] | undefined | null,
  ): readonly (Placement | null)[] {
    if (placements?.length === records.length) return placements
    if (placements === undefined || placements === null) {
      if (!this.#scope.stepped) return records.map(() => null)
      throw this.#bad('has partitions, but ingest does not say where records went')
    }
    throw this.#bad(`placed ${placements.length} of ${records.length} records`)
  }

  #bad(message: string): PlumblineError {
    return new PlumblineError(
      'bad-store',
      `the store ${this.store.name} ${message}: return a placement or null for each record`,
    )
  }
}
