import type { LogRecord, PlacedRecord, Placement } from '../../features/log-record.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { type Target, targetName } from '../../features/target.ts'
import type { Instant } from '../../features/value.ts'
import type { QuestionBatch } from '../../generators/question.ts'
import type { Happening } from '../../scenarios/happening.ts'
import type { RunPlan } from '../../scenarios/run-plan.ts'
import type { ServedRow, TrainingRow } from '../history/history.ts'
import { regionReads } from '../regions/region-reads.ts'
import type { Answer, Capabilities, Fault, Probe, Step, Store } from '../store.ts'
import { answerEdges } from './answer-edges.ts'
import { clockSteps } from './clock-steps.ts'
import { steppedForm } from './fault-steps.ts'
import type { GuardedStore } from './guarded-store.ts'
import type { Move } from './move.ts'
import type { Scope } from './not-run.ts'
import { partitionBook } from './partition-book.ts'
import { type OwnClock, readNow } from './read-now.ts'
import { RegionWorker } from './region-schedules.ts'
import { type AnswerScope, servedRows, trainingRows } from './served-rows.ts'
import { strayColumns } from './stray-columns.ts'

/** A run under way: it moves the virtual clock and the store, and records what came of it. */
export class RunSession {
  readonly plan: RunPlan
  readonly store: GuardedStore
  /** One a region, home first. */
  readonly workers: readonly [RegionWorker, ...RegionWorker[]]
  /** The machine's clock, µs. */
  readonly clock: () => Instant
  readonly regionReads = regionReads()
  readonly placed = new Map<string, PlacedRecord[]>()
  readonly rows = new Map<string, ServedRow[]>()
  readonly moves: Move[] = []
  readonly strays = strayColumns()
  readonly counts: Partial<Record<Happening, number>> = {}
  /** Targets with questions whose answers changed while they were asked. */
  readonly unread = new Set<string>()
  readonly #raw: Store
  readonly #ownClock: OwnClock | null
  readonly #scope: Scope
  readonly #probes = new Map<string, Probe[]>()
  /** The records that were appended last. */
  #last: readonly LogRecord[] = []
  #now: Instant
  #nextProbe = 1n

  constructor(plan: RunPlan, scope: Scope, raw: Store, store: GuardedStore, clock: () => Instant) {
    this.plan = plan
    this.store = store
    this.#raw = raw
    this.#scope = scope
    this.#ownClock = scope.ownClock ? ownClockOf(plan, raw.capabilities, clock) : null
    this.clock = clock
    this.workers = workersOf(plan, scope, raw.capabilities)
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
    const { regions } = this.#scope
    const inRegions = regions.length === 0 ? {} : { regions }
    await this.store.open({ definitions, services: served, now: () => this.#now, ...inRegions })
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
    for (const { book } of this.workers) book.append(placements)
    this.count('events', records.length)
  }

  async step(step: Step): Promise<void> {
    this.moves.push({ kind: 'step', at: this.#now, step })
    await this.store.step(step)
    this.#noted(step)
    this.count('steps', 1)
  }

  #noted(step: Step): void {
    const { book } = this.workers.find(({ region }) => region === step.region) ?? this.workers[0]
    const { redelivered, crashed, restarted } = book.note(step)
    this.count('redelivered', redelivered)
    if (crashed) this.count('crashes', 1)
    if (restarted) this.count('restarts', 1)
  }

  /** Makes something go wrong, or has a store whose steps are scheduled do what comes to the same. */
  async fault(fault: Fault): Promise<void> {
    this.count('faults', 1)
    const form = this.#scope.stepped ? steppedForm(fault) : null
    if (form === null) {
      this.moves.push({ kind: 'fault', at: this.#now, fault })
      await this.store.fault(fault)
      const home = this.workers[0]
      if (fault.kind === 'lose-online') home.book.lose()
      // Another worker has what this one held, and begins where it last committed.
      if (fault.kind === 'pause-worker') this.#noted(home.own({ kind: 'restart' }))
      return
    }
    const worker = this.workers.at(form.kind === 'stall' && form.at === 'last' ? -1 : 0) as RegionWorker
    if (form.kind === 'stall') return worker.pause()
    if (form.kind === 'steps') {
      for (const step of form.make(worker.book)) await this.step(worker.own(step))
      return
    }
    const placements = this.#checked(this.#last, await this.store.ingest(this.#last))
    for (const { book } of this.workers) book.append(placements)
  }

  async settle(): Promise<void> {
    this.moves.push({ kind: 'settle', at: this.#now })
    await this.store.settle()
  }

  /** Asks one region and records nothing; null where the target is not asked. */
  async peek({ questions }: QuestionBatch, region: string): Promise<readonly Answer[] | null> {
    const name = questions[0]?.target ?? ''
    if (!this.#scope.targets.some(each => targetName(each) === name)) return null
    return this.store.read(
      questions.map(({ key, asOf, request }, i): Probe => {
        return { probeId: BigInt(i), target: name, key, asOf, request, askedVersion: null, region }
      }),
    )
  }

  /** Puts questions to a region, or to whoever answers. */
  async read(batch: QuestionBatch, region: string | null = null): Promise<void> {
    const name = batch.questions[0]?.target ?? ''
    const target = this.#scope.targets.find(each => targetName(each) === name)
    if (target === undefined) return
    const probes = batch.questions.map(({ key, asOf, request }): Probe => {
      const probeId = this.#nextProbe++
      // A version is asked for now and then; without one it is the document's (semantics § 9).
      const askedVersion =
        target.kind === 'document' && probeId % 2n === 1n ? target.definitions.version : null
      const pinned = region === null ? {} : { region }
      return { probeId, target: name, key, asOf, request, askedVersion, ...pinned }
    })
    const own = this.#ownClock
    const read = (asked: readonly Probe[]) => this.store.read(asked)
    const done = own === null ? { probes, answers: await read(probes) } : await readNow(own, probes, read)
    if (done === null) {
      this.unread.add(name)
      return
    }
    const first = done.probes[0] as Probe
    this.advance(own === null ? this.#now : first.asOf)
    const range = { from: first.probeId as bigint, to: this.#nextProbe - 1n }
    this.moves.push({ kind: 'read', at: this.#now, ...range, ...(region === null ? {} : { region }) })
    if (region !== null) this.regionReads.note(batch, region, done.probes)
    else this.#countFailovers(done.answers)
    this.rows.get(name)?.push(...servedRows(this.#answers(target), done.probes, done.answers, this.#now))
    this.strays.note(target, done.answers)
    this.#probes.set(name, [...(this.#probes.get(name) ?? []), ...done.probes])
  }

  #countFailovers(answers: readonly Answer[]): void {
    const [home] = this.#scope.regions
    if (home === undefined) return
    const others = answers.filter(answer => answer?.region !== undefined && answer.region !== home)
    this.count('failovers', others.length)
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

/** Answers may change where any fact of the run enters or leaves what some feature sees. */
function ownClockOf(plan: RunPlan, { precision = 'us' }: Capabilities, now: () => Instant): OwnClock {
  const edges = answerEdges(plan).filter(edge => edge >= plan.end - 1)
  return { now, step: clockSteps[precision], edges: () => edges }
}

/** The worker that the run schedules, or one for each region. */
function workersOf(
  { options, schedule }: RunPlan,
  { stepped, regions }: Scope,
  { partitions }: Capabilities,
): readonly [RegionWorker, ...RegionWorker[]] {
  const workerOf = (region: string | null, random: RunPlan['schedule']) => {
    return new RegionWorker(region, partitionBook(stepped ? partitions : 0), options.interleaving, random)
  }
  const [home = null, ...others] = regions
  return [
    workerOf(home, schedule),
    ...others.map(region => workerOf(region, schedule.fork(`region ${region}`))),
  ]
}
