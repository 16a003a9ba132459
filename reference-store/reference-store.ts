import { symlinkSync } from 'node:fs'
import type { LogRecord, Placement } from '../features/log-record.ts'
import { PlumblineError } from '../features/plumbline-error.ts'
import type { Instant } from '../features/value.ts'
import type { Answer, Capabilities, Fault, FaultKind, Opening, Probe, Step, Store } from '../harness/store.ts'
import type { Awaitable } from './awaitable.ts'
import { countRejects, type RejectCount } from './ingest/count-rejects.ts'
import type { EventLog } from './ingest/event-log.ts'
import type { FrontDoor } from './ingest/front-door.ts'
import { type Consumers, workerGroup } from './ingest/ingest-worker.ts'
import { reopenFrontDoor } from './ingest/reopen-front-door.ts'
import { OfflineSide } from './offline/offline-side.ts'
import { refusesWell } from './offline/refuses-well.ts'
import { trainingSet } from './offline/training-set.ts'
import type { OnlineStore } from './online/online-store.ts'
import type { ServedTargets } from './serving/served-targets.ts'
import { SimulatedRegion } from './simulated-region.ts'
import type { StoreSeams } from './store-seams.ts'
import { type WiredDocuments, wireDocuments } from './wire-documents.ts'

/** What a store runs on: the parts that differ between the simulation and the real stack. */
export interface StoreStack {
  readonly name: string
  /** Whether two stores on such a stack share nothing. */
  readonly isolated: boolean
  readonly partitions: number
  /** The same with another number of partitions; absent: it has the number that it has. */
  readonly withPartitions?: (partitions: number) => StoreStack
  /** A log that is read by a group of workers for each region beside the offline side. */
  openLog(groups: readonly string[]): Awaitable<EventLog>
  openOnlineStore(): Awaitable<OnlineStore>
}

interface Running {
  readonly log: EventLog
  frontDoor: FrontDoor
  readonly sources: WiredDocuments['sources']
  readonly consumers: Consumers
  readonly targets: ServedTargets
  /** One where the store has no regions; home first. */
  readonly regions: readonly [SimulatedRegion, ...SimulatedRegion[]]
  readonly offline: OfflineSide
}

/** What it makes happen by itself; what comes of steps alone is left to whoever schedules them. */
const ownFaults: readonly FaultKind[] = [
  'pause-worker',
  'kill-server',
  'lose-online',
  'stop-region',
  'fill-offline',
]

/** The reference feature store: what is here is the same on every stack. */
export class ReferenceStore implements Store {
  readonly capabilities: Capabilities
  readonly #stack: StoreStack
  readonly #seams: StoreSeams
  #running: Running | null = null
  /** While it is, every file of the offline side breaks off for want of room. */
  #isDiskFull = false

  constructor(stack: StoreStack, seams: StoreSeams) {
    this.#stack = stack
    this.#seams = seams
    this.capabilities = {
      name: 'reference',
      stack: stack.name,
      asOfReads: true,
      states: true,
      onDemand: true,
      services: true,
      refresh: true,
      partitions: stack.partitions,
      isolated: stack.isolated,
      faults: ownFaults,
      withheld: { 'restart-log': 'a log in memory has nothing to be stopped' },
      regions: 8,
      partitionCounts: stack.withPartitions !== undefined,
    }
  }

  async open(opening: Opening): Promise<void> {
    const [home = null, ...others] = opening.regions ?? []
    const { partitions } = opening
    const stack =
      partitions === undefined ? this.#stack : (this.#stack.withPartitions?.(partitions) ?? this.#stack)
    const log = await stack.openLog([home, ...others].map(groupOfRegion))
    const { documents, sources, consumers, targets, serve } = wireDocuments(opening, this.#seams)
    const open = async (name: string | null) => {
      const parts = {
        log,
        serve,
        consumers,
        seams: this.#seams,
        openOnline: () => stack.openOnlineStore(),
      }
      return SimulatedRegion.open(name, groupOfRegion(name), parts)
    }
    const regions = [await open(home), ...(await Promise.all(others.map(open)))] as const
    const frontDoor = await reopenFrontDoor(log, sources)
    const beforeWrite = (path: string) => {
      if (this.#isDiskFull) symlinkSync('/dev/full', path)
      this.#seams.beforeWrite(path)
    }
    const offline = new OfflineSide(log, documents, undefined, { ...this.#seams, beforeWrite })
    this.#running = { log, frontDoor, sources, consumers, targets, regions, offline }
  }

  async ingest(records: readonly LogRecord[]): Promise<readonly (Placement | null)[]> {
    const { frontDoor, offline } = this.#open()
    const placements = await frontDoor.ingest(records)
    await offline.follow(records.length)
    return placements
  }

  async settle(): Promise<void> {
    for (const region of this.#open().regions) await region.settle()
  }

  async read(probes: readonly Probe[]): Promise<readonly Answer[]> {
    const { asked, answered, answeredAll } = this.#seams
    const answers = await this.#ask(probes.map(asked))
    return answeredAll(
      answers.map((answer, i) => answered(answer, probes[i]!)),
      probes,
    )
  }

  async train(probes: readonly Probe[], cut: Instant): Promise<readonly Answer[]> {
    const { offline, targets } = this.#open()
    this.#isDiskFull = false
    const { trainedAt, trainedTransform, trainedAll } = this.#seams
    return trainedAll(await trainingSet(offline, targets, probes, cut, trainedAt, trainedTransform), probes)
  }

  async step(step: Step): Promise<void> {
    const { regions } = this.#open()
    const region = regions.find(({ name }) => name === step.region) ?? regions[0]
    await region.step(step)
  }

  async fault({ kind }: Fault): Promise<void> {
    const running = this.#open()
    const [home] = running.regions
    if (kind === 'pause-worker') await home.pauseWorker()
    if (kind === 'lose-online') await home.lose()
    if (kind === 'stop-region') home.stop()
    if (kind === 'kill-server') running.frontDoor = await reopenFrontDoor(running.log, running.sources)
    if (kind === 'fill-offline') {
      this.#isDiskFull = true
      await refusesWell(running.offline)
    }
  }

  /** Records that were refused so far, by document (`name@version`), source and reason; semantics § 2. */
  async rejects(): Promise<readonly RejectCount[]> {
    const { regions, frontDoor, consumers } = this.#open()
    const counts: RejectCount[] = []
    for (const [source, all] of consumers) {
      const watermarks = await regions[0].watermarks(source)
      for (const { document } of all) {
        const progress = watermarks.map(watermark => watermark.documents[document]?.rejects ?? {})
        counts.push(...countRejects(document, source, progress, frontDoor.refused(source)))
      }
    }
    return counts
  }

  async close(): Promise<void> {
    const running = this.#running
    this.#running = null
    running?.offline.close()
    await running?.log.close()
    for (const region of running?.regions ?? []) await region.close()
  }

  #open(): Running {
    if (this.#running !== null) return this.#running
    throw new PlumblineError('bad-store', 'the reference store is not open: call open with definitions first')
  }

  /** A question that is pinned to a region is answered there; any other at home, or where home is away by the next. */
  async #ask(probes: readonly Probe[]): Promise<Answer[]> {
    const { regions } = this.#open()
    const answers: Answer[] = new Array(probes.length)
    for (const [name, places] of Map.groupBy(probes.keys(), i => probes[i]!.region ?? null)) {
      const pinned = regions.find(region => region.name === name)
      const region = pinned ?? regions.find(({ isAway }) => !isAway) ?? regions[0]
      const given = await region.read(places.map(i => probes[i]!))
      const by = region.name === null ? {} : { region: region.name }
      for (const [at, i] of places.entries()) answers[i] = { ...given[at]!, ...by }
    }
    return answers
  }
}

/** The consumer group of the workers of a region, or of all. */
function groupOfRegion(region: string | null): string {
  return region === null ? workerGroup : `${workerGroup}-${region}`
}
